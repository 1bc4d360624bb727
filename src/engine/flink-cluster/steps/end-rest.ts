import type { Step } from '../../step.ts';
import { cancelled, runningJobs } from '../running-jobs.ts';
import type { Situation } from '../situation.ts';
import { isWaiting } from '../status/job-run.ts';
import type { Status } from '../subject.ts';

/** What makes way for the next run of the job, and goes on: its state is safe, or not wanted. Its JobManager stays until it has ended. */
export const endRest: Step<Situation, Status> = (situation) => {
  const { status, now } = situation;
  const { job } = status.components;
  // Before it has begun for the first time, what runs there is that of another cluster of this name, which left its pods behind.
  if (job?.state !== 'Updating' || !isWaiting(job) || job.startTime === undefined) return undefined;
  const running = runningJobs(situation);
  if (running.length === 0) return undefined;
  const isStopping = job.finalSavepoint && now.getTime() - Date.parse(status.savepoint?.requestTime ?? '') < ending;
  return { status, actions: isStopping ? [] : cancelled(situation, running), again: 1000, pending: stopping };
};

/** Milliseconds that a job takes to end after its last savepoint. */
const ending = 60_000;

const stopping = { reason: 'Stopping', message: 'the job is about to end' };
