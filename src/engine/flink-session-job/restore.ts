import type { JobSpec } from '../../api/flink-deployment/types.ts';
import { type ChangeType, specChanges, strongest } from '../spec-difference.ts';
import { keepsState } from '../status/bookkeeping.ts';
import type { SessionJobBasis } from './observed.ts';
import type { Spec } from './subject.ts';

/** From which state a job begins. */
export interface Restore {
  readonly upgradeMode: NonNullable<JobSpec['upgradeMode']>;
  readonly savepointPath?: string | undefined;
}

/** What it takes to bring about what is wanted, from what was submitted last. */
export function changeOf({ last, wanted, cluster }: SessionJobBasis): ChangeType {
  return last ? strongest(specChanges(last.spec, wanted, cluster?.deployment.spec.mode ?? 'native')) : 'upgrade';
}

export function firstStart({ job }: Spec): Restore {
  const { initialSavepointPath: savepointPath } = job ?? {};
  return savepointPath?.trim() ? { upgradeMode: 'savepoint', savepointPath } : { upgradeMode: 'stateless' };
}

/** From which state a job begins that does not run. Source: `spec/flink-engine.md` 4.2. */
export function restoreOf(observed: SessionJobBasis): Restore {
  const { wanted, last, status } = observed;
  if (changeOf(observed) === 'savepoint-redeploy') {
    return { upgradeMode: 'savepoint', savepointPath: wanted.job?.initialSavepointPath };
  }
  if (!keepsState(wanted.job)) return { upgradeMode: 'stateless' };
  const { state, upgradeSavepointPath } = status.jobStatus ?? {};
  // Whoever cancelled it, it left its state behind, which its owner wants kept.
  if (state === 'CANCELED' && upgradeSavepointPath !== undefined) return { upgradeMode: 'savepoint' };
  return { upgradeMode: last?.spec.job?.upgradeMode ?? 'stateless' };
}
