import type { SnapshotJob } from '../snapshots/job.ts';
import type { ObservedSessionJob } from './observed.ts';
import type { SessionCluster, Status } from './subject.ts';

/** The job as something of which snapshots are taken, on the cluster that it has. */
export function snapshotJobOf(observed: ObservedSessionJob, cluster: SessionCluster): SnapshotJob<Status> {
  const { flinkVersion, place, configuration } = cluster;
  return { ...observed, of: observed.job, flinkVersion, place, configuration: observed.configuration ?? configuration };
}
