import { entry, type FieldPath } from '../../api/field-path.ts';
import {
  healthCheckEnabled,
  highAvailabilityClusterId,
  highAvailabilityType,
  jobManagerRecoveryEnabled,
  rollbackEnabled,
} from '../../values/configuration-options.ts';
import type { EffectiveConfiguration } from '../../values/effective-configuration.ts';
import { forbidden, invalid, nothing, notSupported } from '../rule.ts';
import type { DeploymentRule } from './component.ts';
import { scanOf } from './configuration-scan.ts';
import { shown } from './shown.ts';

/** What has a Flink configuration of its own. */
export interface Configured {
  readonly spec: { readonly flinkConfiguration?: unknown };
}

/**
 * Where a key belongs in the object, whatever way it was nested and whether or not it is there: findings name the key
 * that Flink reads.
 */
export function keyPath(at: FieldPath<Configured>, key: string): FieldPath<unknown> {
  return entry(at.spec.flinkConfiguration as FieldPath<Record<string, unknown>>, key);
}

export const forbiddenConfigKey: DeploymentRule = {
  id: 'forbidden-config-key',
  summary: 'The configuration leaves alone the keys that the operator sets from the name and namespace of the object.',
  explanation:
    'kubernetes.namespace, kubernetes.cluster-id and high-availability.cluster-id follow from metadata. With other ' +
    'values the cluster would be brought up where the operator does not look for it, or would read the ' +
    'high-availability data of another job.',
  examples: {
    good: 'spec: { flinkConfiguration: { kubernetes.cluster-domain: cluster.local } }',
    bad: 'spec: { flinkConfiguration: { kubernetes.cluster-id: word-count } }',
  },
  check(_, at, { configuration }) {
    const { forbidden: keys } = scanOf(configuration);
    if (keys.length === 0) return nothing;
    return keys.map((key) => {
      const own = configuration.layers.some((layer) => layer.path(key) !== undefined);
      return own
        ? forbidden(keyPath(at, key), 'must not be set: the operator sets it from the metadata of the object', {
            fix: 'remove the key',
          })
        : forbidden(keyPath(at, key), "must not be set, but the operator's own configuration sets it", {
            fix: 'ask the platform team to remove it there',
          });
    });
  },
};

/** The names that Flink still reads for the cluster id. The operator sets the newer name, which wins over them. */
export const forbiddenConfigKeyOlderName: DeploymentRule = {
  id: 'forbidden-config-key-older-name',
  summary: 'The configuration leaves alone the older names of the keys that the operator sets.',
  explanation:
    'high-availability.zookeeper.path.namespace and recovery.zookeeper.path.namespace are older names of ' +
    'high-availability.cluster-id. The operator sets that key itself, and it wins, so what is written here has no ' +
    'effect.',
  severity: 'warning',
  examples: {
    good: "spec: { flinkConfiguration: { high-availability.zookeeper.quorum: 'zookeeper:2181' } }",
    bad: 'spec: { flinkConfiguration: { high-availability.zookeeper.path.namespace: /other } }',
  },
  check(_, at, { configuration }) {
    const { forbiddenByOlderName: keys } = scanOf(configuration);
    if (keys.length === 0) return nothing;
    const message = `is an older name of ${highAvailabilityClusterId.key}, which the operator sets`;
    return keys.map((key) => forbidden(keyPath(at, key), message, { fix: 'remove the key' }));
  },
};

const haExample = 'high-availability.type: kubernetes, high-availability.storageDir: "s3://flink/ha"';
const haFix = 'set high-availability.type: kubernetes and high-availability.storageDir';

export const rollbackRequiresHa: DeploymentRule = {
  id: 'rollback-requires-ha',
  summary: 'Rollback of failed upgrades is switched on only together with high availability.',
  explanation:
    'A rollback starts the last stable spec again from the latest state, and where that is, only the ' +
    'high-availability data tells. Without it the job would lose its state in the rollback.',
  examples: {
    good: `spec: { flinkConfiguration: { kubernetes.operator.deployment.rollback.enabled: true, ${haExample} } }`,
    bad: 'spec: { flinkConfiguration: { kubernetes.operator.deployment.rollback.enabled: true } }',
  },
  check(_, at, { configuration }) {
    if (configuration.value(rollbackEnabled) !== true) return nothing;
    const fault = highAvailabilityFault(configuration);
    if (fault)
      return [invalid(keyPath(at, rollbackEnabled.key), `needs high availability, but ${fault}`, { fix: haFix })];
    return nothing;
  },
};

/** Why there is no high availability; `undefined` where there is. */
export function highAvailabilityFault(configuration: EffectiveConfiguration): string | undefined {
  const active = scanOf(configuration).highAvailability;
  if (active === 'active') return undefined;
  if (active === 'inactive') return `${highAvailabilityType.key} does not switch it on`;
  return `${highAvailabilityType.key} '${shown(active.misspelt)}' is unknown`;
}

export const highAvailabilityTypeUnknown: DeploymentRule = {
  id: 'high-availability-type-unknown',
  summary: 'The type of high availability is none, kubernetes, zookeeper or the name of a factory class.',
  explanation:
    'Flink takes every word that it does not know for the name of a class and fails at the start when there is no ' +
    'such class. A misspelt type is therefore never noticed before the JobManager crashes.',
  examples: {
    good: `spec: { flinkConfiguration: { ${haExample} } }`,
    bad: 'spec: { flinkConfiguration: { high-availability.type: kubernets } }',
  },
  check(_, at, { configuration }) {
    const active = scanOf(configuration).highAvailability;
    if (typeof active === 'string') return nothing;
    const message = `'${shown(active.misspelt)}' is unknown; allowed are NONE, kubernetes, zookeeper and names of factory classes`;
    return [
      notSupported(keyPath(at, highAvailabilityType.key), message, { fix: 'write kubernetes, zookeeper or NONE' }),
    ];
  },
};

export const healthCheckRequiresJmRecovery: DeploymentRule = {
  id: 'health-check-requires-jm-recovery',
  summary: 'The health check of the cluster is switched on only together with the recovery of the JobManager.',
  explanation:
    'An unhealthy cluster is restarted by deleting its JobManager Deployment, and recovering a lost Deployment is ' +
    'what brings it up again. With recovery switched off the cluster would stay away.',
  examples: {
    good: 'spec: { flinkConfiguration: { kubernetes.operator.cluster.health-check.enabled: true } }',
    bad:
      'spec: { flinkConfiguration: { kubernetes.operator.cluster.health-check.enabled: true,' +
      ' kubernetes.operator.jm-deployment-recovery.enabled: false } }',
  },
  check(_, at, { configuration }) {
    if (configuration.value(healthCheckEnabled) !== true || configuration.value(jobManagerRecoveryEnabled) !== false)
      return nothing;
    return [
      invalid(keyPath(at, jobManagerRecoveryEnabled.key), `must be true, because ${healthCheckEnabled.key} is`, {
        fix: 'set it to true, or switch the health check off',
      }),
    ];
  },
};
