import type { Decision } from '../step.ts';
import { removeSubmitter } from './remove-submitter.ts';
import { cancelled, runningJobs } from './running-jobs.ts';
import type { Situation } from './situation.ts';
import type { Status } from './subject.ts';
import { hasEnded } from './termination-message.ts';

/**
 * Of a job that is being submitted: nobody submits it any more. Where it was submitted all the same, Flink lists it soon, and it is
 * stopped as any other job.
 */
export function withdraw(situation: Situation, status: Status): Decision<Status> {
  const { observed, metadata, spec } = situation;
  const { submitter } = observed;
  const waits = { status, again: 1000, pending: submitting };
  // Of several jobs, nobody says which it is.
  if (!submitter || hasEnded(submitter.job)) return { ...waits, actions: cancelled(situation, runningJobs(situation)) };
  // A JobManager that answers soon may have begun the job by then.
  const isComing = spec.job?.mode === 'Application' && (submitter.job.status?.ready ?? 0) > 0;
  return isComing ? waits : removeSubmitter(submitter.job, metadata, status, { ifUnchanged: true });
}

const submitting = {
  reason: 'Submitting',
  message: 'the job may have been submitted; what is to become of it comes after that',
};
