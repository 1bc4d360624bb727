import type { FlinkDeployment, FlinkDeploymentStatus } from '../../api/flink-deployment/types.ts';
import type { EffectiveConfiguration, OperatorConfiguration } from '../../values/effective-configuration.ts';
import { flattenConfiguration } from '../../values/flink-configuration.ts';
import { type EngineLimits, engineLimits, restSecure } from '../options.ts';
import type { FlinkPlace, Ports, Resource } from '../ports.ts';
import { remembered } from '../remembered.ts';
import { lastReconciled } from '../status/bookkeeping.ts';
import type { KeptSpec } from '../status/last-spec.ts';
import { ConfigurationDraft } from './configuration/draft.ts';
import { configurationOf, type ReconcilableSpec } from './configuration/from-spec.ts';
import { restPort } from './configuration/options.ts';

export type Status = FlinkDeploymentStatus;
/** As it is stored. */
export type Deployment = Resource & Pick<FlinkDeployment, 'spec' | 'status'>;

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

/** Settings of the operator for this object, which its own configuration cannot change. */
export function limitsFor({ metadata, spec }: Deployment, ports: Pick<Ports, 'operator'>): EngineLimits {
  return limitsOf(spec, ports.operator(), metadata.namespace);
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
