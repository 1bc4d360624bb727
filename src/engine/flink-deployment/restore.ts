import { remembered } from '../remembered.ts';
import { type ChangeType, specChanges, strongest } from '../spec-difference.ts';
import { keepsState } from '../status/bookkeeping.ts';
import type { ReconcilableSpec } from './configuration/from-spec.ts';
import { latestState, type Restore } from './deploy.ts';
import type { DeploymentBasis } from './observed.ts';

const modeOf = ({ mode }: ReconcilableSpec): 'native' | 'standalone' => mode ?? 'native';

/** What it takes to bring about what is wanted, from what was deployed last. */
export function changeOf({ last, wanted }: Pick<DeploymentBasis, 'last' | 'wanted'>): ChangeType {
  return last ? strongest(changesTo(last.spec, wanted)) : 'upgrade';
}

export const changesTo = remembered((deployed: ReconcilableSpec, wanted: ReconcilableSpec) =>
  specChanges(deployed, wanted, modeOf(deployed)),
);

/** From which state a job begins that does not run. Source: `spec/flink-engine.md` 4.2, 4.9, 11. */
export function restoreOf(observed: DeploymentBasis): Restore {
  const { last, wanted, status } = observed;
  const { job } = wanted;
  if (!last) return firstStart(observed);
  if (changeOf(observed) === 'savepoint-redeploy') {
    return { upgradeMode: 'savepoint', savepointPath: job?.initialSavepointPath };
  }
  const stopped = last.spec.job?.upgradeMode ?? 'stateless';
  const isStateful = keepsState(job);
  const { state, upgradeSavepointPath: path } = status.jobStatus ?? {};
  const hasEnded = state === 'CANCELED' || (state === 'FAILED' && stopped !== 'last-state');
  const isLeft = hasEnded && path !== undefined && path !== latestState;
  // Whoever ended it, it left its state behind, which its owner wants kept.
  if (isStateful && isLeft) return { upgradeMode: 'savepoint' };
  // An attempt that came to nothing is made again as it was meant.
  if (isAttemptAt(wanted, last.spec)) return { upgradeMode: stopped };
  if (!isStateful) return { upgradeMode: 'stateless' };
  // Its owner wants the state kept since, and it is still there.
  return { upgradeMode: stopped === 'stateless' && observed.highAvailability?.exists ? 'last-state' : stopped };
}

function firstStart({ wanted: { job } }: DeploymentBasis): Restore {
  const { initialSavepointPath: savepointPath } = job ?? {};
  return savepointPath?.trim() ? { upgradeMode: 'savepoint', savepointPath } : { upgradeMode: 'stateless' };
}

/** Whether the kept spec is the wanted one, but for whether it runs and how it was stopped. */
function isAttemptAt(wanted: ReconcilableSpec, kept: ReconcilableSpec): boolean {
  if (!wanted.job || !kept.job) return false;
  const running = { ...kept, job: { ...kept.job, state: wanted.job.state ?? 'running' } };
  return strongest(specChanges(running, wanted, modeOf(kept))) === 'ignore';
}
