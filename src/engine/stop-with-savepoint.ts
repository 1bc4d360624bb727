import { savepointDirectory } from '../values/configuration-options.ts';
import type { EffectiveConfiguration } from '../values/effective-configuration.ts';
import type { Action } from './action.ts';
import type { FlinkCluster, FlinkPlace, SavepointProgress } from './flink-port.ts';
import type { Happening } from './happening.ts';
import { drainsOnStop, type EngineLimits, savepointFormat, savepointOnDeletion } from './options.ts';
import { type PendingStop, pendingStop, withoutPendingStop, withPendingStop } from './pending-stop.ts';
import { type CommonStatus, isSettled, withJobStatus } from './status/bookkeeping.ts';
import { reconciliationError } from './status/exceptions.ts';
import { isTerminal } from './status/observed-job.ts';
import { errorSummary } from './status/status-error.ts';
import type { Decision } from './step.ts';
import { mayArrive, nextLookAtTrigger } from './triggers.ts';

/** What has become of a trigger; `silent` where nobody could be asked. */
export type StopProgress = SavepointProgress | { readonly type: 'silent' };

/** A job, of whichever kind, that may be stopped with a savepoint. */
export interface Stoppable<S extends CommonStatus> {
  readonly status: S;
  /** `undefined` where no savepoint was begun, or its cluster does not answer. */
  readonly savepoint?: StopProgress | undefined;
  readonly configuration: EffectiveConfiguration;
  readonly place: FlinkPlace;
  readonly limits: EngineLimits;
  readonly randomId: () => string;
  readonly now: Date;
}

/** How the kind of a job goes on when its job has ended. */
interface GoesOn<S extends CommonStatus> {
  /** Whether another spec is wanted. */
  readonly isChanged: boolean;
  readonly goOn: (status: S) => Decision<S>;
  /** Notes a savepoint where people look for it. */
  readonly record: (
    status: S,
    path: string,
    since: number,
  ) => { readonly status: S; readonly actions: readonly Action[] };
}

export async function lookAtStop(status: CommonStatus, flink: FlinkCluster): Promise<StopProgress | undefined> {
  const stop = pendingStop(status);
  const jobId = status.jobStatus?.jobId;
  if (!stop || jobId === undefined) return undefined;
  const reply = await flink.savepoint(jobId, stop.triggerId);
  return reply.type === 'answer' ? reply.value : { type: 'silent' };
}

/** Begins the savepoint after which the job ends. */
export function beginSavepoint<S extends CommonStatus>(job: Stoppable<S>): Decision<S> {
  const stop = { triggerId: job.randomId(), since: job.now.getTime() };
  return send({ ...job, status: withPendingStop(job.status, stop, formatOf(job)) }, stop);
}

/** A savepoint was begun after which the job ends. Whatever becomes of the spec meanwhile, what ends is gone on with. */
export function finishSavepoint<S extends CommonStatus>(
  job: Stoppable<S>,
  { isChanged, goOn, record }: GoesOn<S>,
): Decision<S> | undefined {
  const { status, savepoint, now } = job;
  const stop = pendingStop(status);
  if (!stop || status.reconciliationStatus?.state !== 'DEPLOYED') return undefined;
  if (savepoint?.type === 'completed') {
    const recorded = record(endedWith(status, savepoint.path), savepoint.path, stop.since);
    const decision = goOn(recorded.status);
    return { ...decision, actions: [...recorded.actions, ...(decision.actions ?? [])] };
  }
  const isAnswered = savepoint?.type === 'failed' || savepoint?.type === 'unknown';
  // Its state is where its history says.
  if (isAnswered && isTerminal(status.jobStatus?.state)) return goOn(withoutPendingStop(status));
  if (savepoint?.type === 'failed') return failed(job, savepoint.error);
  if (savepoint?.type !== 'unknown') return wait(job, stop);
  if (isChanged) return send(job, stop);
  return mayArrive(stop.since, now) ? wait(job, stop) : { status: withoutPendingStop(status) };
}

/**
 * Its owner wants a savepoint of a job that goes for good. One that does not run, or that nobody answers for, has none to give.
 * Source: `spec/flink-engine.md` 5.6, 6.4, 11.
 */
export function savepointBeforeDeletion<S extends CommonStatus>(
  job: Stoppable<S>,
  record: GoesOn<S>['record'],
): Decision<S> | undefined {
  const { configuration, status, savepoint } = job;
  if (!configuration.value(savepointOnDeletion)) return undefined;
  const { state, jobId } = status.jobStatus ?? {};
  const stop = pendingStop(status);
  if (stop && savepoint?.type === 'completed') {
    const { path } = savepoint;
    // Where it cannot be noted, as in a namespace that goes as well, the job goes all the same.
    const recorded = record(endedWith(status, path), path, stop.since);
    return { ...recorded, happenings: [keptIn(path)], again: 0 };
  }
  if (!isSettled(status) || isTerminal(state)) return undefined;
  if (!stop) return state === 'RUNNING' && jobId !== undefined ? beginSavepoint(job) : undefined;
  if (!savepoint) return undefined;
  if (savepoint.type === 'unknown') return send(job, stop);
  return savepoint.type === 'failed' ? failed(job, savepoint.error) : wait(job, stop);
}

const formatOf = <S extends CommonStatus>({ configuration }: Stoppable<S>) =>
  configuration.value(savepointFormat) ?? 'CANONICAL';

/** Sent again under the same trigger, it is the same savepoint. */
function send<S extends CommonStatus>(job: Stoppable<S>, { triggerId, since }: PendingStop): Decision<S> {
  const { configuration, place, status } = job;
  const action: Action = {
    type: 'stopWithSavepoint',
    place,
    jobId: status.jobStatus?.jobId ?? '',
    stop: {
      triggerId,
      directory: configuration.value(savepointDirectory),
      drain: configuration.value(drainsOnStop) ?? false,
      format: formatOf(job),
    },
  };
  return { ...wait(job, { triggerId, since }), actions: [action] };
}

function wait<S extends CommonStatus>({ status, now, limits }: Stoppable<S>, { since }: PendingStop): Decision<S> {
  return { status, again: nextLookAtTrigger(since, now, limits.times.progress), pending: taken };
}

const taken = { reason: 'Stopping', message: 'a savepoint is taken, after which the job ends' };

/** A job has ended with this savepoint; the list of jobs may be older than that. */
export function endedWith<S extends CommonStatus>(status: S, path: string): S {
  const seen = isTerminal(status.jobStatus?.state) ? {} : { state: 'FINISHED' as const };
  return withJobStatus(withoutPendingStop(status), { ...seen, upgradeSavepointPath: path });
}

/** The job goes on, and another savepoint is tried some time later: one that has just begun has tasks that do not run yet. */
function failed<S extends CommonStatus>({ status, limits }: Stoppable<S>, error: Error): Decision<S> {
  return {
    status: { ...withoutPendingStop(status), error: reconciliationError(error, limits.errors) },
    happenings: [{ component: 'Operator', type: 'Warning', reason: 'SavepointError', message: errorSummary(error) }],
    again: limits.times.progress,
    pending: { reason: 'UpgradePending', message: `the savepoint has failed: ${error.message}` },
  };
}

/** Of a job that goes for good. */
const keptIn = (path: string): Happening => ({
  component: 'Operator',
  type: 'Normal',
  reason: 'SavepointCompleted',
  message: `The job was stopped with the savepoint ${path}`,
});
