import type { Control, JobStatus, Savepoint, Status } from '../subject.ts';

/** The job without what was so in its last run; what it has kept of its state stays. */
export function withoutRun(job: JobStatus): JobStatus {
  const { id, name, startTime, completionTime, ...kept } = job;
  return kept;
}

/** A job that has failed and is to be submitted anew. Without its id, so that what Flink still lists is not taken for the new run. */
export function restarting({ deployTime, ...job }: JobStatus): JobStatus {
  return { ...withoutRun(job), state: 'Restarting', restartCount: (job.restartCount ?? 0) + 1 };
}

/** Whether it is still to be submitted: it runs nowhere, and what it is to begin with is on record. */
export const isWaiting = ({ state, deployTime }: JobStatus): boolean =>
  (state === 'Pending' || state === 'Updating' || state === 'Restarting') && deployTime === undefined;

/** Whether something recorded is about the present run of a job; what does not say is believed. */
export const isOfRun = ({ jobID }: { readonly jobID?: string }, { id }: JobStatus): boolean =>
  jobID === undefined || id === undefined || jobID === id;

/** It ended with a savepoint so that a change could come about: where that was taken back, it begins again as it was. */
export function wasStoppedForUpdate({ savepoint, control }: Status, job: JobStatus): boolean {
  if (!job.finalSavepoint || savepoint?.triggerReason !== 'update' || !isOfRun(savepoint, job)) return false;
  if (job.state === 'Succeeded') return !isCancelledSince(savepoint, control);
  return job.state === 'Cancelled' && control?.name !== 'job-cancel';
}

/** Whether its end was wanted for good after the savepoint was begun. */
const isCancelledSince = ({ requestTime = '' }: Savepoint, control: Control | undefined): boolean =>
  control?.name === 'job-cancel' && !(Date.parse(control.updateTime) < Date.parse(requestTime));
