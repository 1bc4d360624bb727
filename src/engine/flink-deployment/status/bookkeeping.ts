import type {
  FlinkDeploymentSpec,
  FlinkDeploymentStatus,
  ReconciliationStatus,
  TaskManagerInfo,
} from '../../../api/flink-deployment/types.ts';
import { type KeptSpec, readKeptSpec, writeKeptSpec } from '../../last-spec.ts';

/**
 * What a status says of the specs that were brought about. Each function returns a new status, with `error` taken away where
 * something was achieved. Source: `spec/flink-engine.md` 2.3.
 */

type Status = FlinkDeploymentStatus;
type Spec = FlinkDeploymentSpec;

/** The object as it is now, and when. */
export interface Moment {
  readonly generation: number;
  readonly now: Date;
  /** How the job was stopped last, which may differ from what its owner wishes. */
  readonly upgradeMode?: NonNullable<Spec['job']>['upgradeMode'];
}

/** Of a new object, before anything was deployed. */
export function lastReconciled(status: Status): KeptSpec<Spec> | undefined {
  return readKeptSpec<Spec>(status.reconciliationStatus?.lastReconciledSpec);
}

/** Written before a deployment is tried, so that whoever comes after a crash can tell a finished one from one that never began. */
export function beforeDeployment(status: Status, spec: Spec, moment: Moment): Status {
  const state = status.reconciliationStatus?.state === 'ROLLING_BACK' ? 'ROLLING_BACK' : 'UPGRADING';
  return kept(
    status,
    withJob(spec, { state: 'suspended', upgradeMode: moment.upgradeMode }),
    moment,
    state,
    noTaskManagers,
  );
}

/** The spec is brought about: it runs, or is suspended as its owner wishes. */
export function afterDeployment(
  status: Status,
  spec: Spec,
  moment: Moment,
  taskManager: TaskManagerInfo | undefined,
): Status {
  const before = status.reconciliationStatus?.state;
  const state = before === 'ROLLING_BACK' || before === 'ROLLED_BACK' ? 'ROLLED_BACK' : 'DEPLOYED';
  const suspended = spec.job?.state === 'suspended';
  const next = kept(
    status,
    withJob(spec, { upgradeMode: moment.upgradeMode }),
    moment,
    state,
    suspended ? noTaskManagers : taskManager,
  );
  return suspended ? markStable(next) : next;
}

/** Nothing is to be done about the spec as it is: it has been seen. */
export function unchanged(status: Status, { generation }: Pick<Moment, 'generation'>): Status {
  return { ...status, observedGeneration: generation };
}

/** A deployment of before a crash turns out to be there. */
export function alreadyDeployed(status: Status): Status {
  const last = lastReconciled(status);
  if (!last) return status;
  const running = { ...last, spec: withJob(last.spec, { state: 'running' }) };
  return {
    ...reconciled(status, { state: 'DEPLOYED', lastReconciledSpec: writeKeptSpec(running) }),
    jobManagerDeploymentStatus: 'DEPLOYING',
    ...(last.spec.job && { jobStatus: { ...status.jobStatus, state: 'RECONCILING' } }),
  };
}

/** Nothing came of the very first deployment, which begins anew. */
export function firstDeploymentFailed(status: Status): Status {
  const last = lastReconciled(status);
  if (!last?.firstDeployment) return status;
  const { lastReconciledSpec: _, ...rest } = status.reconciliationStatus ?? {};
  return { ...status, reconciliationStatus: { ...rest, state: 'UPGRADING' } };
}

/** It has proven itself, so one may come back to it. */
export function markStable(status: Status): Status {
  const { lastReconciledSpec } = status.reconciliationStatus ?? {};
  return lastReconciledSpec === undefined ? status : reconciled(status, { lastStableSpec: lastReconciledSpec });
}

const noTaskManagers: TaskManagerInfo = { labelSelector: '', replicas: 0 };

function kept(
  status: Status,
  spec: Spec,
  { generation, now, upgradeMode }: Moment,
  state: NonNullable<ReconciliationStatus['state']>,
  taskManager: TaskManagerInfo | undefined,
): Status {
  const last = lastReconciled(status);
  const firstDeployment = last === undefined || (last.firstDeployment && state === 'DEPLOYED');
  const back = state === 'ROLLING_BACK' || state === 'ROLLED_BACK';
  // The spec that failed stays in view until its owner changes it.
  const spoken = back && last ? withJob(last.spec, { upgradeMode }) : spec;
  const { error: _, ...rest } = status;
  return {
    ...reconciled(rest, {
      state,
      reconciliationTimestamp: now.getTime(),
      lastReconciledSpec: writeKeptSpec({ spec: spoken, firstDeployment }),
    }),
    observedGeneration: generation,
    ...(spec.job && taskManager && { taskManager }),
  };
}

function reconciled(status: Status, changes: Partial<ReconciliationStatus>): Status {
  return { ...status, reconciliationStatus: { ...status.reconciliationStatus, ...changes } };
}

type Job = NonNullable<Spec['job']>;
type JobChanges = { readonly [field in 'state' | 'upgradeMode']?: Job[field] | undefined };

/** Of a session cluster there is no job to speak of. */
function withJob(spec: Spec, { state, upgradeMode }: JobChanges): Spec {
  if (!spec.job) return spec;
  return { ...spec, job: { ...spec.job, ...(state && { state }), ...(upgradeMode && { upgradeMode }) } };
}
