import { isFailed, isStopped } from '../../../rules/flink-cluster/job-state.ts';
import { isTerminal } from '../../status/observed-job.ts';
import type { ListedJob, ObservedCluster } from '../observed.ts';
import type { JobSpec, JobStatus } from '../subject.ts';
import { withoutRun } from './job-run.ts';
import { isPending, nextJobState } from './job-state.ts';
import { timestamp } from './timestamp.ts';

interface Course {
  readonly isUpdating: boolean;
  /** Another spec is to be brought about. */
  readonly isUpdatePending?: boolean;
  readonly isCancelAsked: boolean;
  /** Flink was told to cancel it, without a savepoint. */
  readonly isCancelSent?: boolean;
}

/** What becomes of the job, its savepoints aside. */
export function nextJob(observed: ObservedCluster, spec: JobSpec, course: Course): JobStatus {
  const { recorded, submitter, jobs, jobId, isUnsure, now } = observed;
  const before = recorded?.components.job;
  if (!before) return { state: 'Pending', ...submission(observed, 'Pending') };
  // The submitter of a job that waits is that of the run before.
  const id = before.id || (isPending(before) ? undefined : (submitter?.jobId ?? jobId));
  const listed = id === undefined ? undefined : jobs?.find((job) => job.id === id);
  const isAnswered = jobs !== undefined;
  const isMakingWay = isPending(before) && jobs?.some((job) => !isTerminal(job.state));
  const state = nextJobState({
    recorded: before,
    spec,
    ...course,
    submitter,
    isAnswered,
    isUnsure,
    listed,
    ...(isMakingWay && { isMakingWay }),
  });
  const job: JobStatus = {
    ...before,
    ...(id !== undefined && { id }),
    ...(listed?.name !== undefined && { name: listed.name }),
    ...submission(observed, state),
    state,
  };
  return state === before.state ? job : entered(job, before, { ...observed, listed, now });
}

function submission(
  { submitter }: ObservedCluster,
  state: string,
): Pick<JobStatus, 'submitterName' | 'submitterExitCode'> {
  if (!submitter) return {};
  const unknown = state === 'Succeeded' ? 0 : -1;
  return { submitterName: submitter.job.metadata.name, submitterExitCode: submitter.exitCode ?? unknown };
}

interface Entry extends Pick<ObservedCluster, 'submitter' | 'exceptions' | 'now'> {
  readonly listed: ListedJob | undefined;
}

/** What a new state brings with it. */
function entered(job: JobStatus, before: JobStatus, entry: Entry): JobStatus {
  if (isPending(job)) return begunAnew(job);
  if (job.state === 'Deploying') return isStopped(before) ? submittedAnew(job, entry) : job;
  if (job.state === 'Running') return started(job, entry);
  return isStopped(job) ? ended(job, entry) : job;
}

/** Flink still lists the run before where its JobManager stays: that is not the new one. */
function begunAnew({ deployTime: _, ...job }: JobStatus): JobStatus {
  if (job.state !== 'Updating') return job;
  const { id: __, ...rest } = job;
  return { ...rest, restartCount: 0 };
}

function submittedAnew(job: JobStatus, { submitter }: Entry): JobStatus {
  return { ...withoutRun(job), ...(submitter?.jobId !== undefined && { id: submitter.jobId }) };
}

function started(job: JobStatus, { listed, now }: Entry): JobStatus {
  const { completionTime: _, finalSavepoint: __, ...rest } = job;
  return { ...rest, startTime: timestamp(since(listed?.startTime) ?? now) };
}

function ended(job: JobStatus, { listed, submitter, exceptions, now }: Entry): JobStatus {
  const { finalSavepoint, ...rest } = job;
  const reasons = exceptions?.length ? exceptions : [submitter?.message].flatMap((text) => text || []);
  return {
    ...rest,
    ...(finalSavepoint !== undefined && job.state !== 'Lost' && { finalSavepoint }),
    completionTime: job.completionTime ?? timestamp(since(listed?.endTime) ?? now),
    ...(isFailed(job) && reasons.length > 0 && { failureReasons: [...reasons] }),
  };
}

/** Flink says -1 or 0 for what has not happened yet. */
const since = (milliseconds: number | undefined): Date | undefined =>
  milliseconds !== undefined && milliseconds > 0 ? new Date(milliseconds) : undefined;
