import type { FlinkDeploymentStatus, JobStatus } from '../../api/flink-deployment/types.ts';
import type { Happening } from '../happening.ts';
import { writeKeptSpec } from '../last-spec.ts';
import { lastReconciled, markStable } from './status/bookkeeping.ts';

type Status = FlinkDeploymentStatus;
type JobState = NonNullable<JobStatus['state']>;

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

export interface ObservedJob {
  readonly status: Status;
  readonly happenings: readonly Happening[];
  /** It has just failed, so the reason is worth asking for. */
  readonly failed: boolean;
}

/** What programs compare the error of a lost job with. */
const jobNotFound = 'Job Not Found';

const terminal: ReadonlySet<JobState | undefined> = new Set(['FINISHED', 'CANCELED', 'FAILED']);

/** Ended for good; it will not run again by itself. */
export const isTerminal = (state: JobState | undefined): boolean => terminal.has(state);

/** Takes what a cluster says of its job into the status. Source: `spec/flink-engine.md` 2.4.3. */
export function observeJob(status: Status, answer: JobAnswer, now: Date): ObservedJob {
  const quiet = { happenings: [], failed: false };
  if (lastReconciled(status)?.spec.job?.state === 'suspended') return { status, ...quiet };
  if (answer.type === 'found') return found(status, answer.job, now);
  if (answer.type === 'missing') return lost(status);
  const state = status.jobStatus?.state === 'RUNNING' ? 'RECONCILING' : status.jobStatus?.state;
  return { status: withJob(status, { ...(state && { state }) }), ...quiet };
}

function found(status: Status, { state, name, startTime }: JobSeen, now: Date): ObservedJob {
  const before = status.jobStatus?.state;
  const changed = before !== state;
  const seen = withJob(status, {
    state,
    ...(name !== undefined && { jobName: name }),
    ...(startTime !== undefined && { startTime: String(startTime) }),
    ...(changed && { updateTime: String(now.getTime()) }),
  });
  const ended = state === 'CANCELED' || (before === 'CANCELLING' && isTerminal(state));
  const message = before ? `Job status changed from ${before} to ${state}` : `Job status changed to ${state}`;
  return {
    status: markedWhereStable(changed && ended ? suspended(seen) : seen),
    happenings: changed ? [{ component: 'Job', type: 'Normal', reason: 'JobStatusChanged', message }] : [],
    failed: changed && state === 'FAILED',
  };
}

function lost(status: Status): ObservedJob {
  const { reconciliationStatus } = status;
  return {
    status: {
      ...withJob(status, { state: 'RECONCILING' }),
      error: jobNotFound,
      reconciliationStatus: { ...reconciliationStatus, state: 'DEPLOYED' },
    },
    happenings: [{ component: 'Job', type: 'Warning', reason: 'Missing', message: jobNotFound }],
    failed: false,
  };
}

function withJob(status: Status, changes: JobStatus): Status {
  return { ...status, jobStatus: { ...status.jobStatus, ...changes } };
}

/** The cluster does no more what it was to do, so a later spec begins from here. */
function suspended(status: Status): Status {
  const last = lastReconciled(status);
  if (!last?.spec.job) return status;
  const spec = { ...last.spec, job: { ...last.spec.job, state: 'suspended' as const } };
  const lastReconciledSpec = writeKeptSpec({ spec, firstDeployment: false });
  return { ...status, reconciliationStatus: { ...status.reconciliationStatus, lastReconciledSpec } };
}

/** A spec has proven itself when its job runs, or has run to its end. */
function markedWhereStable(status: Status): Status {
  const { reconciliationStatus, jobStatus } = status;
  if (reconciliationStatus?.state !== 'DEPLOYED') return status;
  const wanted = lastReconciled(status)?.spec.job?.state !== 'suspended';
  const proven = jobStatus?.state === 'RUNNING' || (jobStatus?.state === 'FINISHED' && wanted);
  return proven ? markStable(status) : status;
}
