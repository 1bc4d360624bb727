import type { EffectiveConfiguration } from '../../values/effective-configuration.ts';
import type { EngineLimits } from '../options.ts';
import type { FlinkCluster, FlinkPlace, Ports, Recollection } from '../ports.ts';
import { lastReconciled, markStable, withJobStatus } from '../status/bookkeeping.ts';
import { problemsToTell } from '../status/job-problems.ts';
import { isTerminal, type JobAnswer, type JobRules, observeJob } from '../status/observed-job.ts';
import { statusError } from '../status/status-error.ts';
import type { Seen } from './observed.ts';
import { clusterSize } from './process-size.ts';
import type { Status } from './subject.ts';

interface ClusterLook {
  readonly status: Status;
  readonly place: FlinkPlace;
  readonly configuration: EffectiveConfiguration;
  readonly limits: EngineLimits;
  readonly recollection: Recollection;
}

export interface SeenCluster extends Seen {
  /** It gave no answer, so its JobManager may be gone. */
  readonly silent: boolean;
}

/** Milliseconds between two looks at how large a cluster is. */
const measureEvery = 60_000;

/** Asks a cluster whose JobManager answers after its job, or a session cluster whether it is well. */
export async function lookAtCluster(look: ClusterLook, ports: Pick<Ports, 'flink' | 'clock'>): Promise<SeenCluster> {
  const flink = ports.flink(look.place);
  const isSession = lastReconciled(look.status)?.spec.job === undefined;
  const seen = isSession ? await lookAtSession(look.status, flink) : await lookAtJob(look, flink, ports.clock.now());
  if (seen.silent) return seen;
  return { ...seen, status: await measured(seen.status, look, flink, ports.clock.elapsed()) };
}

async function lookAtSession(status: Status, flink: FlinkCluster): Promise<SeenCluster> {
  const reply = await flink.taskManagers();
  const quiet = { happenings: [], silent: reply.type === 'silent' };
  const proven = reply.type === 'answer' && status.reconciliationStatus?.state === 'DEPLOYED';
  return { status: proven ? markStable(status) : status, ...quiet };
}

async function lookAtJob(look: ClusterLook, flink: FlinkCluster, now: Date): Promise<SeenCluster> {
  const { status, limits, recollection } = look;
  const jobId = status.jobStatus?.jobId;
  const { answer, silent } = await answerAbout(jobId, flink);
  const seen = await jobSeen(status, answer, flink, now, limits);
  if (answer.type !== 'found' || jobId === undefined || isTerminal(status.jobStatus?.state)) return { ...seen, silent };
  const problems = await flink.problems(jobId);
  // What a job has thrown is told for people to read; the next pass asks again.
  if (problems.type !== 'answer') return { ...seen, silent };
  const told = problemsToTell(jobId, problems.value, recollection.exceptions, now, limits.exceptions);
  recollection.exceptions = told.seen;
  return { status: seen.status, happenings: [...seen.happenings, ...told.happenings], silent };
}

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
export async function jobSeen<S extends Status>(
  status: S,
  answer: JobAnswer,
  flink: FlinkCluster,
  now: Date,
  limits: EngineLimits,
  rules?: JobRules,
): Promise<{ status: S; happenings: Seen['happenings'] }> {
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
async function stateLeft<S extends Status>(status: S, jobId: string, flink: FlinkCluster): Promise<S> {
  const reply = await flink.latestCheckpoint(jobId);
  if (reply.type !== 'answer') throw reply.error;
  const path = reply.value?.path;
  if (path !== undefined) return withJobStatus(status, { upgradeSavepointPath: path });
  if (status.jobStatus?.state !== 'CANCELED') return status;
  // What a job that was cancelled says is final.
  const { upgradeSavepointPath: _, ...jobStatus } = status.jobStatus;
  return { ...status, jobStatus };
}

async function measured(
  status: Status,
  { configuration, recollection }: ClusterLook,
  flink: FlinkCluster,
  elapsed: number,
): Promise<Status> {
  const known = status.clusterInfo?.['flink-version'] !== undefined;
  if (known && recollection.measured !== undefined && elapsed - recollection.measured < measureEvery) return status;
  const jobId = status.jobStatus?.jobId;
  const [version, taskManagers, latest] = await Promise.all([
    known ? undefined : flink.version(),
    flink.taskManagers(),
    jobId === undefined ? undefined : flink.latestCheckpoint(jobId),
  ]);
  recollection.measured = elapsed;
  const info: Record<string, string | undefined> = {
    ...(version?.type === 'answer' && {
      'flink-version': version.value.version,
      'flink-revision': version.value.revision,
    }),
    ...(taskManagers.type === 'answer' && clusterSize(configuration, taskManagers.value)),
    ...(latest?.type === 'answer' && latest.value?.bytes !== undefined && { 'state-size': String(latest.value.bytes) }),
  };
  const facts = Object.entries(info).filter((entry): entry is [string, string] => entry[1] !== undefined);
  if (facts.length === 0) return status;
  return { ...status, clusterInfo: { ...status.clusterInfo, ...Object.fromEntries(facts) } };
}
