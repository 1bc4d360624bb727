import { isActive, isFailed, isFinished, isStopped } from '../../../rules/flink-cluster/job-state.ts';
import type { ListedJob, Submitter } from '../observed.ts';
import type { JobSpec, JobStatus } from '../subject.ts';

export interface JobFacts {
  readonly recorded: JobStatus;
  readonly spec: JobSpec;
  /** An update is under way for which the job ends and begins anew. */
  readonly isUpdating: boolean;
  /** Another spec is to be brought about. */
  readonly isUpdatePending?: boolean;
  readonly isCancelAsked: boolean;
  /** Flink was told to cancel it, without a savepoint. */
  readonly isCancelSent?: boolean;
  readonly submitter: Submitter | undefined;
  /** Whether Flink says which jobs there are. */
  readonly isAnswered: boolean;
  /** A run that makes way for the next one has not ended. */
  readonly isMakingWay?: boolean;
  /** The job may run without being listed. */
  readonly isUnsure?: boolean | undefined;
  /** The job, where Flink lists it. */
  readonly listed: ListedJob | undefined;
}

type Rule = (facts: JobFacts) => string | undefined;

const waiting: ReadonlySet<string> = new Set(['Pending', 'Updating', 'Restarting']);

/** Whether the job is to be submitted, for the first time or anew. */
export const isPending = ({ state }: JobStatus): boolean => waiting.has(state);

/** The first that has something to say. Source: `spec/flinkcluster.md` 9.2. */
const rules: readonly Rule[] = [
  ({ isUpdating }) => (isUpdating ? 'Updating' : undefined),
  ({ recorded, submitter }) =>
    isStopped(recorded) && submitter && !submitter.isSpent && !hasEnded(submitter) ? 'Deploying' : undefined,
  // It would be begun again otherwise.
  ({ recorded, spec, isCancelAsked }) =>
    isCancelAsked && isFailed(recorded) && !isFinished(recorded, spec) ? 'Cancelled' : undefined,
  ({ recorded }) => (isStopped(recorded) ? recorded.state : undefined),
  // Where neither Flink nor a Job says that it was submitted, it may still have to be.
  ({ recorded, submitter, isAnswered }) =>
    isPending(recorded) && recorded.deployTime ? (submitter || isAnswered ? 'Deploying' : recorded.state) : undefined,
  asFlinkSays,
  ({ recorded, isUnsure }) => (isUnsure ? recorded.state : undefined),
  // A submission that came to nothing makes room for a change.
  ({ recorded, submitter, isUpdatePending }) =>
    recorded.state === 'Deploying' && isUpdatePending && (!submitter || isCountOf(submitter, 'failed'))
      ? 'Updating'
      : undefined,
  ({ recorded, submitter, spec, isCancelSent }) => {
    if (!isActive(recorded) || !submitter || isRunning(submitter)) return undefined;
    const state = asSubmitterEnded(submitter, recorded);
    // An application that was cancelled ends as one that was successful.
    return state === 'Succeeded' && isCancelSent && spec.mode === 'Application' ? 'Cancelled' : state;
  },
  // What is being submitted may run all the same, and so do what has not made way yet and what nobody can be asked about.
  ({ recorded, isCancelAsked, isMakingWay, isAnswered, submitter }) => {
    const mayRun = isMakingWay || (isActive(recorded) && submitter) || (recorded.state === 'Running' && !isAnswered);
    return isCancelAsked && !mayRun ? 'Cancelled' : undefined;
  },
  ({ recorded, isAnswered }) => (isAnswered && recorded.state === 'Running' ? 'Lost' : undefined),
  ({ recorded, submitter }) => (recorded.state === 'Deploying' && !submitter ? 'Lost' : undefined),
];

export function nextJobState(facts: JobFacts): string {
  for (const rule of rules) {
    const state = rule(facts);
    if (state !== undefined) return state;
  }
  return facts.recorded.state;
}

/** A job that goes on outlives who has submitted it. Of one that has come to its end, the submitter is to say so as well. */
function asFlinkSays({ recorded, listed, submitter }: JobFacts): string | undefined {
  if (!listed) return undefined;
  const state = stateInFlink(listed);
  if (
    !submitter ||
    submitter.isSpent ||
    (isActive(recorded) && (state !== 'Succeeded' || hasEnded(submitter))) ||
    (!isCountOf(submitter, 'failed') && state !== 'Succeeded')
  )
    return state;
  return asSubmitterEnded(submitter, recorded);
}

function asSubmitterEnded(submitter: Submitter, { state }: JobStatus): string {
  if (isCountOf(submitter, 'succeeded')) return 'Succeeded';
  return isCountOf(submitter, 'failed') ? 'Failed' : state;
}

const ended: Readonly<Record<string, string>> = { FINISHED: 'Succeeded', CANCELED: 'Cancelled', FAILED: 'Failed' };

const goingOn: ReadonlySet<string> = new Set([
  'INITIALIZING',
  'CREATED',
  'RUNNING',
  'FAILING',
  'CANCELLING',
  'RESTARTING',
  'RECONCILING',
  'SUSPENDED',
]);

function stateInFlink({ state }: ListedJob): string {
  if (state === undefined) return 'Unknown';
  return goingOn.has(state) ? 'Running' : (ended[state] ?? 'Unknown');
}

const isRunning = (submitter: Submitter): boolean => isCountOf(submitter, 'active');
const hasEnded = (submitter: Submitter): boolean =>
  !isRunning(submitter) && (isCountOf(submitter, 'succeeded') || isCountOf(submitter, 'failed'));

const isCountOf = ({ job }: Submitter, count: 'active' | 'succeeded' | 'failed'): boolean =>
  (job.status?.[count] ?? 0) > 0;
