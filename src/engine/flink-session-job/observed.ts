import type { EffectiveConfiguration } from '../../values/effective-configuration.ts';
import type { EngineLimits } from '../options.ts';
import type { SubmissionState } from '../ports.ts';
import type { SnapshotsSeen } from '../snapshots/job.ts';
import type { StateAge } from '../state-age.ts';
import type { KeptSpec } from '../status/last-spec.ts';
import type { JobAnswer } from '../status/observed-job.ts';
import type { StopProgress } from '../stop-with-savepoint.ts';
import type { SessionCluster, SessionJob, Spec, Status } from './subject.ts';

/** What it rests on how a job is stopped, and from what the next one begins. */
export interface SessionJobBasis extends Pick<ObservedSessionJob, 'wanted' | 'status' | 'last' | 'stateAge'> {
  readonly cluster: Pick<SessionCluster, 'deployment'> | undefined;
}

/** All that steps know when they decide about a FlinkSessionJob. */
export interface ObservedSessionJob {
  readonly job: SessionJob;
  /** The spec of the object or, where that is invalid, the last good one. */
  readonly wanted: Spec;
  /** Which generation of the object `wanted` is. */
  readonly generation: number;
  /** As it was stored, with what is seen now. */
  readonly status: Status;
  /** `undefined` before the first submission. */
  readonly last: KeptSpec<Spec> | undefined;
  readonly cluster: SessionCluster | undefined;
  /** That of the cluster, with what the job says over it. */
  readonly configuration: EffectiveConfiguration | undefined;
  /** What the cluster says of the job; `undefined` where it was not asked, as it is not ready. */
  readonly answer: JobAnswer | undefined;
  /** What has become of the savepoint after which the job is to end; `undefined` where none was begun, or the cluster was not asked. */
  readonly savepoint: StopProgress | undefined;
  readonly submission: SubmissionState;
  readonly snapshots: SnapshotsSeen;
  readonly limits: EngineLimits;
  /** Of a running job that is about to be stopped; `fine` where it is left out. */
  readonly stateAge?: StateAge;
  readonly randomId: () => string;
  readonly now: Date;
}
