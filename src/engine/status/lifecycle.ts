import type { FlinkDeploymentStatus } from '../../api/flink-deployment/types.ts';
import { equalJson } from '../../values/json.ts';
import { type CommonStatus, lastReconciled, lastStable } from './bookkeeping.ts';

type Lifecycle = NonNullable<FlinkDeploymentStatus['lifecycleState']>;

/** Errors after which only a person can bring the state back. The words are those of the reference, on which tools rely. */
const lostState = [
  'Manual restore required.',
  'It is possible that the job has finished or terminally failed, or the configmaps have been deleted.',
  'HA metadata is not available',
];

type Subject = CommonStatus & Pick<FlinkDeploymentStatus, 'jobManagerDeploymentStatus'>;

/** Where a resource is in its life, from the rest of its status. Source: `spec/flink-engine.md` 2.6. */
export function lifecycleOf(status: Subject): Lifecycle {
  const {
    lifecycleState: stored,
    error,
    jobStatus,
    jobManagerDeploymentStatus: jobManager,
    reconciliationStatus,
  } = status;
  if (stored === 'DELETING' || stored === 'DELETED') return stored;
  const last = lastReconciled(status);
  if (!last) return error ? 'FAILED' : 'CREATED';
  const { state } = reconciliationStatus ?? {};
  if (state === 'UPGRADING' || state === 'ROLLING_BACK') return state;
  if (last.spec.job?.state === 'suspended') return 'SUSPENDED';
  if (jobStatus?.state === 'FAILED') return 'FAILED';
  const down = jobManager === 'MISSING' || jobManager === 'ERROR';
  if (down && lostState.some((words) => error?.includes(words))) return 'FAILED';
  if (state === 'ROLLED_BACK') return state;
  return isStable(status) ? 'STABLE' : 'DEPLOYED';
}

/** What was deployed last has proven itself. Compared as values: another operator may have written them in another order. */
export function isStable(status: CommonStatus): boolean {
  const { lastReconciledSpec, lastStableSpec } = status.reconciliationStatus ?? {};
  if (lastStableSpec === lastReconciledSpec) return lastReconciledSpec !== undefined;
  const stable = lastStable(status);
  return stable !== undefined && equalJson(lastReconciled(status), stable);
}
