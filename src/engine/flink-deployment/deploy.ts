import type { JobSpec } from '../../api/flink-deployment/types.ts';
import { defaultParallelism, ingressManaged, taskSlots } from '../../values/configuration-options.ts';
import type { Action } from '../action.ts';
import type { Happening } from '../happening.ts';
import { noted } from '../restores.ts';
import {
  afterDeployment,
  alreadyDeployed,
  beforeDeployment,
  keepsState,
  lastReconciled,
  withJobStatus,
} from '../status/bookkeeping.ts';
import { upgradeFailure } from '../status/exceptions.ts';
import type { Decision } from '../step.ts';
import { notAddressable, unknownState } from '../unknown-state.ts';
import type { Start } from './configuration/for-deployment.ts';
import type { ReconcilableSpec } from './configuration/from-spec.ts';
import { withoutHealth } from './health.ts';
import { removeJobGraphs } from './high-availability-data.ts';
import type { DeploymentBasis, ObservedDeployment } from './observed.ts';
import { type ClusterPlan, planCluster } from './plan.ts';
import type { Status } from './subject.ts';
import { noTaskManagers, taskManagersOf } from './task-managers.ts';
import { isAttempt, whyBegun } from './why-begun.ts';

/** From which state a job begins. */
export interface Restore {
  /** How the job was stopped, which says where its state is. */
  readonly upgradeMode: NonNullable<JobSpec['upgradeMode']>;
  /** For `savepoint`: another one than the status knows. */
  readonly savepointPath?: string | undefined;
}

/** Stands where only Flink itself knows the path, so that a job whose state is lost fails in place of beginning empty. */
export const latestState = 'KUBERNETES_OPERATOR_LAST_STATE';

const userJobId = '$internal.pipeline.job-id';

/**
 * Makes the cluster of a spec. What is about to be made stands in the status before: which spec, under which id, from which state.
 * Whoever comes after a crash finds the Deployment of that generation, or none.
 */
export function deploy(observed: ObservedDeployment, spec: ReconcilableSpec, wish: Restore): Decision<Status> {
  const { generation, now, highAvailability, deployment } = observed;
  const restore = possibleRestore(observed, spec, wish);
  if (!restore) return restoreFailed(observed, wish);
  const moment = { generation, now, upgradeMode: restore.upgradeMode };
  const begun = beforeDeployment(withStart(observed, spec, restore), spec, moment);
  const status: Status = {
    ...begun,
    jobManagerDeploymentStatus: 'MISSING',
    ...((spec.job || begun.taskManager) && { taskManager: noTaskManagers }),
  };
  const plan = planOf(observed, spec, generation, status);
  const graphs: Action[] = highAvailability && spec.job ? removeJobGraphs(deployment, highAvailability) : [];
  const note = spec.job && noteStart(observed, status, restore);
  return {
    status,
    ...note,
    happenings: note ? [submitted, ...note.happenings] : [],
    actions: [...graphs, { type: 'createCluster', plan }],
    done: deployed(afterDeployment(status, spec, moment), plan),
  };
}

/** Tells from which state its job begins, and why. */
function noteStart(observed: ObservedDeployment, status: Status, restore: Restore) {
  const { deployment, generation, now } = observed;
  const { jobId, savepointPath: path } = startOf(status);
  return noted(deployment, {
    component: 'JobManagerDeployment',
    generation,
    jobId,
    now,
    path,
    isKept: path === latestState,
    why: whyBegun(observed, { ...restore, path }),
    isAttempt: isAttempt(observed),
  });
}

/** Goes on with a cluster that was begun, and perhaps not finished, before this pass. */
export function finish(observed: ObservedDeployment, spec: ReconcilableSpec, generation: number): Decision<Status> {
  const { status } = observed;
  const plan = planOf(observed, spec, generation, status);
  const actions = [{ type: 'createCluster', plan, goesOn: true }] as const;
  return { status, actions, done: deployed(alreadyDeployed(status), plan) };
}

const submitted: Happening = {
  component: 'JobManagerDeployment',
  type: 'Normal',
  reason: 'Submit',
  message: 'Starting deployment',
};

function deployed(status: Status, { spec, configuration, name }: ClusterPlan): Status {
  const made: Status = { ...status, jobManagerDeploymentStatus: 'DEPLOYING' };
  if (!spec.job) return made;
  const parallelism = configuration.value(defaultParallelism) ?? 1;
  const taskManager = taskManagersOf(name, Math.ceil(parallelism / (configuration.value(taskSlots) ?? 1)));
  return { ...withJobStatus(made, { state: 'RECONCILING' }), taskManager };
}

