import { compareFlinkVersions, type FlinkVersion, isFlinkVersion } from '../../values/flink-version.ts';
import { isCanary } from '../canary.ts';
import type { Considered, Engine } from '../pass.ts';
import type { Ports } from '../ports.ts';
import { failureOf } from '../reconcile-error.ts';
import { isUnderWay, lastReconciled } from '../status/bookkeeping.ts';
import { reconciliationError, validationError } from '../status/exceptions.ts';
import { lifecycleOf } from '../status/lifecycle.ts';
import { type Decision, decide } from '../step.ts';
import { conditionsOf } from './conditions.ts';
import type { ReconcilableSpec } from './configuration/from-spec.ts';
import { unsupportedAvailability } from './high-availability-data.ts';
import { nextLook } from './next-look.ts';
import { observeDeployment } from './observe.ts';
import { cleanUp } from './steps/clean-up.ts';
import { steps } from './steps/index.ts';
import { type Deployment, limitsFor, noSpec, type Status } from './subject.ts';

const oldest: FlinkVersion = 'v1_15';

/** Flink clusters: with a job of their own, or for those of FlinkSessionJobs. */
export const flinkDeploymentEngine: Engine<Deployment, Status> = {
  kind: 'FlinkDeployment',
  finalizer: 'flinkdeployments.flink.apache.org/finalizer',
  async consider(deployment, ports) {
    if (deployment.metadata.deletionTimestamp !== undefined) return considerDeletion(deployment, ports);
    if (isCanary(deployment.metadata)) return undefined;
    const { flinkVersion } = deployment.spec ?? {};
    if (flinkVersion === undefined || !isSupported(flinkVersion)) return unsupported(deployment, ports);
    return considerSpec(deployment, deployment.spec as ReconcilableSpec, ports);
  },
  complete(status, { metadata, spec }, pending, now) {
    const isSession = (lastReconciled(status)?.spec ?? spec ?? noSpec).job === undefined;
    const { generation } = metadata;
    return {
      ...status,
      jobManagerDeploymentStatus: status.jobManagerDeploymentStatus ?? 'MISSING',
      lifecycleState: lifecycleOf(status),
      conditions: conditionsOf(status, { isSession, generation, pending, now }),
    };
  },
  failed: (status, error, deployment, ports) => ({
    ...status,
    error: reconciliationError(error, limitsFor(deployment, ports).errors),
  }),
  failure: (error) => failureOf(error, 'JobManagerDeployment'),
};

const isSupported = (version: string) => isFlinkVersion(version) && compareFlinkVersions(version, oldest) >= 0;

async function unsupported(deployment: Deployment, ports: Ports): Promise<undefined> {
  const version = deployment.spec?.flinkVersion ?? null;
  await ports.tell(deployment, {
    component: 'Operator',
    type: 'Warning',
    reason: 'UnsupportedFlinkVersion',
    message: `Flink version ${version} is not supported by this operator version`,
  });
  return undefined;
}

async function considerSpec(deployment: Deployment, spec: ReconcilableSpec, ports: Ports): Promise<Considered<Status>> {
  const before: Status = deployment.status ?? {};
  const { errors, times } = limitsFor(deployment, ports);
  const { namespace, name } = deployment.metadata;
  const unsupported = unsupportedAvailability(spec, ports.operator(), namespace, name);
  const findings = [...(await ports.findings(deployment)), ...unsupported];
  const again = (status: Status) => nextLook(before, status, times);
  if (findings.length === 0) {
    const { generation } = deployment.metadata;
    const { observed, happenings } = await observeDeployment(deployment, { wanted: spec, generation }, ports);
    return { decision: decide(steps, observed), happenings, again };
  }
  const message = findings.join('\n');
  const invalid = { component: 'Operator', type: 'Warning', reason: 'ValidationError', message } as const;
  const error = validationError(findings, errors);
  const pending = { reason: 'InvalidSpec', message };
  const good = lastGood(before, spec);
  if (!good) {
    const decision = { status: { ...before, error }, pending };
    return { decision, happenings: [invalid], again: () => undefined };
  }
  const generation = before.observedGeneration ?? 0;
  const { observed, happenings } = await observeDeployment(deployment, { wanted: good, generation }, ports);
  const { status, done, ...rest } = decide(steps, observed);
  const decision: Decision<Status> = {
    ...rest,
    status: { ...status, error },
    ...(done && { done: { ...done, error } }),
    pending,
  };
  return { decision, happenings: [invalid, ...happenings], again };
}

/**
 * What the pass goes on with while the spec is wrong: what was deployed last, which an upgrade under way has noted as stopped, and what
 * its owner wishes for its state.
 */
function lastGood(status: Status, { flinkVersion, job }: ReconcilableSpec): ReconcilableSpec | undefined {
  const last = lastReconciled<ReconcilableSpec>(status)?.spec;
  if (!last) return undefined;
  const spec = { ...last, flinkVersion: last.flinkVersion ?? flinkVersion };
  if (!spec.job) return spec;
  const { upgradeMode, ...rest } = spec.job;
  const wish = job ? job.upgradeMode : upgradeMode;
  return {
    ...spec,
    job: { ...rest, ...(wish && { upgradeMode: wish }), ...(isUnderWay(status) && { state: 'running' }) },
  };
}

async function considerDeletion(deployment: Deployment, ports: Ports): Promise<Considered<Status>> {
  const before: Status = { ...deployment.status, lifecycleState: 'DELETING' };
  const last = lastReconciled<ReconcilableSpec>(before)?.spec;
  const spec = { ...(last ?? deployment.spec) };
  // What was never deployed may name no version, and goes all the same.
  const wanted = { ...spec, flinkVersion: known(spec.flinkVersion) };
  const { generation } = deployment.metadata;
  // What is seen of a cluster that goes is no news.
  const whole = { ...deployment, spec: deployment.spec ?? noSpec, status: before };
  const { observed } = await observeDeployment(whole, { wanted, generation }, ports);
  const { times } = limitsFor(deployment, ports);
  return { decision: decide(cleanUp, observed), happenings: [], again: () => times.progress };
}

const known = (version: string | undefined): FlinkVersion =>
  version !== undefined && isFlinkVersion(version) ? version : oldest;
