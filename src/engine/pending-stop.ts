import type { CommonStatus } from './status/bookkeeping.ts';

/**
 * A job is stopped with a savepoint over several passes. Its trigger is ours and stands in the status before it is sent, so that whoever
 * comes after a crash asks after it or sends it again: Flink takes one savepoint of a trigger. Source: `spec/flink-engine.md` 4.4, 11.
 */
export interface PendingStop {
  readonly triggerId: string;
  /** Milliseconds since 1970. */
  readonly since: number;
}

/** The savepoint after which the job is to end. */
export function pendingStop({ jobStatus }: CommonStatus): PendingStop | undefined {
  const { triggerId, triggerTimestamp = 0, triggerType } = jobStatus?.savepointInfo ?? {};
  return triggerId && triggerType === 'UPGRADE' ? { triggerId, since: triggerTimestamp } : undefined;
}

export function withPendingStop<S extends CommonStatus>(
  status: S,
  { triggerId, since }: PendingStop,
  formatType: 'CANONICAL' | 'NATIVE',
): S {
  const trigger = { triggerId, triggerTimestamp: since, triggerType: 'UPGRADE', formatType } as const;
  const savepointInfo = { ...status.jobStatus?.savepointInfo, ...trigger };
  return { ...status, jobStatus: { ...status.jobStatus, savepointInfo } };
}

export function withoutPendingStop<S extends CommonStatus>(status: S): S {
  if (!pendingStop(status)) return status;
  const { savepointInfo = {}, ...jobStatus } = status.jobStatus ?? {};
  const { triggerId, triggerTimestamp, triggerType, formatType, ...left } = savepointInfo;
  return { ...status, jobStatus: Object.keys(left).length > 0 ? { ...jobStatus, savepointInfo: left } : jobStatus };
}
