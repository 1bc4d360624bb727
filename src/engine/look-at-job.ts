import type { FlinkCluster } from './flink-port.ts';
import type { Happening } from './happening.ts';
import type { EngineLimits } from './options.ts';
import type { Recollection } from './ports.ts';
import { type CommonStatus, keepsState, lastReconciled, withJobStatus } from './status/bookkeeping.ts';
import { problemsToTell } from './status/job-problems.ts';
import { isTerminal, type JobAnswer, type JobRules, observeJob } from './status/observed-job.ts';
import { statusError } from './status/status-error.ts';

/** Asks a cluster after one of its jobs. `silent`: there was no answer at all. */
export async function answerAbout(
  jobId: string | undefined,
  flink: FlinkCluster,
): Promise<{ readonly answer: JobAnswer; readonly silent: boolean }> {
  const reply = await flink.jobs();
  if (reply.type !== 'answer') return { answer: { type: 'silent' }, silent: reply.type === 'silent' };
  const found = reply.value.find(({ id }) => id === jobId);
  if (!found?.state) return { answer: { type: 'missing' }, silent: false };
  const { state, name, startTime } = found;
  return { answer: { type: 'found', job: { state, name, startTime } }, silent: false };
}

/** The job as it is, with the reason where it has failed, and where it left its state when it has ended. */
export async function jobSeen<S extends CommonStatus>(
  status: S,
  answer: JobAnswer,
  flink: FlinkCluster,
  now: Date,
  limits: EngineLimits,
  rules?: JobRules,
): Promise<{ status: S; happenings: readonly Happening[] }> {
  const observed = observeJob(status, answer, now, rules);
  const jobId = status.jobStatus?.jobId;
  const state = observed.status.jobStatus?.state;
  const ended = answer.type === 'found' && isTerminal(state) && !isTerminal(status.jobStatus?.state);
  if (!ended || jobId === undefined) return observed;
  const left = await stateLeft(observed.status, jobId, flink);
  if (!observed.failed) return { status: left, happenings: observed.happenings };
  const cause = await flink.failure(jobId);
  if (cause.type !== 'answer' || !cause.value) return { status: left, happenings: observed.happenings };
  const told = { component: 'Job', type: 'Warning', reason: 'Error', message: cause.value.message } as const;
  return {
    status: { ...left, error: statusError(cause.value, limits.errors) },
    happenings: [...observed.happenings, told],
  };
}

/**
 * A job that has ended is looked at once, so where its state is must be known before that is stored: who cannot say now is asked
 * again by the next pass.
 */
async function stateLeft<S extends CommonStatus>(status: S, jobId: string, flink: FlinkCluster): Promise<S> {
  const reply = await flink.latestCheckpoint(jobId);
  if (reply.type !== 'answer') throw reply.error;
  if (!reply.value && begunFromState(status)) return status;
  const path = reply.value?.path;
  if (path !== undefined) return withJobStatus(status, { upgradeSavepointPath: path });
  if (status.jobStatus?.state !== 'CANCELED') return status;
  // What a job that was cancelled says is final.
  const { upgradeSavepointPath: _, ...jobStatus } = status.jobStatus;
  return { ...status, jobStatus };
}

/** Of a cluster that knows nothing of checkpoints, it is still the newest state that is known. */
const begunFromState = (status: CommonStatus): boolean => keepsState(lastReconciled(status)?.spec.job);

/** What a job has thrown since it was last asked. People read it, nothing depends on it: who cannot say now is asked by the next pass. */
export async function tellProblems(
  jobId: string,
  flink: FlinkCluster,
  recollection: Recollection,
  now: Date,
  { exceptions }: EngineLimits,
): Promise<readonly Happening[]> {
  const problems = await flink.problems(jobId);
  if (problems.type !== 'answer') return [];
  const { happenings, seen } = problemsToTell(jobId, problems.value, recollection.exceptions, now, exceptions);
  recollection.exceptions = seen;
  return happenings;
}