/** The id and the state that the job is to begin with. What was known of the health of the last one is over. */
function withStart(observed: ObservedDeployment, { job }: ReconcilableSpec, restore: Restore): Status {
  const status = withoutHealth(observed.status);
  if (!job) return status;
  const { jobId: known, ...jobStatus } = status.jobStatus ?? {};
  const keeps = restore.upgradeMode === 'last-state';
  const jobId = observed.configuration.get(userJobId) ?? (keeps && known ? known : observed.randomId());
  const { upgradeSavepointPath: __, ...rest } = jobStatus;
  const path = pathToBeginFrom(observed, restore);
  // What the last job came to is not what becomes of this one.
  const begun = { ...rest, jobId, state: 'RECONCILING' as const };
  return { ...status, jobStatus: { ...begun, ...(path !== undefined && { upgradeSavepointPath: path }) } };
}

/** What of a wish can be had; `undefined` where it is to go on from what is lost. */
export function possibleRestore(
  observed: DeploymentBasis,
  spec: ReconcilableSpec,
  restore: Restore,
): Restore | undefined {
  if (spec.job === undefined || restore.upgradeMode === 'stateless') return restore;
  if (restore.upgradeMode === 'savepoint') return isUnknown(stateToBeginFrom(observed, restore)) ? undefined : restore;
  if (!isLost(observed)) return restore;
  return keepsState(spec.job) ? undefined : { upgradeMode: 'stateless' };
}

/** Flink alone could find it, and what it would be found by is gone. */
const isUnknown = (path: string | undefined) => path === latestState || path === notAddressable;

/** What the last job left to be found again is not there, and the path that is known is that of something older. */
function isLost({ status, highAvailability, findsAgain = true }: DeploymentBasis): boolean {
  if (!highAvailability?.exists || !findsAgain) return true;
  return !highAvailability.hasCheckpoint && status.jobStatus?.upgradeSavepointPath === latestState;
}

/** Its owner has to say from which state it begins: a redeployment with a savepoint. */
function restoreFailed({ status, limits }: ObservedDeployment, { upgradeMode }: Restore): Decision<Status> {
  const reason = 'RestoreFailed';
  const message = upgradeMode === 'last-state' ? lostState : unknownState;
  return {
    status: { ...status, error: upgradeFailure(message, limits.errors) },
    happenings: [{ component: 'JobManagerDeployment', type: 'Warning', reason, message }],
    pending: { reason: 'ManualRestoreRequired', message },
    again: limits.times.reconcile,
  };
}

const lostState =
  'HA metadata is not available to restore from last state. It is possible that the job has finished or terminally failed, or the configmaps have been deleted. Manual restore required.';

/** What the status says of the state that a job begins from. */
function pathToBeginFrom(observed: DeploymentBasis, { upgradeMode, savepointPath }: Restore): string | undefined {
  const { upgradeSavepointPath: known } = observed.status.jobStatus ?? {};
  return upgradeMode === 'last-state' ? statePath(known, observed) : (savepointPath ?? known);
}

/** The path that Flink is given for it; `undefined` where it begins with nothing. */
export function stateToBeginFrom(observed: DeploymentBasis, restore: Restore): string | undefined {
  return givenPath(observed.status, restore.upgradeMode, pathToBeginFrom(observed, restore));
}

function givenPath({ jobStatus }: Status, upgradeMode: Restore['upgradeMode'], path: string | undefined) {
  return upgradeMode === 'stateless' ? undefined : (path ?? jobStatus?.savepointInfo?.lastSavepoint?.location);
}

/** A job that has made no checkpoint yet has nothing newer than what it was begun from. */
function statePath(known: string | undefined, { highAvailability }: DeploymentBasis): string | undefined {
  if (highAvailability?.hasCheckpoint) return latestState;
  return known === latestState ? undefined : known;
}

/** Everything that is made up for a deployment is read from the status, so that a second plan of it is the same. */
function planOf(observed: ObservedDeployment, spec: ReconcilableSpec, generation: number, status: Status): ClusterPlan {
  const { deployment, planning, configuration } = observed;
  const { ingress: _, ...withoutIngress } = spec;
  const made = configuration.value(ingressManaged) ? spec : withoutIngress;
  const object = { ...deployment, spec, metadata: { ...deployment.metadata, generation } };
  return planCluster(object as never, made, { ...planning, ...(spec.job && { start: startOf(status) }) });
}

function startOf(status: Status): Start {
  const { jobStatus = {}, reconciliationStatus } = status;
  const { jobId = '', upgradeSavepointPath } = jobStatus;
  const mode = lastReconciled(status)?.spec.job?.upgradeMode ?? 'stateless';
  return {
    jobId,
    savepointPath: givenPath(status, mode, upgradeSavepointPath),
    resultStoreId: `${jobId}-${reconciliationStatus?.reconciliationTimestamp ?? 0}`,
  };
}
