import type { Action } from '../action.ts';
import { isTerminal } from '../status/observed-job.ts';
import type { ListedJob } from './observed.ts';
import type { Situation } from './situation.ts';

/** Jobs that have not ended. */
export const runningJobs = ({ observed: { jobs = [] } }: Situation): readonly ListedJob[] =>
  jobs.filter(({ state }) => !isTerminal(state));

/** Whether the job, or a task of it, is still on its way: every savepoint fails by then. */
export function isStarting({ observed: { jobs = [] }, status: { components } }: Situation): boolean {
  const job = jobs.find(({ id }) => id === components.job?.id);
  return job !== undefined && (job.state !== 'RUNNING' || (job.startingTasks ?? 0) > 0);
}

/** Where one cannot be cancelled now, the next pass tries again. */
export const cancelled = ({ place }: Situation, jobs: readonly ListedJob[]): Action[] =>
  jobs.map(({ id }) => ({ type: 'cancelJob', place, jobId: id, helps: true }));
