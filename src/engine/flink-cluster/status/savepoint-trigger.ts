import { isActive, savepointGeneration } from '../../../rules/flink-cluster/job-state.ts';
import { isBlank } from '../../../rules/flink-cluster/update-ready.ts';
import type { ObservedCluster } from '../observed.ts';
import type { JobSpec, JobStatus, Savepoint, Status } from '../subject.ts';
import { isCancelAsked, userControl } from './control.ts';

type SavepointReason = 'job cancel' | 'user requested' | 'scheduled';

/** Milliseconds before what has failed is tried again. */
const retryPause = 10_000;

/** Why a savepoint of the running job is taken now. Source: `spec/flinkcluster.md` 10. */
export function savepointReason(
  { cluster, now }: Pick<ObservedCluster, 'cluster' | 'now'>,
  { components: { job }, savepoint, control }: Status,
): SavepointReason | undefined {
  const spec = cluster.spec.job;
  if (!spec || isBlank(spec.savepointsDir) || !job?.id || !isActive(job)) return undefined;
  if (savepoint?.state === 'InProgress') return undefined;
  if (isCancelAsked(cluster, control)) return 'job cancel';
  const isUnderWay = control?.name === 'savepoint' && control.state === 'InProgress';
  if (userControl(cluster) === 'savepoint' && !isUnderWay) return 'user requested';
  if ((spec.savepointGeneration ?? 0) > savepointGeneration({ ...job })) {
    return isPausing(savepoint, 'user requested', now) ? undefined : 'user requested';
  }
  return isScheduled(spec, job, savepoint, now) ? 'scheduled' : undefined;
}

/** An interval that is no time at all asks for nothing. */
function isScheduled(
  { autoSavepointSeconds: seconds = 0 }: JobSpec,
  { savepointTime, startTime }: JobStatus,
  savepoint: Savepoint | undefined,
  now: Date,
): boolean {
  if (seconds <= 0) return false;
  if (hasFailed(savepoint, 'scheduled')) return !isPausing(savepoint, 'scheduled', now);
  return Date.parse(savepointTime ?? startTime ?? '') + seconds * 1000 <= now.getTime();
}

function isPausing(savepoint: Savepoint | undefined, reason: SavepointReason, now: Date): boolean {
  const left = Date.parse(savepoint?.requestTime ?? '') + retryPause - now.getTime();
  // More than the pause is left where somebody has set the clock.
  return hasFailed(savepoint, reason) && left > 0 && left <= retryPause;
}

const hasFailed = (savepoint: Savepoint | undefined, reason: SavepointReason): boolean =>
  savepoint?.triggerReason === reason && (savepoint.state === 'Failed' || savepoint.state === 'TriggerFailed');
