import type { JobSpec, TaskManagerInfo } from '../../api/flink-deployment/types.ts';
import { defaultParallelism, ingressManaged, taskSlots } from '../../values/configuration-options.ts';
import type { Action } from '../action.ts';
import type { Happening } from '../happening.ts';
import {
  afterDeployment,
  alreadyDeployed,
  beforeDeployment,
  lastReconciled,
  withJobStatus,
} from '../status/bookkeeping.ts';
import { upgradeFailure } from '../status/exceptions.ts';
import type { Decision } from '../step.ts';
import type { Start } from './configuration/for-deployment.ts';
import type { ReconcilableSpec } from './configuration/from-spec.ts';
import { removeJobGraphs } from './high-availability-data.ts';
import type { ObservedDeployment } from './observed.ts';
import { type ClusterPlan, planCluster } from './plan.ts';
import type { Status } from './subject.ts';

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

export const noTaskManagers: TaskManagerInfo = { labelSelector: '', replicas: 0 };

/**
 * Makes the cluster of a spec. What is about to be made stands in the status before: which spec, under which id, from which state.
 * Whoever comes after a crash finds the Deployment of that generation, or none.
 */
export function deploy(observed: ObservedDeployment, spec: ReconcilableSpec, restore: Restore): Decision<Status> {
  const { generation, now, highAvailability, deployment } = observed;
  if (spec.job && restore.upgradeMode === 'last-state' && isLost(observed)) {
    const isStateless = (spec.job.upgradeMode ?? 'stateless') === 'stateless';
    return isStateless ? deploy(observed, spec, { upgradeMode: 'stateless' }) : restoreFailed(observed);
  }
  const moment = { generation, now, upgradeMode: restore.upgradeMode };
  const begun = beforeDeployment(withStart(observed, spec, restore), spec, moment);
  const status: Status = {
    ...begun,
    jobManagerDeploymentStatus: 'MISSING',
    ...(spec.job && { taskManager: noTaskManagers }),
  };
  const plan = planOf(observed, spec, generation, status);
  const graphs: Action[] = highAvailability && spec.job ? removeJobGraphs(deployment, highAvailability) : [];
  return {
    status,
    happenings: [submitted],
    actions: [...graphs, { type: 'createCluster', plan }],
    done: deployed(afterDeployment(status, spec, moment), plan),
  };
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
  const taskManager = {
    labelSelector: `component=taskmanager,app=${name}`,
    replicas: Math.ceil(parallelism / (configuration.value(taskSlots) ?? 1)),
  };
  return { ...withJobStatus(made, { state: 'RECONCILING' }), taskManager };
}

/** The id and the state that the job is to begin with. What was known of the health of the last one is over. */
function withStart(observed: ObservedDeployment, { job }: ReconcilableSpec, restore: Restore): Status {
  const { ClusterHealthInfo: _, ...clusterInfo } = observed.status.clusterInfo ?? {};
  const status = { ...observed.status, clusterInfo };
  if (!job) return status;
  const { jobId: known, ...jobStatus } = status.jobStatus ?? {};
  const keeps = restore.upgradeMode === 'last-state';
  const jobId = observed.configuration.get(userJobId) ?? (keeps && known ? known : observed.randomId());
  const { upgradeSavepointPath, ...rest } = jobStatus;
  const path = keeps ? statePath(upgradeSavepointPath, observed) : (restore.savepointPath ?? upgradeSavepointPath);
  // What the last job came to is not what becomes of this one.
  const begun = { ...rest, jobId, state: 'RECONCILING' as const };
  return { ...status, jobStatus: { ...begun, ...(path !== undefined && { upgradeSavepointPath: path }) } };
}

/** What the last job left to be found again is not there, and the path that is known is that of something older. */
function isLost({ status, highAvailability }: ObservedDeployment): boolean {
  if (!highAvailability?.exists) return true;
  return !highAvailability.hasCheckpoint && status.jobStatus?.upgradeSavepointPath === latestState;
}

/** Its owner has to say from which state it begins: a redeployment with a savepoint. */
function restoreFailed({ status, limits }: ObservedDeployment): Decision<Status> {
  const reason = 'RestoreFailed';
  return {
    status: { ...status, error: upgradeFailure(lostState, limits.errors) },
    happenings: [{ component: 'JobManagerDeployment', type: 'Warning', reason, message: lostState }],
    pending: { reason: 'ManualRestoreRequired', message: lostState },
    again: limits.times.reconcile,
  };
}

const lostState =
  'HA metadata is not available to restore from last state. It is possible that the job has finished or terminally failed, or the configmaps have been deleted. Manual restore required.';

/** A job that has made no checkpoint yet has nothing newer than what it was begun from. */
function statePath(known: string | undefined, { highAvailability }: ObservedDeployment): string | undefined {
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
  const { jobId = '', upgradeSavepointPath, savepointInfo } = jobStatus;
  const mode = lastReconciled(status)?.spec.job?.upgradeMode ?? 'stateless';
  return {
    jobId,
    savepointPath: mode === 'stateless' ? undefined : (upgradeSavepointPath ?? savepointInfo?.lastSavepoint?.location),
    resultStoreId: `${jobId}-${reconciliationStatus?.reconciliationTimestamp ?? 0}`,
  };
}
