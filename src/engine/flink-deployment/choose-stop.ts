import type { JobSpec } from '../../api/flink-deployment/types.ts';
import { isTerminal } from '../status/observed-job.ts';
import type { Pending } from '../step.ts';
import { latestState } from './deploy.ts';
import type { ObservedDeployment } from './observed.ts';

export type StopChoice =
  /** The cluster goes; `upgradeMode` says where the state of its job is then. */
  | { readonly type: 'stop'; readonly upgradeMode: NonNullable<JobSpec['upgradeMode']> }
  /** It cannot be stopped as its owner wishes, yet. */
  | { readonly type: 'wait'; readonly pending: Pending };

/** What Flink says of a checkpoint that only it can find. */
const notAddressable = '<checkpoint-not-externally-addressable>';

/** How a cluster is stopped so that another spec can follow. Source: `spec/flink-engine.md` 4.3. */
export function chooseStop(observed: ObservedDeployment): StopChoice {
  const { wanted, status, last, highAvailability } = observed;
  const requested = wanted.job?.upgradeMode ?? 'stateless';
  if (!wanted.job || requested === 'stateless') return { type: 'stop', upgradeMode: 'stateless' };
  const { state, upgradeSavepointPath: path } = status.jobStatus ?? {};
  if (isTerminal(state) && isUsable(observed)) {
    return path === latestState || path === notAddressable
      ? wait('ManualRestoreRequired', unknownState)
      : { type: 'stop', upgradeMode: 'savepoint' };
  }
  if (last && last.spec.flinkVersion !== wanted.flinkVersion) return wait('UpgradePending', otherVersion);
  const running = state === 'RUNNING';
  if (requested === 'savepoint' && running) return wait('UpgradePending', savepointFirst);
  if (highAvailability?.exists) return { type: 'stop', upgradeMode: 'last-state' };
  return wait('UpgradePending', noState);
}

/** Whether what is known of the state of a job that has ended is the last word about it. */
function isUsable({ status, highAvailability }: ObservedDeployment): boolean {
  if (status.jobStatus?.state === 'CANCELED') return true;
  return !highAvailability?.exists || status.jobManagerDeploymentStatus === 'READY';
}

const wait = (reason: string, message: string): StopChoice => ({ type: 'wait', pending: { reason, message } });

const unknownState =
  'Job is in terminal state but last checkpoint is unknown, possibly due to an unrecoverable restore error. Manual restore required.';
const otherVersion = 'another Flink version takes a savepoint first, which this version of Sluice does not take yet';
const savepointFirst = 'the new spec takes a savepoint first, which this version of Sluice does not take yet';
const noState =
  'the job does not run and has left nothing that another one could go on from; the spec waits until it runs again';
