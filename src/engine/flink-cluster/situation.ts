import type { FlinkPlace } from '../flink-port.ts';
import type { EngineLimits } from '../options.ts';
import type { Made, Resource, Sent } from '../ports.ts';
import type { DefaultedSpec } from './defaulted.ts';
import type { Components, Labelled, ObservedCluster } from './observed.ts';
import type { ClusterPlan } from './plan.ts';
import type { ControllerRevision } from './revision.ts';
import type { Update } from './status/update-state.ts';
import type { Status } from './subject.ts';

/** All that steps know when they decide about a FlinkCluster. */
export interface Situation {
  readonly observed: ObservedCluster;
  readonly components: Components;
  readonly metadata: Resource['metadata'];
  readonly spec: DefaultedSpec;
  /** An object that belongs to the cluster. */
  readonly present: (kind: string, name: string) => Labelled | undefined;
  /** What high availability keeps of it, where nobody owns that. */
  readonly highAvailability?: Made | undefined;
  /** As it follows from what was observed. */
  readonly status: Status;
  readonly update: Update;
  /** What there should be by the spec and this status. */
  readonly plan: ClusterPlan;
  /** That of the spec as it is stored; `undefined` of one that is not carried out. */
  readonly revision?: ControllerRevision | undefined;
  /** Those that are kept; `undefined` where nobody had to look. */
  readonly kept: readonly ControllerRevision[] | undefined;
  /** What this process has last sent of each child, by its key. */
  readonly sent: ReadonlyMap<string, Sent>;
  readonly place: FlinkPlace;
  readonly limits: EngineLimits;
  readonly randomId: () => string;
  readonly md5: (text: string) => string;
  readonly now: Date;
}
