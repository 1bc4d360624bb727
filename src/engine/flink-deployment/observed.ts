import type { EffectiveConfiguration } from '../../values/effective-configuration.ts';
import type { CheckpointTimes, FlinkPlace, JobOfCluster } from '../flink-port.ts';
import type { Happening } from '../happening.ts';
import type { EngineLimits } from '../options.ts';
import type { Made } from '../ports.ts';
import type { SnapshotsSeen } from '../snapshots/job.ts';
import type { KeptSpec } from '../status/last-spec.ts';
import type { StopProgress } from '../stop-with-savepoint.ts';
import type { ReconcilableSpec } from './configuration/from-spec.ts';
import type { HighAvailabilityData } from './high-availability-data.ts';
import type { SeenScaling } from './observe-scaling.ts';
import type { PlanContext } from './plan.ts';
import type { Remains } from './remains.ts';
import type { Deployment, Status } from './subject.ts';

/** All that steps know when they decide about a FlinkDeployment. */
export interface ObservedDeployment {
  readonly deployment: Deployment;
  /** What is to be brought about: the spec of the object or, where that is invalid, the last good one. */
  readonly wanted: ReconcilableSpec;
  /** Which generation of the object `wanted` is. */
  readonly generation: number;
  /** As it was stored, with what is seen now. */
  readonly status: Status;
  /** `undefined` before the first deployment. */
  readonly last: KeptSpec<ReconcilableSpec> | undefined;
  /** Of what runs; of what is wanted, where nothing was deployed yet. */
  readonly configuration: EffectiveConfiguration;
  readonly limits: EngineLimits;
  readonly place: FlinkPlace;
  /** No process of its JobManager has ever begun, as far as its pods tell. */
  readonly neverStarted?: boolean;
  /** Of a cluster whose parallelism is, or could be, brought about while it goes on. */
  readonly scaling?: SeenScaling | undefined;
  /** Looked at only where it decides something. */
  readonly remains?: Remains;
  /** Looked at only where it decides something. */
  readonly highAvailability?: HighAvailabilityData;
  /** What is wanted has high availability in Kubernetes as well; false: it would not find a job again by what is kept. */
  readonly findsAgain?: boolean;
  /** What has become of the savepoint after which the job is to end; `undefined` where none was begun, or its cluster does not answer. */
  readonly savepoint?: StopProgress | undefined;
  /** How old the state of its job is; looked at only where it decides something, and `undefined` where its cluster did not say. */
  readonly checkpoints?: CheckpointTimes | undefined;
  /** The Ingress that the object has, as it is stored. */
  readonly ingress?: (Made & { readonly spec?: unknown }) | undefined;
  /** Of a session cluster that is to go: FlinkSessionJobs that are to run on it. */
  readonly sessionJobs?: readonly string[];
  /** Of a session cluster that is to go: jobs that it runs; `undefined` where it does not say. */
  readonly jobs?: readonly JobOfCluster[] | undefined;
  readonly snapshots: SnapshotsSeen;
  readonly planning: Omit<PlanContext, 'start'>;
  readonly randomId: () => string;
  readonly now: Date;
}

/** What it rests on how a cluster is stopped, and from what its next job begins. */
export type DeploymentBasis = Pick<
  ObservedDeployment,
  | 'wanted'
  | 'status'
  | 'last'
  | 'configuration'
  | 'highAvailability'
  | 'findsAgain'
  | 'checkpoints'
  | 'neverStarted'
  | 'now'
>;

/** A status, and what has happened to make it so. */
export interface Seen {
  readonly status: Status;
  readonly happenings: readonly Happening[];
  readonly neverStarted?: boolean;
}
