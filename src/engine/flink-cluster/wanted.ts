import { isFinished, isStopped, jobStatus } from '../../rules/flink-cluster/job-state.ts';
import { userControlAnnotation } from '../../rules/flink-cluster/user-control.ts';
import type { DefaultedSpec, Job } from './defaulted.ts';
import { wasStoppedForUpdate } from './status/job-run.ts';
import { isUpdatePending } from './status/update-state.ts';
import type { Cluster } from './subject.ts';

/** Which parts of a cluster there should be now. What a spec does not ask for is not made either way. */
export interface Wanted {
  readonly cluster: boolean;
  readonly taskManagers: boolean;
  readonly job: boolean;
}

const everything: Wanted = { cluster: true, taskManagers: true, job: true };
const nothing: Wanted = { cluster: false, taskManagers: false, job: false };
const withoutTaskManagers: Wanted = { ...everything, taskManagers: false };

/** Once its job has ended for good, a cluster goes as its clean-up policy says. Source: `spec/flinkcluster.md` 14. */
export function wantedOf(cluster: Cluster, { job }: DefaultedSpec): Wanted {
  if (!job || isUpdatePending(cluster.status) || !hasEnded(cluster, job)) return everything;
  // The JobManager is the only one that knows where the savepoint is.
  if (cluster.status?.savepoint?.state === 'InProgress') return everything;
  switch (cleanupAction(cluster, job)) {
    case 'DeleteCluster':
      return nothing;
    case 'DeleteTaskManager':
      return withoutTaskManagers;
    default:
      return everything;
  }
}

/** A failed job under `FromSavepointOnFailure` comes back, and so does one that was stopped for a change which was taken back, unless somebody wants it cancelled: its cluster is still needed. */
function hasEnded(cluster: Cluster, job: Job): boolean {
  const recorded = jobStatus(cluster);
  if (!recorded) return false;
  const { status } = cluster;
  const { annotations } = cluster.metadata;
  const isCancelled = job.cancelRequested || annotations?.[userControlAnnotation] === 'job-cancel';
  if (isCancelled) return isStopped(recorded);
  const comesBack = status?.components?.job && wasStoppedForUpdate(status, status.components.job);
  return !comesBack && isFinished(recorded, job);
}

function cleanupAction({ status }: Cluster, { cleanupPolicy }: Job): string | undefined {
  switch (status?.components?.job?.state) {
    case 'Succeeded':
      return cleanupPolicy.afterJobSucceeds;
    case 'Failed':
    case 'Lost':
    case 'DeployFailed':
      return cleanupPolicy.afterJobFails;
    case 'Cancelled':
      return cleanupPolicy.afterJobCancelled;
    default:
      return undefined;
  }
}

/** The state that the job begins with when it is submitted now; the one that its spec names goes first where it is chosen anew. Source: `spec/flinkcluster.md` 7. */
export function startingSavepoint(
  { status }: Pick<Cluster, 'status'>,
  job: Pick<Job, 'fromSavepoint'>,
  isChosen = isUpdatePending(status),
): string | undefined {
  const named = said(job.fromSavepoint);
  const { savepointLocation, fromSavepoint } = status?.components?.job ?? {};
  const last = said(savepointLocation) ?? said(fromSavepoint);
  return isChosen ? (named ?? last) : (last ?? named);
}

function said(text: string | undefined): string | undefined {
  return text === undefined || text.trim() === '' ? undefined : text;
}
