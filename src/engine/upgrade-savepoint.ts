import { savepointDirectory } from '../values/configuration-options.ts';
import type { EffectiveConfiguration } from '../values/effective-configuration.ts';
import type { Action } from './action.ts';
import type { Happening } from './happening.ts';
import { drainsOnStop, savepointFormat } from './options.ts';
import type { FlinkCluster, FlinkPlace, SavepointProgress } from './ports.ts';
import type { CommonStatus } from './status/bookkeeping.ts';
import { errorSummary } from './status/status-error.ts';

/**
 * A job is stopped with a savepoint over several passes. Its trigger is ours and stands in the status before it is sent, so that whoever
 * comes after a crash asks after it or sends it again: Flink takes one savepoint of a trigger. Source: `spec/flink-engine.md` 4.4, 11.
 */

/** What has become of a trigger; `silent` where nobody could be asked. */
export type StopProgress = SavepointProgress | { readonly type: 'silent' };

export interface PendingStop {
  readonly triggerId: string;
  /** Milliseconds since 1970. */
  readonly since: number;
}

/** Milliseconds between two looks at a savepoint that was begun just now: nothing runs from its end until the next look. */
const closeLook = 1000;
const closeLooks = 60_000;
/** Milliseconds after which a trigger that nobody knows does not arrive any more. */
const arrival = 60_000;

/** The savepoint after which the job is to end. */
export function pendingStop({ jobStatus }: CommonStatus): PendingStop | undefined {
  const { triggerId, triggerTimestamp = 0, triggerType } = jobStatus?.savepointInfo ?? {};
  return triggerId && triggerType === 'UPGRADE' ? { triggerId, since: triggerTimestamp } : undefined;
}

export interface StopRequest {
  readonly configuration: EffectiveConfiguration;
  readonly place: FlinkPlace;
  readonly jobId: string;
}

/** Notes a new trigger, or keeps the one that is there. */
export function withPendingStop<S extends CommonStatus>(
  status: S,
  { configuration }: Pick<StopRequest, 'configuration'>,
  { randomId, now }: { readonly randomId: () => string; readonly now: Date },
): S {
  if (pendingStop(status)) return status;
  const savepointInfo = {
    ...status.jobStatus?.savepointInfo,
    triggerId: randomId(),
    triggerTimestamp: now.getTime(),
    triggerType: 'UPGRADE' as const,
    formatType: configuration.value(savepointFormat) ?? 'CANONICAL',
  };
  return { ...status, jobStatus: { ...status.jobStatus, savepointInfo } };
}

/** Sends the trigger that the status has. */
export function sendStop(status: CommonStatus, { configuration, place, jobId }: StopRequest): Action[] {
  const { triggerId } = pendingStop(status) ?? {};
  if (triggerId === undefined) return [];
  const directory = configuration.value(savepointDirectory);
  return [
    {
      type: 'stopWithSavepoint',
      place,
      jobId,
      stop: {
        triggerId,
        directory,
        drain: configuration.value(drainsOnStop) ?? false,
        format: configuration.value(savepointFormat) ?? 'CANONICAL',
      },
    },
  ];
}

export function withoutPendingStop<S extends CommonStatus>(status: S): S {
  if (!pendingStop(status)) return status;
  const { savepointInfo = {}, ...jobStatus } = status.jobStatus ?? {};
  const { triggerId, triggerTimestamp, triggerType, formatType, ...left } = savepointInfo;
  return { ...status, jobStatus: Object.keys(left).length > 0 ? { ...jobStatus, savepointInfo: left } : jobStatus };
}

/** Milliseconds until the next look. */
export function nextLookAtStop({ since }: PendingStop, now: Date, progress: number): number {
  return now.getTime() - since < closeLooks ? Math.min(closeLook, progress) : progress;
}

/** Whether a trigger that nobody knows may still be on its way. */
export const mayArrive = ({ since }: PendingStop, now: Date): boolean => Math.abs(now.getTime() - since) < arrival;

export async function lookAtStop(status: CommonStatus, flink: FlinkCluster): Promise<StopProgress | undefined> {
  const { triggerId } = pendingStop(status) ?? {};
  const jobId = status.jobStatus?.jobId;
  if (triggerId === undefined || jobId === undefined) return undefined;
  const reply = await flink.savepoint(jobId, triggerId);
  return reply.type === 'answer' ? reply.value : { type: 'silent' };
}

/** Of a job that goes for good. */
export const keptIn = (path: string): Happening => ({
  component: 'Operator',
  type: 'Normal',
  reason: 'SavepointCompleted',
  message: `The job was stopped with the savepoint ${path}`,
});

export const savepointFailed = (error: Error): Happening => ({
  component: 'Operator',
  type: 'Warning',
  reason: 'SavepointError',
  message: errorSummary(error),
});
