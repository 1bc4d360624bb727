import type { JobStatus } from '../../api/flink-deployment/types.ts';
import type { Happening } from '../happening.ts';
import {
  type CommonStatus,
  isRolledBack,
  lastReconciled,
  markStable,
  markSuspended,
  withJobStatus,
} from './bookkeeping.ts';

export type JobState = NonNullable<JobStatus['state']>;

/** What a cluster says of the job whose id the status has. */
export type JobAnswer =
  | { readonly type: 'found'; readonly job: JobSeen }
  /** The cluster answers, and knows no such job. */
  | { readonly type: 'missing' }
  /** It does not answer. */
  | { readonly type: 'silent' };

interface JobSeen {
  readonly state: JobState;
  readonly name?: string | undefined;
  /** Milliseconds since 1970. */
  readonly startTime?: number | undefined;
}

export interface ObservedJob<S> {
  readonly status: S;
  readonly happenings: readonly Happening[];
  /** It has just failed, so the reason is worth asking for. */
  readonly failed: boolean;
}

export interface JobRules {
  /** A job that nobody knows any more is begun again, because no state is lost by it. */
  readonly beginsAgain?: boolean;
}

/** What programs compare the error of a lost job with. */
export const jobNotFound = 'Job Not Found';

const terminal: ReadonlySet<string | undefined> = new Set(['FINISHED', 'CANCELED', 'FAILED']);

/** Ended for good; it will not run again by itself. */
export const isTerminal = (state: string | undefined): boolean => terminal.has(state);

/** Takes what a cluster says of its job into the status. Source: `spec/flink-engine.md` 2.4.3. */
export function observeJob<S extends CommonStatus>(
  status: S,
  answer: JobAnswer,
  now: Date,
  rules: JobRules = {},
): ObservedJob<S> {
  const quiet = { happenings: [], failed: false };
  if (lastReconciled(status)?.spec.job?.state === 'suspended') return { status, ...quiet };
  if (answer.type === 'found') return found(status, answer.job, now);
  if (answer.type === 'missing') return lost(status, rules);
  const state = status.jobStatus?.state === 'RUNNING' ? 'RECONCILING' : status.jobStatus?.state;
  return { status: withJobStatus(status, { ...(state && { state }) }), ...quiet };
}

function found<S extends CommonStatus>(status: S, { state, name, startTime }: JobSeen, now: Date): ObservedJob<S> {
  const before = status.jobStatus?.state;
  const changed = before !== state;
  const seen = withJobStatus(status, {
    state,
    ...(name !== undefined && { jobName: name }),
    ...(startTime !== undefined && { startTime: String(startTime) }),
    ...(changed && { updateTime: String(now.getTime()) }),
  });
  const ended = state === 'CANCELED' || (before === 'CANCELLING' && isTerminal(state));
  const message = before ? `Job status changed from ${before} to ${state}` : `Job status changed to ${state}`;
  return {
    status: markedWhereStable(changed && ended ? markSuspended(seen) : seen),
    happenings: changed ? [{ component: 'Job', type: 'Normal', reason: 'JobStatusChanged', message }] : [],
    failed: changed && state === 'FAILED',
  };
}

function lost<S extends CommonStatus>(status: S, { beginsAgain = false }: JobRules): ObservedJob<S> {
  const missing = { ...withJobStatus(status, { state: 'RECONCILING' }), error: jobNotFound };
  const { reconciliationStatus } = status;
  return {
    status:
      beginsAgain && !isTerminal(status.jobStatus?.state)
        ? markSuspended(missing)
        : {
            ...missing,
            reconciliationStatus: { ...reconciliationStatus, ...(!isRolledBack(status) && { state: 'DEPLOYED' }) },
          },
    happenings: [{ component: 'Job', type: 'Warning', reason: 'Missing', message: jobNotFound }],
    failed: false,
  };
}

/** A spec has proven itself when its job runs, or has run to its end. */
function markedWhereStable<S extends CommonStatus>(status: S): S {
  const { reconciliationStatus, jobStatus } = status;
  if (reconciliationStatus?.state !== 'DEPLOYED') return status;
  const wanted = lastReconciled(status)?.spec.job?.state !== 'suspended';
  const proven = jobStatus?.state === 'RUNNING' || (jobStatus?.state === 'FINISHED' && wanted);
  return proven ? markStable(status) : status;
}
