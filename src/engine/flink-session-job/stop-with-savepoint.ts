import { reconciliationError } from '../status/exceptions.ts';
import type { Decision } from '../step.ts';
import {
  nextLookAtStop,
  pendingStop,
  savepointFailed,
  sendStop,
  withoutPendingStop,
  withPendingStop,
} from '../upgrade-savepoint.ts';
import type { ObservedSessionJob } from './observed.ts';
import type { SessionCluster, Status } from './subject.ts';

/** Begins the savepoint after which the job ends. */
export function beginSavepoint(observed: ObservedSessionJob, cluster: SessionCluster): Decision<Status> {
  const { configuration = cluster.configuration, status } = observed;
  return sendAgain({ ...observed, status: withPendingStop(status, { configuration }, observed) }, cluster);
}

/** Sends the trigger that the status has. */
export function sendAgain(observed: ObservedSessionJob, cluster: SessionCluster): Decision<Status> {
  const { configuration = cluster.configuration, status } = observed;
  const jobId = status.jobStatus?.jobId ?? '';
  return { ...waitForSavepoint(observed), actions: sendStop(status, { configuration, place: cluster.place, jobId }) };
}

export function waitForSavepoint({ status, now, limits }: ObservedSessionJob): Decision<Status> {
  const stop = pendingStop(status);
  return { status, again: stop ? nextLookAtStop(stop, now, limits.times.progress) : limits.times.progress };
}

/** The job goes on, and another savepoint is tried some time later: one that has just begun has tasks that do not run yet. */
export function savepointLost({ status, limits }: ObservedSessionJob, error: Error): Decision<Status> {
  return {
    status: { ...withoutPendingStop(status), error: reconciliationError(error, limits.errors) },
    happenings: [savepointFailed(error)],
    again: limits.times.progress,
  };
}
