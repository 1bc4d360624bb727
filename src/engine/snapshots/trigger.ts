import type { CheckpointInfo, SavepointInfo } from '../../api/flink-deployment/types.ts';
import type { CommonStatus } from '../status/bookkeeping.ts';
import type { SnapshotType } from './job.ts';

/**
 * Where snapshots are no objects of their own, the status says what was triggered: before it is sent, so that whoever comes after a crash
 * asks after it, or sends it again under the same trigger. A savepoint after which the job ends stands there as well, and is another story
 * (pending-stop.ts). Source: `spec/flink-engine.md` 2.2, 7.6.
 */
export interface PendingTrigger {
  readonly triggerId: string;
  /** Milliseconds since 1970. */
  readonly since: number;
  readonly trigger: 'MANUAL' | 'PERIODIC';
  readonly format: string | undefined;
}

type Info = SavepointInfo & CheckpointInfo;

const fieldOf = { savepoint: 'savepointInfo', checkpoint: 'checkpointInfo' } as const;

export const infoOf = ({ jobStatus }: CommonStatus, type: SnapshotType): Info =>
  (jobStatus?.[fieldOf[type]] ?? {}) as Info;

export function pendingTrigger(status: CommonStatus, type: SnapshotType): PendingTrigger | undefined {
  const { triggerId, triggerTimestamp: since = 0, triggerType, formatType: format } = infoOf(status, type);
  if (!triggerId || triggerType === 'UPGRADE') return undefined;
  return { triggerId, since, trigger: triggerType === 'PERIODIC' ? 'PERIODIC' : 'MANUAL', format };
}

export function withTrigger<S extends CommonStatus>(status: S, type: SnapshotType, pending: PendingTrigger): S {
  const { triggerId, since, trigger, format } = pending;
  const triggered = { triggerId, triggerTimestamp: since, triggerType: trigger, formatType: format } as Partial<Info>;
  return withInfo(status, type, { ...infoOf(status, type), ...triggered });
}

/** With what has come of it, in place of the trigger. */
export function withoutTrigger<S extends CommonStatus>(status: S, type: SnapshotType, result: Partial<Info> = {}): S {
  const { triggerId: _, triggerTimestamp: __, triggerType: ___, formatType: ____, ...rest } = infoOf(status, type);
  return withInfo(status, type, { ...rest, ...result });
}

export function withInfo<S extends CommonStatus>(status: S, type: SnapshotType, info: Partial<Info>): S {
  return { ...status, jobStatus: { ...status.jobStatus, [fieldOf[type]]: info } };
}

/**
 * A trigger for a nonce has it in its id, as there is no other field that says for which one a snapshot is taken: where its owner asks
 * again meanwhile, another one follows.
 */
export function triggerIdFor(nonce: number, randomId: string): string {
  return `${randomId.slice(0, 16)}${digitsOf(nonce)}`;
}

export const isFor = ({ trigger, triggerId }: PendingTrigger, nonce: number | null | undefined): nonce is number =>
  trigger === 'MANUAL' && nonce !== undefined && nonce !== null && triggerId.endsWith(digitsOf(nonce));

/** Of 64 bits. */
const digitsOf = (nonce: number) => BigInt.asUintN(64, BigInt(nonce)).toString(16).padStart(16, '0');
