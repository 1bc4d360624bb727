import type { FlinkDeploymentStatus, JobSpec, JobStatus } from '../../../src/api/flink-deployment/types.ts';
import type { FlinkStateSnapshotStatus } from '../../../src/api/flink-state-snapshot/types.ts';
import type { Snapshot } from '../../../src/engine/flink-state-snapshot/subject.ts';
import { engineLimits } from '../../../src/engine/options.ts';
import type { SnapshotJob, SnapshotsSeen } from '../../../src/engine/snapshots/job.ts';
import { writeKeptSpec } from '../../../src/engine/status/last-spec.ts';
import { EffectiveConfiguration, OperatorConfiguration } from '../../../src/values/effective-configuration.ts';

export type Status = FlinkDeploymentStatus;

/** Noon, and a quarter of an hour before it. */
export const noon = Date.parse('2026-01-15T12:00:00Z');
export const begun = noon - 900_000;

export const configurationOf = (keys: Readonly<Record<string, string>> = {}) =>
  new EffectiveConfiguration(new Map(Object.entries({ 'state.savepoints.dir': 's3://savepoints', ...keys })), []);

export interface Told {
  readonly kind?: 'FlinkDeployment' | 'FlinkSessionJob';
  readonly flinkVersion?: string;
  readonly state?: JobStatus['state'];
  readonly reconciliation?: 'DEPLOYED' | 'UPGRADING';
  /** Of the spec that was brought about last, and of the one that is wanted. */
  readonly last?: JobSpec;
  readonly wanted?: JobSpec;
  readonly jobStatus?: JobStatus;
  readonly error?: string;
  readonly configuration?: Readonly<Record<string, string>>;
  /** Of the operator alone. */
  readonly operator?: Readonly<Record<string, string>>;
  readonly snapshots?: Partial<SnapshotsSeen>;
  /** Milliseconds since 1970. */
  readonly now?: number;
}

export function statusOf({
  state = 'RUNNING',
  reconciliation = 'DEPLOYED',
  last = {},
  jobStatus,
  error,
}: Told): Status {
  const text = writeKeptSpec({ spec: { job: { state: 'running', ...last } }, firstDeployment: false });
  return {
    jobStatus: { jobId: 'j', state, ...jobStatus },
    reconciliationStatus: { state: reconciliation, lastReconciledSpec: text, lastStableSpec: text },
    ...(error !== undefined && { error }),
  };
}

/** A job that has run for a quarter of an hour, and of which nothing is asked. */
export function jobOf(told: Told = {}): SnapshotJob<Status> {
  const { kind = 'FlinkDeployment', flinkVersion = 'v1_20', wanted = {}, snapshots, now = noon } = told;
  const uid = '12345678-9abc';
  return {
    of: { kind, metadata: { name: 'orders', namespace: 'shop', uid, generation: 2, resourceVersion: '7' } },
    status: statusOf(told),
    wanted: { job: wanted },
    flinkVersion,
    configuration: configurationOf(told.configuration),
    place: { namespace: 'shop', cluster: 'orders', port: 8081, secure: false, timeout: 1, cancelTimeout: 1 },
    limits: engineLimits(OperatorConfiguration.from(told.operator ?? {}).own),
    snapshots: {
      areResources: true,
      resources: [],
      progress: {},
      lastPeriodic: { savepoint: begun, checkpoint: begun },
      timeZone: 'UTC',
      ...snapshots,
    },
    randomId: () => 'a'.repeat(32),
    now: new Date(now),
  };
}

/** A FlinkStateSnapshot `name` that was made so many minutes before noon. */
export function snapshotOf(
  name: string,
  minutes: number,
  state: FlinkStateSnapshotStatus['state'],
  { trigger = 'PERIODIC', type = 'savepoint' }: { readonly trigger?: string; readonly type?: string } = {},
): Snapshot {
  return {
    apiVersion: 'flink.apache.org/v1beta1',
    kind: 'FlinkStateSnapshot',
    metadata: {
      name,
      namespace: 'shop',
      uid: `uid of ${name}`,
      generation: 1,
      resourceVersion: '1',
      creationTimestamp: new Date(noon - minutes * 60_000).toISOString(),
      labels: { 'snapshot.trigger-type': trigger },
    },
    spec: type === 'savepoint' ? { savepoint: {} } : { checkpoint: {} },
    status: { ...(state && { state }), ...(state === 'COMPLETED' && { path: `s3://${name}` }) },
  };
}
