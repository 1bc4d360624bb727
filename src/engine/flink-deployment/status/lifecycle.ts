import type { FlinkDeploymentSpec, FlinkDeploymentStatus } from '../../../api/flink-deployment/types.ts';
import { equalJson } from '../../../values/json.ts';
import { type KeptSpec, readKeptSpec } from '../../last-spec.ts';

type Lifecycle = NonNullable<FlinkDeploymentStatus['lifecycleState']>;

/** Errors after which only a person can bring the state back. The words are those of the reference, on which tools rely. */
const lostState = [
  'Manual restore required.',
  'It is possible that the job has finished or terminally failed, or the configmaps have been deleted.',
  'HA metadata is not available',
];

/** Where a deployment is in its life, from the rest of its status. Source: `spec/flink-engine.md` 2.6. */
export function lifecycleOf(status: FlinkDeploymentStatus): Lifecycle {
  const {
    lifecycleState: stored,
    error,
    jobStatus,
    jobManagerDeploymentStatus: jobManager,
    reconciliationStatus,
  } = status;
  if (stored === 'DELETING' || stored === 'DELETED') return stored;
  const last = readKeptSpec<FlinkDeploymentSpec>(reconciliationStatus?.lastReconciledSpec);
  if (!last) return error ? 'FAILED' : 'CREATED';
  const { state } = reconciliationStatus ?? {};
  if (state === 'UPGRADING' || state === 'ROLLING_BACK') return state;
  if (last.spec.job?.state === 'suspended') return 'SUSPENDED';
  if (jobStatus?.state === 'FAILED') return 'FAILED';
  const down = jobManager === 'MISSING' || jobManager === 'ERROR';
  if (down && lostState.some((words) => error?.includes(words))) return 'FAILED';
  if (state === 'ROLLED_BACK') return state;
  return isStable(last, reconciliationStatus?.lastStableSpec) ? 'STABLE' : 'DEPLOYED';
}

/** Compared as values: another operator may have written them in another order. */
function isStable(last: KeptSpec<FlinkDeploymentSpec>, stable: string | undefined): boolean {
  const kept = readKeptSpec<FlinkDeploymentSpec>(stable);
  return kept !== undefined && equalJson(last, kept);
}
