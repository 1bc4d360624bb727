import type { Snapshot } from '../flink-state-snapshot/subject.ts';
import type { CommonStatus } from '../status/bookkeeping.ts';
import type { SnapshotJob, SnapshotType } from './job.ts';
import { limitsOf } from './limits.ts';

const automatic = new Set<string | undefined>(['PERIODIC', 'UPGRADE']);

/**
 * FlinkStateSnapshots that nobody has asked for by hand and that are more than there is room for, or too old. Only what is COMPLETED takes
 * room from what is COMPLETED, and the newest of these stays, as does the one that the job would begin from; what is under way goes when
 * as many newer ones are COMPLETED as there is room for. Source: `spec/flink-engine.md` 7.9.
 */
export function outdated<S extends CommonStatus>(job: SnapshotJob<S>, type: SnapshotType): readonly Snapshot[] {
  const { snapshots, status, now } = job;
  const { count, age } = limitsOf(job, type);
  const candidates = snapshots.resources.filter(
    ({ metadata, spec }) =>
      automatic.has(metadata.labels?.['snapshot.trigger-type']) && Boolean(spec.checkpoint) === (type === 'checkpoint'),
  );
  const newer = { completed: 0, failed: 0 };
  const goes: Snapshot[] = [];
  for (const snapshot of candidates.toReversed()) {
    const { state, path } = snapshot.status ?? {};
    const isOld = now.getTime() - Date.parse(snapshot.metadata.creationTimestamp ?? '') > age;
    const isFailed = state === 'FAILED' || state === 'ABANDONED';
    const isBegunFrom = Boolean(path) && path === status.jobStatus?.upgradeSavepointPath;
    const isNeeded = state === 'COMPLETED' && (newer.completed === 0 || isBegunFrom);
    const tooMany = newer.completed >= count || (isFailed && newer.failed >= count);
    const tooOld = isOld && (state === 'COMPLETED' || isFailed);
    if (!isNeeded && (tooMany || tooOld)) goes.push(snapshot);
    if (state === 'COMPLETED') newer.completed++;
    if (isFailed) newer.failed++;
  }
  return goes.toReversed();
}
