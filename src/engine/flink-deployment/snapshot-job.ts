import type { SnapshotJob } from '../snapshots/job.ts';
import type { ObservedDeployment } from './observed.ts';
import type { Status } from './subject.ts';

/** Its job as something of which snapshots are taken. */
export function snapshotJobOf(observed: ObservedDeployment): SnapshotJob<Status> {
  const { deployment, last, wanted } = observed;
  return { ...observed, of: deployment, flinkVersion: (last?.spec ?? wanted).flinkVersion };
}
