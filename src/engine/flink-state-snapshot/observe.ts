import type { Ports } from '../ports.ts';
import type { ObservedSnapshot } from './observed.ts';
import { limitsOf, type Snapshot, type Target, targetOf, typeOf } from './subject.ts';

/** Looks at the job of a snapshot, and asks after what was triggered. */
export async function observeSnapshot(snapshot: Snapshot, ports: Ports): Promise<ObservedSnapshot> {
  const { status = {} } = snapshot;
  const target = targetOf(snapshot, ports);
  return {
    snapshot,
    status,
    target,
    waited: waitedFor(snapshot, target, ports),
    progress: await progressOf({ snapshot, status, target }, ports),
    limits: limitsOf(snapshot, ports),
    randomId: ports.randomId,
    now: ports.clock.now(),
  };
}

/** By a clock that nobody sets. */
function waitedFor({ metadata }: Snapshot, target: Target | undefined, { memory, clock }: Ports): number {
  const recollection = memory.of(metadata.uid);
  if (target?.ready && target.status.jobStatus?.state === 'RUNNING') {
    recollection.waiting = undefined;
    return 0;
  }
  recollection.waiting ??= clock.elapsed();
  return clock.elapsed() - recollection.waiting;
}

async function progressOf(
  { snapshot, status, target }: Pick<ObservedSnapshot, 'snapshot' | 'status' | 'target'>,
  ports: Ports,
): Promise<ObservedSnapshot['progress']> {
  const jobId = target?.status.jobStatus?.jobId;
  if (status.state !== 'IN_PROGRESS' || !status.triggerId || !target?.ready || jobId === undefined) return undefined;
  const flink = ports.flink(target.place);
  const reply =
    typeOf(snapshot.spec) === 'SAVEPOINT'
      ? await flink.savepoint(jobId, status.triggerId)
      : await flink.checkpoint(jobId, status.triggerId);
  return reply.type === 'answer' ? reply.value : undefined;
}
