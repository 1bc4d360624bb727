import type { CleanupPolicy } from '../../../api/flink-cluster/types.ts';
import { standardCleanupPolicy } from '../../../defaults/flink-cluster/standard.ts';
import { isFinished } from '../../../rules/flink-cluster/job-state.ts';
import type { JobSpec, JobStatus, Savepoint } from '../subject.ts';

type CleanUpAction = NonNullable<CleanupPolicy[keyof CleanupPolicy]>;

/** What the end of the job does to the cluster. Source: `spec/flinkcluster.md` 14. */
export function cleanUpAction(
  job: JobStatus | undefined,
  spec: JobSpec | undefined,
  savepoint: Savepoint | undefined,
): CleanUpAction {
  if (!job || !spec || !isFinished(job, spec)) return 'KeepCluster';
  // The JobManager is the only one that knows where the savepoint is.
  if (savepoint?.state === 'InProgress') return 'KeepCluster';
  const field = afterState(job.state);
  return spec.cleanupPolicy?.[field] ?? standardCleanupPolicy[field];
}

function afterState(state: string): keyof CleanupPolicy {
  if (state === 'Succeeded') return 'afterJobSucceeds';
  return state === 'Cancelled' ? 'afterJobCancelled' : 'afterJobFails';
}
