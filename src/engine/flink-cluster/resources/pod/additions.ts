import type { Container, EnvVar, Volume, VolumeMount } from '../../../../api/pod-template/types.ts';
import type { ClusterPlan } from '../../plan.ts';
import { configMapName } from '../child-resource.ts';

/** What containers of Flink are given besides what their user says. */
export interface Additions {
  readonly env: readonly EnvVar[];
  readonly volumeMounts: readonly VolumeMount[];
  readonly volumes: readonly Volume[];
}

export const configurationVolume = 'flink-config-volume';

/** The configuration directory, and where Hadoop and Google Cloud find what they need. Source: `spec/flinkcluster.md` 5.2. */
export function additionsOf({ name, spec }: ClusterPlan): Additions {
  const configuration: Additions = {
    env: [],
    volumeMounts: [{ name: configurationVolume, mountPath: '/opt/flink/conf' }],
    volumes: [{ name: configurationVolume, configMap: { name: configMapName(name) } }],
  };
  return together(configuration, hadoop(spec), googleCloud(spec));
}

export function together(...all: readonly Additions[]): Additions {
  return {
    env: all.flatMap(({ env }) => env),
    volumeMounts: all.flatMap(({ volumeMounts }) => volumeMounts),
    volumes: all.flatMap(({ volumes }) => volumes),
  };
}

const none: Additions = { env: [], volumeMounts: [], volumes: [] };

function hadoop({ hadoopConfig }: ClusterPlan['spec']): Additions {
  if (!hadoopConfig) return none;
  const { configMapName = '', mountPath = '' } = hadoopConfig;
  const volume = 'hadoop-config-volume';
  return {
    env: [{ name: 'HADOOP_CONF_DIR', value: mountPath }],
    volumeMounts: [{ name: volume, mountPath, readOnly: true }],
    volumes: [{ name: volume, configMap: { name: configMapName } }],
  };
}

function googleCloud({ gcpConfig }: ClusterPlan['spec']): Additions {
  const account = gcpConfig?.serviceAccount;
  if (!account) return none;
  const { secretName = '', keyFile = '', mountPath = '' } = account;
  const volume = 'gcp-service-account-volume';
  const directory = mountPath.endsWith('/') ? mountPath : `${mountPath}/`;
  return {
    env: [{ name: 'GOOGLE_APPLICATION_CREDENTIALS', value: `${directory}${keyFile}` }],
    volumeMounts: [{ name: volume, mountPath: directory, readOnly: true }],
    volumes: [{ name: volume, secret: { secretName } }],
  };
}

/** What a container says itself wins. */
export function withAdditions(container: Container, { env, volumeMounts }: Additions): Container {
  return {
    ...container,
    env: completed(container.env, env, 'name'),
    volumeMounts: completed(container.volumeMounts, volumeMounts, 'mountPath'),
  };
}

/** A list with those of other items whose key it does not have yet. */
export function completed<T, K extends keyof T>(list: readonly T[] = [], more: readonly T[], key: K): T[] {
  const all = [...list];
  for (const item of more) if (!all.some((present) => present[key] === item[key])) all.push(item);
  return all;
}
