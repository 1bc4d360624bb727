import { savepointDirectory } from '../../values/configuration-options.ts';
import type { Action } from '../action.ts';
import type { SnapshotRequest } from '../flink-port.ts';
import { checkpointType, savepointFormat } from '../options.ts';
import type { CommonStatus } from '../status/bookkeeping.ts';
import { mayArrive, nextLookAtTrigger } from '../triggers.ts';
import type { Asked } from './asked.ts';
import type { SnapshotJob, SnapshotType } from './job.ts';
import { type PendingTrigger, pendingTrigger, triggerIdFor } from './trigger.ts';

/** Snapshots of which only the status of their job tells. Source: `spec/flink-engine.md` 7.6. */

/** Under an id of its own, which is to stand in the status before it is sent. */
export function triggerFor<S extends CommonStatus>(
  { configuration, now, randomId }: SnapshotJob<S>,
  type: SnapshotType,
  asked: Asked,
): PendingTrigger {
  const format = configuration.value<string>(type === 'savepoint' ? savepointFormat : checkpointType);
  const id = randomId();
  const triggerId = asked.trigger === 'MANUAL' ? triggerIdFor(asked.nonce, id) : id;
  return { triggerId, since: now.getTime(), trigger: asked.trigger, format };
}

/** Sent again under the same id, it is the same snapshot. */
export function send<S extends CommonStatus>(job: SnapshotJob<S>, type: SnapshotType, pending: PendingTrigger): Action {
  const jobId = job.status.jobStatus?.jobId ?? '';
  return { type: 'takeSnapshot', place: job.place, jobId, request: requestOf(job, type, pending) };
}

/** One that nobody knows may have been lost on its way. */
export function lostTrigger<S extends CommonStatus>(
  { status, snapshots, now }: SnapshotJob<S>,
  type: SnapshotType,
): PendingTrigger | undefined {
  const pending = pendingTrigger(status, type);
  if (!pending || status.jobStatus?.state !== 'RUNNING') return undefined;
  return snapshots.progress[type]?.type === 'unknown' && mayArrive(pending.since, now) ? pending : undefined;
}

/** Milliseconds until it is looked at again. */
export function nextLookAt<S extends CommonStatus>({ now, limits }: SnapshotJob<S>, { since }: PendingTrigger): number {
  return nextLookAtTrigger(since, now, limits.times.progress);
}

function requestOf<S extends CommonStatus>(
  { configuration }: SnapshotJob<S>,
  type: SnapshotType,
  { triggerId, format }: PendingTrigger,
): SnapshotRequest {
  if (type === 'checkpoint') return { type, triggerId, format: checkpointType.read(format ?? '') };
  const directory = configuration.value(savepointDirectory);
  return { type, triggerId, directory, format: savepointFormat.read(format ?? '') };
}
