import type { FlinkCluster as Flink } from '../flink-port.ts';
import type { Ports } from '../ports.ts';
import { isTerminal } from '../status/observed-job.ts';
import { mayArrive } from '../triggers.ts';
import type { ObservedCluster, SavepointAnswer } from './observed.ts';
import type { Cluster, Status } from './subject.ts';

/** An old Flink is asked by the trigger that it has chosen. */
export function withChosenTrigger(
  status: Status | undefined,
  { metadata: { uid } }: Cluster,
  { memory }: Pick<Ports, 'memory'>,
): Status | undefined {
  const { chosenTrigger } = memory.of(uid);
  if (!status?.savepoint || !chosenTrigger || status.savepoint.triggerID !== chosenTrigger.ours) return status;
  return { ...status, savepoint: { ...status.savepoint, triggerID: chosenTrigger.chosen } };
}

interface Asked extends Pick<ObservedCluster, 'recorded' | 'cluster' | 'jobs' | 'now'> {}

/** How far the one under way is, as Flink says. */
export async function observeSavepoint(
  { recorded, cluster, jobs, now }: Asked,
  flink: Flink,
  ports: Ports,
): Promise<SavepointAnswer | undefined> {
  const { state, jobID, triggerID, triggerTime, triggerReason = '' } = recorded?.savepoint ?? {};
  if (state !== 'InProgress' || jobID === undefined || !triggerID) return undefined;
  const memory = ports.memory.of(cluster.metadata.uid);
  if (memory.savepoint?.triggerId === triggerID) return memory.savepoint.answer;
  const reply = await flink.savepoint(jobID, triggerID);
  if (reply.type !== 'answer') return unanswered(recorded, cluster, now, ports);
  memory.silence = undefined;
  // A JobManager that has told it may end, before it is on record.
  if (reply.value.type === 'completed') memory.savepoint = { triggerId: triggerID, answer: reply.value };
  if (reply.value.type !== 'unknown') return reply.value;
  const job = jobs?.find(({ id }) => id === jobID);
  // A job that is FINISHED has ended with the savepoint; what others have left may be gone with them.
  if (job?.state === 'FINISHED' && ['update', 'job cancel'].includes(triggerReason)) {
    // Flink forgets triggers after some minutes, and what its jobs have left behind much later.
    const left = await flink.latestCheckpoint(jobID);
    if (left.type !== 'answer') return unanswered(recorded, cluster, now, ports);
    if (left.value?.path) return { type: 'completed', path: left.value.path };
    return reply.value;
  }
  if (memory.refusedTrigger?.triggerId === triggerID) return { type: 'failed', error: memory.refusedTrigger.error };
  return !isTerminal(job?.state) && mayArrive(Date.parse(triggerTime ?? ''), now) ? { type: 'unheard' } : reply.value;
}

interface Unasked {
  /** The JobManager is gone, with what only it knew. */
  readonly isGone: boolean;
  readonly ports: Ports;
}

/** How far it is where there is nobody to ask. */
export function savepointUnasked(
  recorded: Status | undefined,
  cluster: Cluster,
  now: Date,
  { isGone, ports }: Unasked,
): SavepointAnswer | undefined {
  const { state, triggerID } = recorded?.savepoint ?? {};
  const { savepoint } = ports.memory.of(cluster.metadata.uid);
  if (state === 'InProgress' && savepoint?.triggerId === triggerID) return savepoint?.answer;
  return isGone && state === 'InProgress' ? { type: 'unknown' } : unanswered(recorded, cluster, now, ports);
}

function unanswered(
  recorded: Status | undefined,
  { metadata: { uid } }: Cluster,
  now: Date,
  { memory, clock }: Pick<Ports, 'memory' | 'clock'>,
): SavepointAnswer | undefined {
  const { state, triggerID: trigger } = recorded?.savepoint ?? {};
  if (state !== 'InProgress') return undefined;
  const known = memory.of(uid);
  const elapsed = clock.elapsed();
  // That of the savepoint before is over with it.
  const silence = known.silence?.trigger === trigger ? known.silence : undefined;
  const { since } = silence ?? { since: elapsed };
  known.silence = { trigger, since };
  return { type: 'unanswered', since: new Date(now.getTime() - (elapsed - since)) };
}
