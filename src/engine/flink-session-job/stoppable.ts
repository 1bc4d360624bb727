import type { Stoppable } from '../stop-with-savepoint.ts';
import type { ObservedSessionJob } from './observed.ts';
import type { SessionCluster, Status } from './subject.ts';

/** The job as something that may be stopped with a savepoint, on the cluster that it has. */
export function stoppableOf(observed: ObservedSessionJob, cluster: SessionCluster): Stoppable<Status> {
  return { ...observed, configuration: observed.configuration ?? cluster.configuration, place: cluster.place };
}
