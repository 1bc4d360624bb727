import type { FlinkDeployment, FlinkDeploymentStatus } from '../../api/flink-deployment/types.ts';
import type { EffectiveConfiguration, OperatorConfiguration } from '../../values/effective-configuration.ts';
import { flattenConfiguration } from '../../values/flink-configuration.ts';
import type { FlinkPlace } from '../flink-port.ts';
import { type EngineLimits, engineLimits, restSecure } from '../options.ts';
import type { Ports, Resource } from '../ports.ts';
import { remembered } from '../remembered.ts';
import { lastReconciled, lastStable } from '../status/bookkeeping.ts';
import type { KeptSpec } from '../status/last-spec.ts';
import { ConfigurationDraft } from './configuration/draft.ts';
import { configurationOf, type ReconcilableSpec } from './configuration/from-spec.ts';
import { restPort } from './configuration/options.ts';

export type Status = FlinkDeploymentStatus;
/** As it is stored. */
export type Deployment = Resource & Pick<FlinkDeployment, 'spec' | 'status'>;

/** The spec that runs; `wanted` where none does yet. After a rollback it is not the last one. */
export function specThatRuns(status: Status, wanted: ReconcilableSpec): ReconcilableSpec {
  const { reconciliationStatus: { state } = {}, jobManagerDeploymentStatus: jobManager = 'MISSING' } = status;
  const isBack = state === 'ROLLED_BACK' || (state === 'ROLLING_BACK' && jobManager === 'MISSING');
  const kept = isBack ? lastStable<ReconcilableSpec>(status) : lastReconciled<ReconcilableSpec>(status);
  if (!kept) return wanted;
  return kept.spec.flinkVersion ? kept.spec : { ...kept.spec, flinkVersion: wanted.flinkVersion };
}

/** What was last deployed; with the version that the object names where that was written before there was one. */
export function lastDeployed(status: Status, spec: ReconcilableSpec): KeptSpec<ReconcilableSpec> | undefined {
  const last = lastReconciled<ReconcilableSpec>(status);
  if (!last || last.spec.flinkVersion) return last;
  return { ...last, spec: { ...last.spec, flinkVersion: spec.flinkVersion } };
}

/**
 * The configuration by which a cluster is looked at: that of the spec which runs, with the switches of the operator as its owner
 * has them now. Source: `spec/flink-engine.md` 0.3.
 */
export function observedConfiguration(
  { metadata: { namespace, name }, spec }: Deployment,
  deployed: ReconcilableSpec,
  ports: Pick<Ports, 'operator'>,
): EffectiveConfiguration {
  return configurationToLookBy(deployed, spec.flinkConfiguration, ports.operator(), namespace, name);
}

const configurationToLookBy = remembered(
  (
    deployed: ReconcilableSpec,
    own: ReconcilableSpec['flinkConfiguration'],
    operator: OperatorConfiguration,
    namespace: string,
    name: string,
  ) => {
    const { current } = configurationOf(deployed, { operator, namespace, name });
    const entries = new Map([...current.keys()].map((key) => [key, current.get(key) as string]));
    const now = flattenConfiguration(own);
    for (const key of now.keys()) {
      const text = now.text(key);
      if (isSwitch(key) && text !== undefined) entries.set(key, text);
    }
    return new ConfigurationDraft(entries).current;
  },
);

const isSwitch = (key: string) =>
  key.startsWith('kubernetes.operator.') || key.startsWith('job.autoscaler.') || savepointDirectories.includes(key);
const savepointDirectories = ['execution.checkpointing.savepoint-dir', 'state.savepoints.dir'];

/** Of a canary, which may have none. */
export const noSpec = {} as Deployment['spec'];

/** Settings of the operator for this object, which its own configuration cannot change. */
export function limitsFor({ metadata, spec }: Deployment, ports: Pick<Ports, 'operator'>): EngineLimits {
  return limitsOf(spec ?? noSpec, ports.operator(), metadata.namespace);
}

const limitsOf = remembered(
  ({ flinkVersion }: Deployment['spec'], operator: OperatorConfiguration, namespace: string) =>
    engineLimits(operator.effective(namespace, flinkVersion)),
);

export function placeOf(
  { metadata: { namespace, name } }: Deployment,
  configuration: EffectiveConfiguration,
  { timeouts }: EngineLimits,
): FlinkPlace {
  return {
    namespace,
    cluster: name,
    port: configuration.value(restPort) ?? 8081,
    secure: configuration.value(restSecure) ?? false,
    timeout: timeouts.client,
    cancelTimeout: timeouts.cancel,
  };
}
