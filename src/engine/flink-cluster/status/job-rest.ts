import { isTerminal } from '../../status/observed-job.ts';
import type { ListedJob, ObservedCluster } from '../observed.ts';
import type { JobStatus } from '../subject.ts';

/** Milliseconds after which nothing is on its way any more. */
const late = 60_000;

/** What was on its way when the job ended, and runs. What somebody submits later is his own. */
export function restOf(
  { completionTime = '' }: JobStatus,
  { jobs = [] }: Pick<ObservedCluster, 'jobs'>,
): readonly ListedJob[] {
  const until = Date.parse(completionTime) + late;
  return jobs.filter(({ state, startTime = 0 }) => !isTerminal(state) && startTime <= until);
}
