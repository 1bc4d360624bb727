import { noted, readRestores, restoresAnnotation } from '../restores.ts';
import { beforeDeployment, keepsState, withJobStatus } from '../status/bookkeeping.ts';
import { upgradeFailure } from '../status/exceptions.ts';
import type { Decision } from '../step.ts';
import { notAddressable, unknownState } from '../unknown-state.ts';
import type { ObservedSessionJob, SessionJobBasis } from './observed.ts';
import type { Restore } from './restore.ts';
import { type SessionCluster, type Spec, type Status, submissionOf } from './subject.ts';
import { sentAgain, whySubmitted } from './why-submitted.ts';

/**
 * Submits a job under an id of ours, which stands in the status before anything is sent: whoever comes after a crash sends it again
 * under the same one, and Flink runs no second job of an id.
 */
export function submit(observed: ObservedSessionJob, cluster: SessionCluster, restore: Restore): Decision<Status> {
  const { wanted, generation, now, limits } = observed;
  const { upgradeSavepointPath, ...jobStatus } = observed.status.jobStatus ?? {};
  const path = stateToBeginFrom(observed, restore);
  if (path === notAddressable) return restoreFailed(observed);
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
  const note = noteStart({ ...observed, status }, path, whySubmitted(observed, restore, path));
  return {
    ...send({ ...observed, status }, wanted, cluster, path),
    ...note,
    happenings: [submitted, ...note.happenings],
    again: limits.times.progress,
  };
}

/** Its owner has to say from which state it begins: a redeployment with a savepoint. */
function restoreFailed({ status, limits }: ObservedSessionJob): Decision<Status> {
  return {
    status: { ...status, error: upgradeFailure(unknownState, limits.errors) },
    happenings: [{ component: 'Job', type: 'Warning', reason: 'RestoreFailed', message: unknownState }],
    again: limits.times.reconcile,
  };
}

/** The path of the state that a job begins from; `undefined` where it begins with nothing. */
export function stateToBeginFrom(
  { status }: Pick<SessionJobBasis, 'status'>,
  { upgradeMode, savepointPath }: Restore,
): string | undefined {
  return upgradeMode === 'stateless' ? undefined : (savepointPath ?? status.jobStatus?.upgradeSavepointPath);
}

/** Sends what the status says is being submitted. */
export function submitAgain(observed: ObservedSessionJob, kept: Spec, cluster: SessionCluster): Decision<Status> {
  const { upgradeSavepointPath } = observed.status.jobStatus ?? {};
  const path = keepsState(kept.job) ? upgradeSavepointPath : undefined;
  const note = isNoted(observed) ? {} : noteStart(observed, path, sentAgain);
  return { ...send(observed, kept, cluster, path), ...note, again: observed.limits.times.progress };
}

/** Tells from which state the job of the status begins, and why. */
function noteStart({ job, status, now }: ObservedSessionJob, path: string | undefined, why: string) {
  const { jobStatus: { jobId = '' } = {}, observedGeneration: generation = 0 } = status;
  return noted(job, { component: 'Job', generation, jobId, now, path, why });
}

function isNoted({ job, status }: ObservedSessionJob): boolean {
  const restores = readRestores(job.metadata.annotations?.[restoresAnnotation]) ?? [];
  return restores.some(({ jobId }) => jobId === status.jobStatus?.jobId);
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
