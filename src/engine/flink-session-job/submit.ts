import { beforeDeployment, withJobStatus } from '../status/bookkeeping.ts';
import type { Decision } from '../step.ts';
import type { ObservedSessionJob } from './observed.ts';
import type { Restore } from './restore.ts';
import { type SessionCluster, type Spec, type Status, submissionOf } from './subject.ts';

/**
 * Submits a job under an id of ours, which stands in the status before anything is sent: whoever comes after a crash sends it again
 * under the same one, and Flink runs no second job of an id.
 */
export function submit(observed: ObservedSessionJob, cluster: SessionCluster, restore: Restore): Decision<Status> {
  const { wanted, generation, now, limits } = observed;
  const { upgradeSavepointPath, ...jobStatus } = observed.status.jobStatus ?? {};
  const path = restore.upgradeMode === 'stateless' ? undefined : (restore.savepointPath ?? upgradeSavepointPath);
  const kept = path ?? upgradeSavepointPath;
  const begun: Status = {
    ...observed.status,
    jobStatus: {
      ...jobStatus,
      jobId: observed.randomId(),
      state: 'RECONCILING',
      ...(kept !== undefined && { upgradeSavepointPath: kept }),
    },
  };
  const status = beforeDeployment(begun, wanted, { generation, now, upgradeMode: restore.upgradeMode });
  return {
    ...send({ ...observed, status }, wanted, cluster, path),
    happenings: [submitted],
    again: limits.times.progress,
  };
}

/** Sends what the status says is being submitted. */
export function submitAgain(observed: ObservedSessionJob, kept: Spec, cluster: SessionCluster): Decision<Status> {
  const { upgradeSavepointPath } = observed.status.jobStatus ?? {};
  const stateless = (kept.job?.upgradeMode ?? 'stateless') === 'stateless';
  const decision = send(observed, kept, cluster, stateless ? undefined : upgradeSavepointPath);
  return { ...decision, again: observed.limits.times.progress };
}

function send(
  { job, status, limits }: ObservedSessionJob,
  spec: Spec,
  cluster: SessionCluster,
  savepointPath: string | undefined,
): Decision<Status> {
  const { jobId = '' } = status.jobStatus ?? {};
  const submission = submissionOf(job, spec, cluster, { jobId, savepointPath }, limits);
  return { status, actions: [{ type: 'submitJob', uid: job.metadata.uid, submission }] };
}

const submitted = { component: 'Job', type: 'Normal', reason: 'Submit', message: 'Starting deployment' } as const;

/** Nothing of the last job is in the status any more but where it left its state. */
export const withoutJob = (status: Status): Status => {
  const { jobId: _, ...jobStatus } = withJobStatus(status, {}).jobStatus ?? {};
  return { ...status, jobStatus };
};
