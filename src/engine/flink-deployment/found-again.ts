import { keepsState } from '../status/bookkeeping.ts';
import type { DeploymentBasis } from './observed.ts';
import { changeOf } from './restore.ts';

/** The job of the last attempt has left its state to be found again, though nobody has seen it run. */
export function hasBegun({ status, wanted, highAvailability }: DeploymentBasis): boolean {
  const { jobId } = status.jobStatus ?? {};
  const isKept = highAvailability?.maps.some(({ name }) => name.endsWith(`-${jobId}-config-map`)) === true;
  return keepsState(wanted.job) && isKept;
}

/** A job that is stopped was taken for one that had never begun, and has begun before it was gone. */
export function beganUnseen(observed: DeploymentBasis): boolean {
  const { status, last } = observed;
  const wasSilent = last?.spec.job?.upgradeMode === 'savepoint' && status.jobStatus?.state === 'RECONCILING';
  return wasSilent && changeOf(observed) !== 'savepoint-redeploy' && hasBegun(observed);
}
