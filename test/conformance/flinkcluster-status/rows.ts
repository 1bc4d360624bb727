import type { Control, JobStatus, Savepoint } from '../../../src/engine/flink-cluster/subject.ts';

interface Row<Expect> {
  readonly id: string;
  readonly expect: Expect;
}

export interface JobStateRow
  extends Row<{
    readonly jobState: string;
    readonly clusterState: string;
    readonly submitterExitCode?: number;
    readonly stamped?: readonly string[];
    readonly failureReasons?: readonly string[];
  }> {
  readonly recordedJobState: string | null;
  readonly cancelAnnotation: boolean;
  readonly submitter: string;
  readonly flink: string;
}

export interface ClusterStateRow
  extends Row<{ readonly clusterState: string; readonly jobState: string | null; readonly changed: boolean }> {
  readonly recordedClusterState: string | null;
  readonly readyComponents: number;
  readonly recordedJobState: string | null;
  readonly cleanupAction: string | null;
  readonly updateTriggered: boolean;
}

export interface UpdateStateRow
  extends Row<{
    readonly updateState: string;
    readonly jobState: string;
    readonly clusterState: string;
    readonly currentRevision: string;
  }> {
  readonly recordedJobState: string;
  readonly takeSavepointOnUpdate: boolean | null;
  readonly maxStateAgeToRestoreSeconds: number | null;
  readonly finalSavepoint: boolean;
  readonly savepoint: 'none' | 'fresh' | 'stale';
  readonly componentsAt: 'currentRevision' | 'nextRevision';
}

export interface ComponentStateRow extends Row<object | null> {
  readonly component: 'jobManager' | 'taskManager' | 'jobManagerService' | 'configMap';
  readonly desired?: number;
  readonly ready?: number;
  readonly service?: string | null;
  readonly observed?: boolean;
  readonly recorded?: boolean;
}

export interface SavepointTriggerRow extends Row<{ readonly trigger: string | null }> {
  readonly job: object;
  readonly jobStatus: JobStatus;
  readonly savepointStatus: Savepoint | null;
  readonly userControl: string | null;
  readonly controlStatus: Control | null;
}

export interface SavepointStatusRow
  extends Row<{
    readonly savepointState: string;
    readonly jobState: string;
    readonly savepointGeneration: number;
    readonly savepointLocation: string;
    readonly finalSavepoint: boolean;
    readonly savepointTimeStamped: boolean;
    readonly controlState?: string;
  }> {
  readonly triggerReason: string;
  readonly recordedSavepointState: string;
  readonly observedSavepoint: string;
  readonly flink: string;
  readonly recordedJobState: string;
}

export interface ControlIntakeRow
  extends Row<{
    readonly control: { readonly name: string; readonly state: string } | null;
    readonly message: boolean;
  }> {
  readonly userControl: string | null;
  readonly recordedControl: Control | null;
}
