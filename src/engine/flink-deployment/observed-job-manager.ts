import type { FlinkDeploymentSpec, FlinkDeploymentStatus } from '../../api/flink-deployment/types.ts';
import type { Happening } from '../happening.ts';
import { lastReconciled } from '../status/bookkeeping.ts';
import { isTerminal } from '../status/observed-job.ts';
import { type ErrorFacts, type ErrorLimits, statusError } from '../status/status-error.ts';
import { type JobManagerSeen, nextJobManagerStatus } from './job-manager-status.ts';

type Status = FlinkDeploymentStatus;

export interface ObservedJobManager {
  readonly status: Status;
  readonly happenings: readonly Happening[];
}

/** Takes what is seen of a JobManager that is not ready into the status. Source: `spec/flink-engine.md` 2.5, 1.1. */
export function observeJobManager(
  status: Status,
  spec: FlinkDeploymentSpec,
  seen: JobManagerSeen,
  limits: ErrorLimits,
): ObservedJobManager {
  const before = status.jobManagerDeploymentStatus ?? 'MISSING';
  const step = nextJobManagerStatus(before, seen);
  if (before === 'MISSING' && step.status === 'MISSING' && isSuspended(status, spec)) return { status, happenings: [] };
  const next = { ...status, jobManagerDeploymentStatus: step.status };
  if (step.status === 'MISSING') {
    const waiting = isTerminal(status.jobStatus?.state) ? next : reconciling(next);
    if (before === 'MISSING' || before === 'ERROR') return { status: waiting, happenings: [] };
    return told(waiting, 'Missing', 'Missing JobManager deployment', 'MissingJobManagerException', limits);
  }
  if (!('reason' in step)) return { status: next, happenings: [] };
  // It stays as it is without a word, until something else is seen.
  if (before === 'ERROR') return { status: reconciling(next), happenings: [] };
  return told(reconciling(next), step.reason, step.message, 'DeploymentFailedException', limits);
}

function isSuspended(status: Status, { job }: FlinkDeploymentSpec): boolean {
  return job?.state === 'suspended' && lastReconciled(status)?.spec.job?.state === 'suspended';
}

function reconciling(status: Status): Status {
  return { ...status, jobStatus: { ...status.jobStatus, state: 'RECONCILING' } };
}

const exceptions = 'org.apache.flink.kubernetes.operator.exception';

function told(status: Status, reason: string, message: string, type: string, limits: ErrorLimits): ObservedJobManager {
  const facts: ErrorFacts = { type: `${exceptions}.${type}`, reason };
  return {
    status: { ...status, error: statusError(Object.assign(new Error(message), { facts }), limits) },
    happenings: [{ component: 'JobManagerDeployment', type: 'Warning', reason, message }],
  };
}
