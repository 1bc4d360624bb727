import type { JobSpec, JobStatus, ReconciliationStatus } from '../../api/flink-deployment/types.ts';
import { remembered } from '../remembered.ts';
import { type KeptSpec, readKeptSpec, writeKeptSpec } from './last-spec.ts';

/**
 * What a status says of the specs that were brought about. Each function returns a new status, with `error` taken away where
 * something was achieved. Source: `spec/flink-engine.md` 2.3.
 */

/** What the kinds that run jobs have in common. */
export interface CommonStatus {
  readonly jobStatus?: JobStatus;
  readonly error?: string;
  readonly observedGeneration?: number;
  readonly lifecycleState?: string;
  readonly reconciliationStatus?: ReconciliationStatus;
}

/** Of a session cluster there is no job to speak of. */
export interface CommonSpec {
  readonly job?: JobSpec;
}

type UpgradeMode = NonNullable<JobSpec['upgradeMode']>;

/** The object as it is now, and when. */
export interface Moment {
  readonly generation: number;
  readonly now: Date;
  /** How the job was stopped last, which may differ from what its owner wishes. */
  readonly upgradeMode?: UpgradeMode | undefined;
}

/** `undefined` of a new object, before anything was deployed. */
export function lastReconciled<Spec extends CommonSpec>(status: CommonStatus): KeptSpec<Spec> | undefined {
  const { reconciliationStatus } = status;
  return reconciliationStatus && (lastSpecOf(reconciliationStatus) as KeptSpec<Spec> | undefined);
}

/** The last spec that has proven itself; `undefined` where none has. */
export function lastStable<Spec extends CommonSpec>(status: CommonStatus): KeptSpec<Spec> | undefined {
  const { reconciliationStatus } = status;
  return reconciliationStatus && (stableSpecOf(reconciliationStatus) as KeptSpec<Spec> | undefined);
}

/** Their text is long, and every pass asks again. */
const lastSpecOf = remembered(({ lastReconciledSpec }: ReconciliationStatus) => readKeptSpec(lastReconciledSpec));
const stableSpecOf = remembered(({ lastStableSpec }: ReconciliationStatus) => readKeptSpec(lastStableSpec));

/** Whether a spec that did not prove itself is, or is being, replaced by the last stable one. */
export const isRolledBack = ({ reconciliationStatus: { state } = {} }: CommonStatus): boolean =>
  state === 'ROLLING_BACK' || state === 'ROLLED_BACK';

/** Whether what is to run has been brought about. */
export const isSettled = ({ reconciliationStatus: { state } = {} }: CommonStatus): boolean =>
  state === 'DEPLOYED' || state === 'ROLLED_BACK';

/** Whether something is being stopped or begun. */
export const isUnderWay = ({ reconciliationStatus: { state } = {} }: CommonStatus): boolean =>
  state === 'UPGRADING' || state === 'ROLLING_BACK';

const underWay = (status: CommonStatus) => (isRolledBack(status) ? 'ROLLING_BACK' : 'UPGRADING');

/** Written before a deployment is tried, so that whoever comes after a crash can tell a finished one from one that never began. */
export function beforeDeployment<S extends CommonStatus>(status: S, spec: CommonSpec, moment: Moment): S {
  const begun = withJob(spec, { state: 'suspended', upgradeMode: moment.upgradeMode });
  return kept(status, begun, moment, underWay(status));
}

/** The spec is brought about: it runs, or is suspended as its owner wishes. */
export function afterDeployment<S extends CommonStatus>(status: S, spec: CommonSpec, moment: Moment): S {
  const state = isRolledBack(status) ? 'ROLLED_BACK' : 'DEPLOYED';
  const next = kept(status, withJob(spec, { upgradeMode: moment.upgradeMode }), moment, state);
  return spec.job?.state === 'suspended' ? markStable(next) : next;
}

/** Nothing is to be done about the spec as it is: it has been seen. */
export function unchanged<S extends CommonStatus>(status: S, { generation }: Pick<Moment, 'generation'>): S {
  return { ...status, observedGeneration: generation };
}

/** A deployment that was begun turns out to be there. */
export function alreadyDeployed<S extends CommonStatus>(status: S): S {
  const last = lastReconciled(status);
  if (!last) return status;
  const running = { ...last, spec: asRunning(last.spec) };
  return {
    ...reconciled(status, {
      state: isRolledBack(status) ? 'ROLLED_BACK' : 'DEPLOYED',
      lastReconciledSpec: writeKeptSpec(running),
    }),
    ...(last.spec.job && { jobStatus: { ...status.jobStatus, state: 'RECONCILING' as const } }),
  };
}

/** What runs is being stopped, after which another spec follows. The kept spec still says that it runs. */
export function stopping<S extends CommonStatus>(status: S, upgradeMode: UpgradeMode | undefined): S {
  const last = lastReconciled(status);
  if (!last) return status;
  const spec = withJob(last.spec, { upgradeMode });
  return reconciled(status, {
    state: underWay(status),
    lastReconciledSpec: writeKeptSpec({ spec, firstDeployment: false }),
  });
}

/** What was deployed last has not proven itself: the last stable spec takes its place. */
export const rollingBack = <S extends CommonStatus>(status: S): S => reconciled(status, { state: 'ROLLING_BACK' });

/** A spec follows that is neither the one that failed nor the one that took its place; `runs` is what it replaces. */
export function afterRollback<S extends CommonStatus>(status: S, runs: CommonSpec, state: 'DEPLOYED' | 'UPGRADING'): S {
  return reconciled(status, { state, lastReconciledSpec: writeKeptSpec({ spec: runs, firstDeployment: false }) });
}

