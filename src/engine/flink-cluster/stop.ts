import { compareLooseVersions, parseLooseVersion } from '../../values/semantic-version.ts';
import type { Action } from '../action.ts';
import type { Decision, Pending } from '../step.ts';
import { nextLookAtTrigger } from '../triggers.ts';
import type { Situation } from './situation.ts';
import { timestamp } from './status/timestamp.ts';
import type { Savepoint, Status } from './subject.ts';

/** Milliseconds before what Flink has refused is tried again. */
export const retryPause = 10_000;

type Reason = 'update' | 'job cancel' | 'user requested' | 'scheduled';

/** The savepoint that is begun now, under a trigger of ours, so that it can be sent again. */
export function newSavepoint({ spec, status, randomId, now }: Situation, triggerReason: Reason): Savepoint {
  const { savepointFormatType } = spec.job ?? {};
  return {
    jobID: status.components.job?.id ?? '',
    triggerID: randomId(),
    triggerTime: timestamp(now),
    triggerReason,
    requestTime: timestamp(now),
    state: 'InProgress',
    ...(savepointFormatType && takesTriggers(spec) && { formatType: savepointFormatType }),
  };
}

/** Sent again under the same trigger, it is the same savepoint. */
export function sendSavepoint({ place, spec, metadata }: Situation, savepoint: Savepoint): Action {
  const { jobID: jobId = '', triggerID: triggerId = '', triggerReason, formatType } = savepoint;
  const directory = spec.job?.savepointsDir;
  const remember = { uid: metadata.uid };
  const stops = triggerReason === 'update' || triggerReason === 'job cancel';
  if (!takesTriggers(spec)) {
    return {
      type: 'takeOldSavepoint',
      place,
      jobId,
      request: { stops, directory },
      remember: { ...remember, triggerId },
    };
  }
  const format = formatType === 'NATIVE' ? 'NATIVE' : 'CANONICAL';
  if (stops) {
    return { type: 'stopWithSavepoint', place, jobId, stop: { triggerId, directory, drain: false, format }, remember };
  }
  return { type: 'takeSnapshot', place, jobId, request: { type: 'savepoint', triggerId, directory, format }, remember };
}

const triggersSince = parseLooseVersion('1.15');

/** Whether Flink takes triggers of ours, and formats. An unknown version is an old one. */
function takesTriggers({ flinkVersion }: Situation['spec']): boolean {
  const version = parseLooseVersion(flinkVersion ?? '');
  return version !== undefined && triggersSince !== undefined && compareLooseVersions(version, triggersSince) >= 0;
}

/** Stops the job with a savepoint; where one has just failed, after a pause. */
export function stopWithSavepoint(
  situation: Situation,
  reason: 'update' | 'job cancel',
  status: Status,
): Decision<Status> {
  const {
    now,
    status: { savepoint },
  } = situation;
  const pending = { reason: 'Stopping', message: 'a savepoint is taken, after which the job ends' };
  const left = pauseLeft(savepoint, reason, now);
  if (left > 0) return { status, again: left, pending: failedSavepoint(savepoint) };
  const begun = newSavepoint(situation, reason);
  return {
    status: { ...status, savepoint: begun },
    actions: [sendSavepoint(situation, begun)],
    again: nextLookAtTrigger(now.getTime(), now, retryPause),
    pending,
  };
}

const failedSavepoint = (savepoint: Savepoint | undefined): Pending => ({
  reason: 'SavepointFailed',
  message: `the savepoint has failed and is tried again: ${savepoint?.message ?? ''}`,
});

function pauseLeft(savepoint: Savepoint | undefined, reason: string, now: Date): number {
  const { state, triggerReason, requestTime = '' } = savepoint ?? {};
  if (triggerReason !== reason || (state !== 'Failed' && state !== 'TriggerFailed')) return 0;
  const left = Date.parse(requestTime) + retryPause - now.getTime();
  // More than the pause is left where somebody has set the clock.
  return left > 0 && left <= retryPause ? left : 0;
}

/** Ends the job without another savepoint. Asked again in every pass, until it has ended. */
export function cancelWithout({ place, status: { components } }: Situation, status: Status): Decision<Status> {
  const jobId = components.job?.id ?? '';
  return {
    status,
    actions: [{ type: 'cancelJob', place, jobId }],
    again: 1000,
    pending: { reason: 'Cancelling', message: 'the job is being cancelled' },
  };
}
