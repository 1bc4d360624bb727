import type { SavepointAnswer } from '../observed.ts';
import type { JobStatus, Savepoint } from '../subject.ts';
import { isOfRun } from './job-run.ts';
import { timestamp } from './timestamp.ts';

/** Milliseconds after which a savepoint of which nobody says anything has failed. */
export const longestSilence = 600_000;
const longestMessage = 1024;

/** How the savepoint under way fares. Source: `spec/flinkcluster.md` 10. */
export function nextSavepoint(
  recorded: Savepoint | undefined,
  answer: SavepointAnswer | undefined,
  now: Date,
): Savepoint | undefined {
  if (recorded?.state !== 'InProgress' || !answer) return recorded;
  const ended = (state: string, message?: string): Savepoint => ({
    ...recorded,
    state,
    requestTime: timestamp(now),
    ...(message !== undefined && { message: message.slice(0, longestMessage) }),
  });
  switch (answer.type) {
    case 'pending':
    case 'unheard':
      return recorded;
    case 'completed':
      return ended('Succeeded');
    case 'failed':
      return ended('Failed', answer.error.message);
    case 'unknown':
      return ended('Failed', 'Flink does not know of the savepoint any more');
    case 'unanswered':
      return now.getTime() - answer.since.getTime() < longestSilence
        ? recorded
        : ended('Failed', `Flink has not said for ${longestSilence / 60_000} minutes how the savepoint fares`);
  }
}

/** The job with a savepoint that was taken just now. */
export function withSavepoint(job: JobStatus, savepoint: Savepoint, path: string, now: Date): JobStatus {
  const isFinal = isOfRun(savepoint, job) && endsJob(savepoint);
  return {
    ...job,
    savepointGeneration: (job.savepointGeneration ?? 0) + 1,
    savepointLocation: path,
    savepointTime: timestamp(now),
    ...(isFinal && { finalSavepoint: true }),
  };
}

const endsJob = ({ triggerReason }: Savepoint): boolean => triggerReason === 'update' || triggerReason === 'job cancel';
