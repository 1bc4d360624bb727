import type { Happening } from '../happening.ts';
import type { Decision } from '../step.ts';
import { nextLookAtStop, pendingStop, sendStop, withPendingStop } from '../upgrade-savepoint.ts';
import type { ObservedDeployment } from './observed.ts';
import { suspends } from './stop.ts';
import type { Status } from './subject.ts';

const taken = { reason: 'Stopping', message: 'a savepoint is taken, after which the job ends' };

/** Begins the savepoint after which the job ends. */
export function beginSavepoint(observed: ObservedDeployment, happening: Happening = suspends): Decision<Status> {
  return {
    ...sendAgain({ ...observed, status: withPendingStop(observed.status, observed, observed) }),
    happenings: [happening],
  };
}

/** Sends the trigger that the status has. */
export function sendAgain(observed: ObservedDeployment): Decision<Status> {
  const { status, configuration, place } = observed;
  const jobId = status.jobStatus?.jobId ?? '';
  return { ...waitForSavepoint(observed), actions: sendStop(status, { configuration, place, jobId }) };
}

export function waitForSavepoint({ status, now, limits }: ObservedDeployment): Decision<Status> {
  const stop = pendingStop(status);
  const again = stop ? nextLookAtStop(stop, now, limits.times.progress) : limits.times.progress;
  return { status, again, pending: taken };
}
