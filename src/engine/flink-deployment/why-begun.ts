import type { JobSpec } from '../../api/flink-deployment/types.ts';
import { restartsOf } from '../restarts.ts';
import { specChanges, strongest } from '../spec-difference.ts';
import { asRunning, isSettled, isUnderWay } from '../status/bookkeeping.ts';
import { type GivenState, whyThisState } from '../why-this-state.ts';
import type { ReconcilableSpec } from './configuration/from-spec.ts';
import type { ObservedDeployment } from './observed.ts';

/** From which state a job is about to begin, as far as it says why. */
interface Given extends GivenState {
  readonly upgradeMode: NonNullable<JobSpec['upgradeMode']>;
}

/** Nothing has come of the deployment that was begun before. */
export function isAttempt({ deployment: { status = {} } }: ObservedDeployment): boolean {
  return isUnderWay(status) && (status.jobManagerDeploymentStatus ?? 'MISSING') === 'MISSING';
}

/** Why a job is begun, and why from there: a short sentence for people. */
export const whyBegun = (observed: ObservedDeployment, given: Given): string =>
  `${occasion(observed)}; ${choice(observed, given)}`;

function occasion(observed: ObservedDeployment): string {
  const { last, wanted, status, generation } = observed;
  if (!last) return 'first deployment';
  if (status.reconciliationStatus?.state === 'ROLLING_BACK') return 'rolled back to the last stable spec';
  if (changeTo(wanted, last.spec) === 'savepoint-redeploy') return 'another savepointRedeployNonce';
  const wasSuspended = last.spec.job?.state === 'suspended';
  if (isSettled(status) && !wasSuspended) return 'the JobManager was lost';
  const isSame = changeTo(wanted, asRunning(last.spec)) === 'ignore';
  if (!isSame) return last.spec.restartNonce === wanted.restartNonce ? 'the spec has changed' : 'another restartNonce';
  if (isAttempt(observed)) return 'nothing came of the attempt before';
  if (wasSuspended) return status.observedGeneration === generation ? 'the job was cancelled' : 'the job is resumed';
  if (status.jobStatus?.state === 'FAILED') return 'the job had failed';
  return isRestarted(observed) ? 'the job was not healthy' : 'the job is begun again';
}

/** The engine has ended it, to begin it again. */
function isRestarted({ deployment: { metadata }, status }: ObservedDeployment): boolean {
  const begun = status.reconciliationStatus?.reconciliationTimestamp ?? 0;
  return (restartsOf(metadata)?.at ?? 0) > begun;
}

const changeTo = (wanted: ReconcilableSpec, spec: ReconcilableSpec) =>
  strongest(specChanges(spec, wanted, spec.mode ?? 'native'));

function choice(observed: ObservedDeployment, given: Given): string {
  if (given.upgradeMode !== 'last-state') return whyThisState(observed, given);
  if (observed.highAvailability?.hasCheckpoint) return 'high availability has kept its last checkpoint';
  return given.path === undefined
    ? 'it had made no checkpoint, as high availability knows'
    : 'it had made no checkpoint since, as high availability knows';
}
