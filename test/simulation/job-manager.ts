import type { ResourceRequirements, SavepointProgress } from '../../src/engine/flink-port.ts';
import type { JobState } from '../../src/engine/status/observed-job.ts';
import type { Job } from './jobs.ts';
import type { KubeObject } from './kube-object.ts';

/** One process of a JobManager. */
export interface JobManager {
  readonly pod: KubeObject;
  readonly app: string;
  readonly namespace: string;
  /** The Deployment that has it. */
  readonly deployment: KubeObject;
  readonly configuration: ReadonlyMap<string, string>;
  readonly highlyAvailable: boolean;
  /** What it brings with it; `undefined` where others submit to it. */
  readonly application: Submitted | undefined;
  readonly jobs: Map<string, Job>;
  /** By their triggers. */
  readonly savepoints: Map<string, SavepointProgress>;
  /** Triggers of which somebody has heard how they ended. */
  readonly told: Set<string>;
  ended: boolean;
  /** Its REST server takes connections. */
  listens: boolean;
  /** The list of jobs that it shows, which may be some seconds old. */
  shown: { readonly at: number; readonly jobs: readonly ShownJob[] } | undefined;
}

export interface ShownJob {
  readonly id: string;
  readonly name: string;
  readonly state: JobState;
  readonly startTime: number;
}

/** What a JobManager is given to run. */
export interface Submitted {
  readonly id: string;
  readonly resource: string;
  readonly program: string;
  readonly savepointPath: string | undefined;
  /** What its scheduler was told since. */
  readonly requirements?: ResourceRequirements | undefined;
}
