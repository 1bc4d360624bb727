import { isActive, isStopped } from '../../rules/flink-cluster/job-state.ts';
import type { Recollection } from '../ports.ts';
import { isTerminal } from '../status/observed-job.ts';
import type { ListedJob, ObservedCluster, Submitter } from './observed.ts';
import { isOfRun, isWaiting } from './status/job-run.ts';
import { isPending } from './status/job-state.ts';
import { isUpdatePending } from './status/update-state.ts';
import type { Control, JobSpec, JobStatus, Savepoint, Status } from './subject.ts';
import { hasEnded } from './termination-message.ts';

/** What is seen of a job and of what submits it. */
interface Seen {
  readonly recorded: Status | undefined;
  readonly submitter: Submitter | undefined;
  /** What Flink lists; `undefined` where it does not answer. */
  readonly jobs: readonly ListedJob[] | undefined;
  /** Somebody may still submit it whose Kubernetes Job is gone. */
  readonly mayBeSubmitted?: boolean;
}

/** What is known of the run of a job, as far as decisions rest on it. */
type Run = Pick<ObservedCluster, 'submitter' | 'jobs' | 'jobId' | 'isReplaceable' | 'isUnsure'>;

interface Recalled {
  readonly memory: Recollection;
  /** Milliseconds, by a clock that nobody sets. */
  readonly elapsed: number;
}

/** `isThere`: the JobManager is, or may come back with its job. */
export function whatRuns(
  { recorded, submitter, jobs, mayBeSubmitted = false }: Seen,
  spec: JobSpec,
  isThere: boolean,
  recalled: Recalled,
): Run {
  const seen = { job: recorded?.components?.job, submitter, jobs };
  return {
    submitter: whoTells({ ...seen, control: recorded?.control }, spec),
    jobs: presentRun(seen),
    jobId: submittedJob(seen),
    isReplaceable: mayHaveBegun(seen) ? false : isReplaceable(seen.job, recorded?.savepoint),
    isUnsure:
      (mayBeSubmitted && seen.job?.state === 'Deploying') ||
      isUnsure({ ...seen, isWaitedFor: isWaitedFor(recorded) }, isThere || wasSubmitted(seen, spec), recalled),
  };
}

type OfJob = Omit<Seen, 'recorded'> & { readonly job: JobStatus | undefined };

/** What submits a job tells of it when it ends, or never: until then, the job that runs is the one. */
function submittedJob({ job, submitter, jobs = [] }: OfJob): string | undefined {
  if (job?.id) return job.id;
  if (submitter?.jobId !== undefined || job?.state !== 'Deploying') return submitter?.jobId;
  const [running, ...others] = jobs.filter(({ state }) => !isTerminal(state));
  return others.length === 0 ? running?.id : undefined;
}

/** Milliseconds after which Flink lists a job that was submitted, or has found again the one that it ran before. */
const settling = 10_000;
/** Milliseconds that a JobManager takes to begin; one that has a wrong image never does. */
const beginning = 120_000;

/** Whether the job may run without being listed: Flink is there and says nothing, or has not left it out for long. */
function isUnsure(
  { job, submitter, jobs, isWaitedFor }: OfJob & { readonly isWaitedFor: boolean },
  isThere: boolean,
  { memory, elapsed }: Recalled,
): boolean {
  const isSubmitting = job?.state === 'Deploying' && submitter && !hasEnded(submitter.job);
  const id = submittedJob({ job, submitter, jobs });
  if (job?.state === 'Deploying' && id === undefined && jobs?.some(({ state }) => !isTerminal(state))) return true;
  if (!job || !isActive(job) || !isThere || isSubmitting || jobs?.some((listed) => listed.id === id)) {
    memory.unlisted = undefined;
    return false;
  }
  const isSilent = jobs === undefined;
  if (isSilent && !(isWaitedFor && job.state === 'Deploying')) return true;
  if (memory.unlisted?.isSilent !== isSilent) memory.unlisted = { isSilent, since: elapsed };
  return elapsed - memory.unlisted.since < (isSilent ? beginning : settling);
}

/** Whether who has submitted it says so: a JobManager that is not ready, or is replaced, tells soon what has become of it. */
const wasSubmitted = ({ job, submitter }: OfJob, { mode }: JobSpec): boolean =>
  mode === 'Detached' && job?.state === 'Deploying' && (submitter?.job.status?.succeeded ?? 0) > 0;

/** Whether what was submitted is in the way of something else. */
function isWaitedFor(recorded: Status | undefined): boolean {
  const { name, state } = recorded?.control ?? {};
  return isUpdatePending(recorded) || (name === 'job-cancel' && state === 'InProgress');
}

/**
 * Who submits a detached job has succeeded once the job is submitted, which says nothing of its end: of a job that Flink does not list,
 * such a submitter would be taken for its success, and the cluster would go. One that has failed while the job runs says as little, and that
 * of a blocking job only as long as Flink cannot be asked: an evicted pod, say.
 */
function whoTells(
  { job, control, submitter, jobs }: OfJob & { readonly control: Control | undefined },
  spec: JobSpec,
): Submitter | undefined {
  if (!submitter || !job) return submitter;
  if (isStopped(job) || isWaiting(job))
    return isSpent(submitter, job, control) ? { ...submitter, isSpent: true } : submitter;
  const { succeeded = 0, failed = 0 } = submitter.job.status ?? {};
  const [isDetached, hasFailed] = [spec.mode === 'Detached', job.state === 'Running' && failed > 0];
  const saysNothing = isDetached ? succeeded > 0 || hasFailed : spec.mode === 'Blocking' && hasFailed && !jobs;
  if (!isActive(job) || !saysNothing) return submitter;
  const id = submittedJob({ job, submitter, jobs });
  return jobs?.some((listed) => listed.id === id) ? submitter : undefined;
}

/** Whether nothing comes of it any more: it is that of the run before, its job has ended, or was cancelled before it began. */
function isSpent({ jobId }: Submitter, job: JobStatus, control: Control | undefined): boolean {
  const { state, id } = job;
  if (isWaiting(job) || (id && (jobId ?? id) === id)) return true;
  return state === 'Cancelled' && control?.name === 'job-cancel';
}

/** Whether it was meant to be submitted, and nobody says whether it was. */
const mayHaveBegun = ({ job, submitter, jobs }: OfJob): boolean =>
  job?.deployTime !== undefined && isPending(job) && !submitter && !jobs;

/**
 * What waits to be submitted runs nowhere; of what is being submitted nobody knows yet whether it runs, and of what was stopped where its
 * state is.
 */
function isReplaceable(job: JobStatus | undefined, savepoint: Savepoint | undefined): boolean | undefined {
  const isStopping = savepoint?.state === 'InProgress' && savepoint.triggerReason === 'update';
  if (job?.state === 'Deploying' || (job && isStopping && isOfRun(savepoint, job))) return false;
  return job && isWaiting(job) ? true : undefined;
}

/** While a job waits to be submitted, what has ended is the run before. */
function presentRun({ job, jobs }: OfJob): readonly ListedJob[] | undefined {
  return job && isWaiting(job) ? jobs?.filter(({ state }) => !isTerminal(state)) : jobs;
}