/** The cluster does no more what it was to do, so a later spec begins from here. */
export function markSuspended<S extends CommonStatus>(status: S): S {
  const last = lastReconciled(status);
  if (!last?.spec.job) return status;
  const spec = withJob(last.spec, { state: 'suspended' });
  return reconciled(status, { lastReconciledSpec: writeKeptSpec({ spec, firstDeployment: false }) });
}

/** Nothing came of the very first deployment, which begins anew. */
export function firstDeploymentFailed<S extends CommonStatus>(status: S): S {
  const last = lastReconciled(status);
  if (!last?.firstDeployment) return status;
  const { lastReconciledSpec: _, ...rest } = status.reconciliationStatus ?? {};
  return { ...status, reconciliationStatus: { ...rest, state: 'UPGRADING' } };
}

/** It has proven itself, so one may come back to it. */
export function markStable<S extends CommonStatus>(status: S): S {
  const { lastReconciledSpec, lastStableSpec } = status.reconciliationStatus ?? {};
  const isKnown = lastReconciledSpec === undefined || lastReconciledSpec === lastStableSpec;
  return isKnown ? status : reconciled(status, { lastStableSpec: lastReconciledSpec });
}

export function withJobStatus<S extends CommonStatus>(status: S, changes: JobStatus): S {
  return { ...status, jobStatus: { ...status.jobStatus, ...changes } };
}

/** For a redeployment: the state that its owner names takes the place of its own, whatever becomes of the spec meanwhile. */
export function withGivenState<S extends CommonStatus>(status: S, job: JobSpec | undefined): S {
  const { upgradeSavepointPath: _, ...jobStatus } = status.jobStatus ?? {};
  const path = job?.initialSavepointPath;
  return { ...status, jobStatus: { ...jobStatus, ...(path !== undefined && { upgradeSavepointPath: path }) } };
}

function kept<S extends CommonStatus>(
  status: S,
  spec: CommonSpec,
  { generation, now, upgradeMode }: Moment,
  state: NonNullable<ReconciliationStatus['state']>,
): S {
  const last = lastReconciled(status);
  const firstDeployment = last === undefined || (last.firstDeployment && state === 'DEPLOYED');
  const isBack = state === 'ROLLING_BACK' || state === 'ROLLED_BACK';
  // The spec that failed stays in view until its owner changes it.
  const runs = state === 'ROLLED_BACK' ? ('running' as const) : undefined;
  const spoken = isBack && last ? withJob(last.spec, { upgradeMode, state: runs }) : unasked(spec, last?.spec);
  const { error: _, ...rest } = status;
  return {
    ...reconciled(rest as S, {
      state,
      reconciliationTimestamp: now.getTime(),
      lastReconciledSpec: writeKeptSpec({ spec: spoken, firstDeployment }),
    }),
    observedGeneration: generation,
  };
}

function reconciled<S extends CommonStatus>(status: S, changes: Partial<ReconciliationStatus>): S {
  return { ...status, reconciliationStatus: { ...status.reconciliationStatus, ...changes } };
}

const nonces = ['savepointTriggerNonce', 'checkpointTriggerNonce'] as const;

/** A nonce counts as seen when its snapshot is made, not when another spec is brought about. */
function unasked(spec: CommonSpec, last: CommonSpec | undefined): CommonSpec {
  if (!spec.job || !last?.job) return spec;
  const { savepointTriggerNonce, checkpointTriggerNonce, ...job } = spec.job;
  const seen = nonces.filter((nonce) => last.job?.[nonce] !== undefined).map((nonce) => [nonce, last.job?.[nonce]]);
  return { ...spec, job: { ...job, ...Object.fromEntries(seen) } };
}

/** The snapshots of these nonces are made. */
export function withNonces<S extends CommonStatus>(
  status: S,
  seen: { readonly [nonce in (typeof nonces)[number]]?: number | undefined },
): S {
  return keptWith(status, seen);
}

/** The job is about to be cancelled, and its end may be seen in whatever way: it is gone on with from the state that it leaves. */
export function leavingState<S extends CommonStatus>(status: S): S {
  return keptWith(status, { upgradeMode: 'savepoint' });
}

/** What is stable stays so: nothing of what runs is another. */
function keptWith<S extends CommonStatus>(status: S, changes: object): S {
  const last = lastReconciled(status);
  if (!last?.spec.job) return status;
  const text = writeKeptSpec({ ...last, spec: { ...last.spec, job: { ...last.spec.job, ...changes } } });
  const { lastReconciledSpec, lastStableSpec } = status.reconciliationStatus ?? {};
  const stable = lastStableSpec === lastReconciledSpec ? { lastStableSpec: text } : {};
  return reconciled(status, { lastReconciledSpec: text, ...stable });
}

/** A spec that is being brought about is kept as suspended: as it is once it runs. */
export const asRunning = <Spec extends CommonSpec>(spec: Spec): Spec => withJob(spec, { state: 'running' });

/** Whether what is wanted goes on from the state of the job, by its upgrade mode. */
export const keepsState = (job: Pick<JobSpec, 'upgradeMode'> | undefined): boolean =>
  (job?.upgradeMode ?? 'stateless') !== 'stateless';

type JobChanges = { readonly [field in 'state' | 'upgradeMode']?: JobSpec[field] | undefined };

function withJob<Spec extends CommonSpec>(spec: Spec, { state, upgradeMode }: JobChanges): Spec {
  if (!spec.job) return spec;
  return { ...spec, job: { ...spec.job, ...(state && { state }), ...(upgradeMode && { upgradeMode }) } };
}
