import type { EffectiveConfiguration } from '../../values/effective-configuration.ts';
import type { Happening } from '../happening.ts';
import type { EngineLimits } from '../options.ts';
import type { FlinkPlace, JobOfCluster, Made } from '../ports.ts';
import type { KeptSpec } from '../status/last-spec.ts';
import type { StopProgress } from '../stop-with-savepoint.ts';
import type { ReconcilableSpec } from './configuration/from-spec.ts';
import type { HighAvailabilityData } from './high-availability-data.ts';
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
  /** Looked at only where it decides something. */
  readonly remains?: Remains;
  /** Looked at only where it decides something. */
  readonly highAvailability?: HighAvailabilityData;
  /** What has become of the savepoint after which the job is to end; `undefined` where none was begun, or its cluster does not answer. */
  readonly savepoint?: StopProgress | undefined;
  /** The Ingress that the object has, as it is stored. */
  readonly ingress?: (Made & { readonly spec?: unknown }) | undefined;
  /** Of a session cluster that is to go: FlinkSessionJobs that are to run on it. */
  readonly sessionJobs?: readonly string[];
  /** Of a session cluster that is to go: jobs that it runs; `undefined` where it does not say. */
  readonly jobs?: readonly JobOfCluster[] | undefined;
  /** Whether there are FlinkStateSnapshots in this cluster. */
  readonly snapshots: boolean;
  readonly planning: Omit<PlanContext, 'start'>;
  readonly randomId: () => string;
  readonly now: Date;
}

/** A status, and what has happened to make it so. */
export interface Seen {
  readonly status: Status;
  readonly happenings: readonly Happening[];
}
