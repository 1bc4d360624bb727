import type { JobSpec } from '../../api/flink-deployment/types.ts';
import { type CommonSpec, type CommonStatus, keepsState, withJobStatus } from '../status/bookkeeping.ts';
import { writeKeptSpec } from '../status/last-spec.ts';
import { isTerminal } from '../status/observed-job.ts';
import type { BeginEffect } from './effect.ts';

/** Paths that nobody knows yet, in a status that is imagined. */
export const unknownSavepoint = '<savepoint>';
const unknownCheckpoint = '<checkpoint>';

/** How a job begins that is restored this way. */
export function begins(upgradeMode: NonNullable<JobSpec['upgradeMode']>, path: string | undefined): BeginEffect {
  if (upgradeMode === 'last-state') return { type: 'last-state' };
  if (upgradeMode === 'stateless' || path === undefined) return { type: 'empty' };
  if (path === unknownSavepoint) return { type: 'savepoint' };
  return path === unknownCheckpoint ? { type: 'checkpoint' } : { type: 'path', path };
}

/** As the list of jobs shows a job that was cancelled, and that has made a checkpoint. */
export function cancelled<S extends CommonStatus>(status: S): S {
  return withJobStatus(status, { state: 'CANCELED', upgradeSavepointPath: unknownCheckpoint });
}

/** The status of an object of which only the manifest is there: it was brought about, and all is well. */
export function healthyStatus(
  spec: CommonSpec,
): CommonStatus & { readonly jobManagerDeploymentStatus: 'READY' | 'MISSING' } {
  const isSuspended = spec.job?.state === 'suspended';
  return {
    jobManagerDeploymentStatus: isSuspended ? 'MISSING' : 'READY',
    reconciliationStatus: {
      state: 'DEPLOYED',
      lastReconciledSpec: writeKeptSpec({ spec, firstDeployment: false }),
    },
    ...(spec.job && {
      jobStatus: isSuspended
        ? { state: 'FINISHED', ...(keepsState(spec.job) && { upgradeSavepointPath: unknownSavepoint }) }
        : { state: 'RUNNING' },
    }),
  };
}

/** Whether high availability keeps a job of these, where all is well: what ends takes along what was kept of it. */
export function mayHaveData(status: CommonStatus, { job }: CommonSpec): boolean {
  return job?.state === 'suspended' ? job.upgradeMode === 'last-state' : !isTerminal(status.jobStatus?.state);
}
