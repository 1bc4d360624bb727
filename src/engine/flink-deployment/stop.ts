import type { JobSpec } from '../../api/flink-deployment/types.ts';
import type { Action } from '../action.ts';
import { withoutPendingStop } from '../pending-stop.ts';
import type { Made } from '../ports.ts';
import { suspends } from '../spec-changed.ts';
import { lastReconciled, stopping, withJobStatus } from '../status/bookkeeping.ts';
import { isTerminal } from '../status/observed-job.ts';
import type { Decision, Pending } from '../step.ts';
import type { ObservedDeployment } from './observed.ts';
import { deploymentKey } from './remains.ts';
import type { Status } from './subject.ts';

/** Begins to stop what runs. `upgradeMode` says where its state is afterwards. */
export function stop(observed: ObservedDeployment, upgradeMode: JobSpec['upgradeMode']): Decision<Status> {
  const status = stopping(withoutPendingStop(observed.status), upgradeMode);
  const runs = observed.last?.spec.job && !isTerminal(status.jobStatus?.state);
  return {
    status,
    happenings: runs ? [suspends] : [],
    actions: stopActions(observed, upgradeMode),
    again: observed.limits.times.progress,
  };
}

/** Begins to cancel the job; its cluster stays until its last checkpoint is known. */
export function cancel({ status, place, limits }: ObservedDeployment, pending: Pending): Decision<Status> {
  return {
    status: withJobStatus(status, { state: 'CANCELLING' }),
    happenings: [suspends],
    actions: [{ type: 'cancelJob', place, jobId: status.jobStatus?.jobId ?? '' }],
    again: limits.times.progress,
    pending,
  };
}

/** What is said of a cluster that was stopped, once nothing is left of it. */
export function stoppedStatus(status: Status): Status {
  const down: Status = { ...status, jobManagerDeploymentStatus: 'MISSING' };
  const ran = lastReconciled(status)?.spec.job && !isTerminal(status.jobStatus?.state);
  return ran ? withJobStatus(down, { state: 'FINISHED' }) : down;
}

/**
 * What ends a cluster: its job is asked to end where it can be, unless it is to be found again by what it keeps, and its
 * Deployments go.
 */
export function stopActions(observed: ObservedDeployment, upgradeMode: JobSpec['upgradeMode']): Action[] {
  const { remains } = observed;
  const cancels = upgradeMode === 'last-state' ? [] : cancellation(observed);
  const { jobManager, taskManagers } = remains ?? {};
  return [...cancels, ...removal(observed, jobManager, ''), ...removal(observed, taskManagers, '-taskmanager')];
}

function cancellation({ status, place, limits, remains }: ObservedDeployment): Action[] {
  const { jobId, state } = status.jobStatus ?? {};
  const mayAnswer =
    status.jobManagerDeploymentStatus === 'READY' && remains?.jobManager?.metadata.deletionTimestamp === undefined;
  if (!jobId || !mayAnswer || !state || state === 'RECONCILING' || isTerminal(state)) return [];
  // Whatever comes of it, the cluster goes right after it; so it is not worth a long wait.
  return [{ type: 'cancelJob', place: { ...place, cancelTimeout: limits.timeouts.client }, jobId, helps: true }];
}

function removal({ deployment, limits }: ObservedDeployment, made: Made | undefined, suffix: string): Action[] {
  if (!made || made.metadata.deletionTimestamp !== undefined) return [];
  const key = deploymentKey(deployment, suffix);
  return [{ type: 'remove', key: { ...key, propagation: limits.propagation, uid: made.metadata.uid } }];
}
