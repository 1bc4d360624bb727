import type { FlinkDeploymentStatus } from '../../api/flink-deployment/types.ts';
import { scaledOf } from './scaled.ts';

/** How long the engine waits before it looks again. Milliseconds. */
interface LookTimes {
  /** `kubernetes.operator.reconcile.interval` */
  readonly reconcile: number;
  /** `kubernetes.operator.observer.progress-check.interval` */
  readonly progress: number;
  /** `kubernetes.operator.observer.rest-ready.delay` */
  readonly restReady: number;
}

/** When the next pass of a deployment is due, unless something happens earlier. Source: `spec/flink-engine.md` 1.4. */
export function nextLook(before: FlinkDeploymentStatus, after: FlinkDeploymentStatus, times: LookTimes): number {
  if (after.jobStatus?.state === 'CANCELLING') return times.progress;
  const state = after.reconciliationStatus?.state;
  const moved = state !== before.reconciliationStatus?.state;
  if (moved && (state === 'UPGRADING' || state === 'ROLLING_BACK')) return 0;
  switch (after.jobManagerDeploymentStatus) {
    case 'DEPLOYING':
      return times.progress;
    case 'DEPLOYED_NOT_READY':
      return times.restReady;
    case 'READY':
      return isSnapshotPending(after) || scaledOf(after)?.reason === 'ScalingPending'
        ? times.progress
        : times.reconcile;
    default:
      return times.reconcile;
  }
}

/** A snapshot that is told of in the status, not in an object of its own. */
function isSnapshotPending({ jobStatus }: FlinkDeploymentStatus): boolean {
  return Boolean(jobStatus?.savepointInfo?.triggerId || jobStatus?.checkpointInfo?.triggerId);
}
