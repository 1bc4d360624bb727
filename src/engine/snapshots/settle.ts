import type { JobSpec } from '../../api/flink-deployment/types.ts';
import type { EffectiveConfiguration } from '../../values/effective-configuration.ts';
import type { SavepointProgress } from '../flink-port.ts';
import type { Happening } from '../happening.ts';
import { milliseconds, triggerGrace } from '../options.ts';
import { type CommonSpec, type CommonStatus, isUnderWay, withNonces } from '../status/bookkeeping.ts';
import { isTerminal, jobNotFound } from '../status/observed-job.ts';
import { mayArrive } from '../triggers.ts';
import { withSavepoint } from './history.ts';
import { errorReason, nonceOf, type SnapshotType } from './job.ts';
import { isFor, type PendingTrigger, pendingTrigger, withoutTrigger } from './trigger.ts';

/** What the end of a snapshot is judged by. */
export interface Settling<S extends CommonStatus> {
  readonly status: S;
  readonly wanted: CommonSpec;
  readonly configuration: EffectiveConfiguration;
  readonly progress: SavepointProgress | undefined;
  /** Its JobManager is gone, and what it knew of the snapshot with it. */
  readonly isLost: boolean;
  readonly now: Date;
}

export interface Settled<S extends CommonStatus> {
  readonly status: S;
  readonly happenings: readonly Happening[];
  /** When the periodic one was triggered that has come to nothing: milliseconds since 1970. The next one is due some time after that. */
  readonly spent?: number;
}

/** Takes what has become of a triggered snapshot into the status. Nobody answering is no end. Source: `spec/flink-engine.md` 2.4.1, 7.8, 11. */
export function settleTrigger<S extends CommonStatus>(settling: Settling<S>, type: SnapshotType): Settled<S> {
  const { status, progress, now } = settling;
  const pending = pendingTrigger(status, type);
  if (!pending || isUnderWay(status)) return { status, happenings: [] };
  if (progress?.type === 'completed') return completed(settling, type, pending, progress.path);
  if (progress?.type === 'failed')
    return failed(settling, type, pending, progress.error, isLate(settling, type, pending));
  if (isCutOff(status, settling.isLost))
    return failed(settling, type, pending, new Error('the job does not run any more'));
  if (progress?.type === 'unknown' && !mayArrive(pending.since, now)) {
    return failed(settling, type, pending, new Error('the JobManager does not know it any more'));
  }
  return { status, happenings: [] };
}

function completed<S extends CommonStatus>(
  { status, wanted }: Settling<S>,
  type: SnapshotType,
  pending: PendingTrigger,
  location: string,
): Settled<S> {
  const { trigger, since, format } = pending;
  const nonce = nonceFor(pending, wanted.job, type);
  const entry = {
    timeStamp: since,
    triggerType: trigger,
    ...(format !== undefined && { formatType: format as never }),
    ...(nonce !== undefined && { triggerNonce: nonce }),
  };
  const times = type === 'savepoint' ? 'lastPeriodicSavepointTimestamp' : 'lastPeriodicCheckpointTimestamp';
  const result = {
    ...(trigger === 'PERIODIC' && { [times]: since }),
    ...(type === 'checkpoint' && { lastCheckpoint: entry }),
  };
  const ended = withoutTrigger(status, type, result);
  const noted = type === 'savepoint' ? withSavepoint(ended, { ...entry, location }) : ended;
  return { status: nonce === undefined ? noted : withNonces(noted, { [nonceOf[type]]: nonce }), happenings: [] };
}

/** What took so long to fail would again. */
function isLate<S extends CommonStatus>(
  { configuration, now }: Settling<S>,
  type: SnapshotType,
  { since }: PendingTrigger,
): boolean {
  const grace = configuration.value(triggerGrace[type]) ?? triggerGrace[type].default;
  return now.getTime() - since >= milliseconds(grace);
}

/** What a nonce asks for is tried again, unless that is of no use. */
function failed<S extends CommonStatus>(
  { status, wanted }: Settling<S>,
  type: SnapshotType,
  pending: PendingTrigger,
  error: Error,
  isUseless = false,
): Settled<S> {
  const isOver = isUseless || isTerminal(status.jobStatus?.state);
  const nonce = nonceFor(pending, wanted.job, type);
  const ended = withoutTrigger(status, type);
  const message = `${whatFailed(type, pending, nonce)}: ${error.message}`;
  return {
    status: nonce !== undefined && isOver ? withNonces(ended, { [nonceOf[type]]: nonce }) : ended,
    happenings: [{ component: 'Operator', type: 'Warning', reason: errorReason[type], message }],
    ...(pending.trigger === 'PERIODIC' && { spent: pending.since }),
  };
}

function whatFailed(type: SnapshotType, { trigger }: PendingTrigger, nonce: number | undefined): string {
  if (trigger === 'PERIODIC') return `Periodic ${type} failed`;
  const name = type === 'savepoint' ? 'Savepoint' : 'Checkpoint';
  return nonce === undefined ? `${name} failed` : `${name} failed for ${nonceOf[type]}: ${nonce}`;
}

/** `undefined` where its owner asks for another one by now. */
function nonceFor(pending: PendingTrigger, job: JobSpec | undefined, type: SnapshotType): number | undefined {
  const nonce = job?.[nonceOf[type]];
  return isFor(pending, nonce) ? nonce : undefined;
}

/** Not where nobody has said so. */
function isCutOff({ jobStatus, error }: CommonStatus, isLost: boolean): boolean {
  const { state } = jobStatus ?? {};
  return state === 'RECONCILING' ? isLost || error === jobNotFound : state !== 'RUNNING';
}
