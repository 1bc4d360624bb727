import type { JobSpec } from '../../api/flink-deployment/types.ts';
import { savepointDirectory } from '../../values/configuration-options.ts';
import { lastStateCancels, lastStateFallback } from '../options.ts';
import { ageOfState, untilNewer } from '../state-age.ts';
import { isTerminal } from '../status/observed-job.ts';
import type { Pending } from '../step.ts';
import { notAddressable, unknownState } from '../unknown-state.ts';
import { latestState } from './deploy.ts';
import type { DeploymentBasis } from './observed.ts';

export type StopChoice =
  /** The cluster goes; `upgradeMode` says where the state of its job is then. */
  | { readonly type: 'stop'; readonly upgradeMode: NonNullable<JobSpec['upgradeMode']> }
  /** The job ends with a savepoint first. */
  | { readonly type: 'savepoint' }
  /** The job is cancelled first, and its last checkpoint is where its state is. */
  | { readonly type: 'cancel' }
  /** It cannot be stopped as its owner wishes, yet. `lost`: not before a person says from which state it is to begin. */
  | { readonly type: 'wait'; readonly pending: Pending; readonly lost?: true };

/** How a cluster is stopped so that another spec can follow. Source: `spec/flink-engine.md` 4.3, by whose rows this goes. */
export function chooseStop(observed: DeploymentBasis): StopChoice {
  const choice = chosen(observed);
  if (choice.type !== 'wait' || !observed.neverStarted) return choice;
  // What its job was to begin from is still the newest state there is.
  const { last, status } = observed;
  const { upgradeSavepointPath: path, savepointInfo } = status.jobStatus ?? {};
  const begun = last?.spec.job?.upgradeMode ?? 'stateless';
  if (begun === 'last-state' || path === latestState) return choice;
  const isNamed = (path ?? savepointInfo?.lastSavepoint?.location) !== undefined;
  return { type: 'stop', upgradeMode: begun === 'stateless' && isNamed ? 'stateless' : 'savepoint' };
}

function chosen(observed: DeploymentBasis): StopChoice {
  const { wanted, status, last, highAvailability, configuration } = observed;
  const requested = wanted.job?.upgradeMode ?? 'stateless';
  if (!wanted.job || requested === 'stateless') return { type: 'stop', upgradeMode: 'stateless' };
  const { state, upgradeSavepointPath: path } = status.jobStatus ?? {};
  if (isTerminal(state) && isUsable(observed)) {
    // Nothing is lost by it: there is nothing to go on from, and who resumes it has to say from where.
    if (path === notAddressable && wanted.job.state === 'suspended') return { type: 'stop', upgradeMode: 'savepoint' };
    return path === latestState || path === notAddressable
      ? wait('ManualRestoreRequired', unknownState)
      : { type: 'stop', upgradeMode: 'savepoint' };
  }
  if (state === 'CANCELLING') return wait('Stopping', 'the job is being cancelled');
  const running = state === 'RUNNING';
  const otherVersion = last !== undefined && last.spec.flinkVersion !== wanted.flinkVersion;
  if (requested === 'savepoint' && running) return { type: 'savepoint' };
  if (requested === 'savepoint' && !otherVersion && configuration.value(lastStateFallback) === false) {
    return wait('UpgradePending', runsFirst);
  }
  // What one version keeps to find a job again, another one cannot read.
  if (otherVersion && running && configuration.value(savepointDirectory)) return { type: 'savepoint' };
  if (otherVersion) return isCancellable(observed) ? { type: 'cancel' } : wait('UpgradePending', otherVersionFirst);
  const isKept = highAvailability?.exists === true && observed.findsAgain !== false;
  const age = running ? ageOfState(observed) : 'fine';
  if (age === 'old') return { type: 'savepoint' };
  if (age !== 'fine') return wait('UpgradePending', untilNewer[age]);
  if (isCancellable(observed) && (!isKept || configuration.value(lastStateCancels))) return { type: 'cancel' };
  if (isKept) return { type: 'stop', upgradeMode: 'last-state' };
  const { jobManagerDeploymentStatus: jobManager = 'MISSING' } = status;
  const isLost = jobManager === 'MISSING' || jobManager === 'ERROR';
  return isLost ? { ...wait('ManualRestoreRequired', nothingLeft), lost: true } : wait('UpgradePending', noState);
}

/** Whether what is known of the state of a job that has ended is the last word about it. */
function isUsable({ status, highAvailability }: DeploymentBasis): boolean {
  if (status.jobStatus?.state === 'CANCELED') return true;
  return !highAvailability?.exists || status.jobManagerDeploymentStatus === 'READY';
}

/** Whether it would hear of it. */
export function isCancellable({ status }: Pick<DeploymentBasis, 'status'>): boolean {
  const { state } = status.jobStatus ?? {};
  const isKnown = state !== undefined && state !== 'RECONCILING' && !isTerminal(state);
  return isKnown && status.jobManagerDeploymentStatus === 'READY';
}

const wait = (reason: string, message: string) => ({ type: 'wait', pending: { reason, message } }) as const;

const nothingLeft =
  'JobManager deployment is missing and HA metadata is not available to make stateful upgrades. It is possible that the job has finished or terminally failed, or the configmaps have been deleted. Manual restore required.';
const runsFirst = 'the new spec takes a savepoint first, for which the job has to run';
const otherVersionFirst =
  'another Flink version begins from a savepoint or a last checkpoint, for which the job has to answer';
const noState =
  'the job does not run and has left nothing that another one could go on from; the spec waits until it runs again';
