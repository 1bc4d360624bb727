import { highAvailabilityType } from '../../values/configuration-options.ts';
import type { EffectiveConfiguration, OperatorConfiguration } from '../../values/effective-configuration.ts';
import type { Action } from '../action.ts';
import type { Made, Ports } from '../ports.ts';
import { remembered } from '../remembered.ts';
import { configurationOf, type ReconcilableSpec } from './configuration/from-spec.ts';
import type { Deployment } from './subject.ts';

/** What JobManagers keep in ConfigMaps to find their jobs again. Source: `spec/flink-engine.md` 4.6, `spec/flink-resources.md` 8. */
export interface HighAvailabilityData {
  readonly maps: readonly HighAvailabilityMap[];
  /** The job is to be found again. */
  readonly exists: boolean;
  readonly hasCheckpoint: boolean;
}

interface HighAvailabilityMap {
  readonly name: string;
  readonly uid: string;
  readonly jobGraphs: readonly string[];
}

interface ConfigMap extends Made {
  readonly data?: Readonly<Record<string, string>>;
}

const none: HighAvailabilityData = { maps: [], exists: false, hasCheckpoint: false };

export function isKeptInKubernetes(configuration: EffectiveConfiguration): boolean {
  const type = configuration.value(highAvailabilityType)?.toLowerCase() ?? '';
  return type === 'kubernetes' || type === 'org.apache.flink.kubernetes.highavailability.kuberneteshaservicesfactory';
}

/** What the engine cannot look after: jobs that are kept elsewhere would come back beside their successors. */
export const unsupportedAvailability = remembered(
  (wanted: ReconcilableSpec, operator: OperatorConfiguration, namespace: string, name: string): readonly string[] => {
    const { current } = configurationOf(wanted, { operator, namespace, name });
    const type = current.value(highAvailabilityType)?.toLowerCase() ?? '';
    return type === 'zookeeper' || type.endsWith('.zookeeperhaservicesfactory') ? [zooKeeper] : [];
  },
);

const zooKeeper =
  'spec.flinkConfiguration[high-availability.type]: high availability by ZooKeeper is not supported by this engine; use kubernetes';

/** Whether a cluster of this spec would find its job again by what was kept. Source: `spec/flink-engine.md` 4.3, row 15. */
export const findsAgain = remembered(
  (wanted: ReconcilableSpec, operator: OperatorConfiguration, namespace: string, name: string) =>
    isKeptInKubernetes(configurationOf(wanted, { operator, namespace, name }).current),
);

/** Of the job of this id; of any where none is known. What an attempt before has left is no state of this one. */
export async function findHighAvailabilityData(
  { metadata: { namespace, name } }: Deployment,
  jobId: string | undefined,
  { children }: Pick<Ports, 'children'>,
): Promise<HighAvailabilityData> {
  const found = await children.list<ConfigMap>(
    { apiVersion: 'v1', kind: 'ConfigMap', namespace },
    { labels: `app=${name},type=flink-native-kubernetes,component!=autoscaler` },
  );
  const maps = found.filter(({ metadata }) => metadata.deletionTimestamp === undefined && isJobManagers(metadata.name));
  if (maps.length === 0) return none;
  const ofJobs = maps.filter(({ metadata }) => isOfJob(metadata.name) && metadata.name.includes(jobId ?? ''));
  return {
    maps: maps.map(({ metadata: { name, uid }, data = {} }) => ({
      name,
      uid,
      jobGraphs: Object.keys(data).filter((key) => key.startsWith('jobGraph-') || key.startsWith('executionPlan-')),
    })),
    exists: ofJobs.length > 0,
    hasCheckpoint: ofJobs.some(({ data = {} }) => Object.keys(data).some((key) => key.startsWith('checkpointID-'))),
  };
}

/** The label is on the configuration of native clusters as well, which goes with its JobManager. */
const isJobManagers = (name: string) => name.endsWith('-config-map') || name.endsWith('-jobmanager-leader');
const isOfJob = (name: string) =>
  (name.endsWith('-config-map') && !name.endsWith('-cluster-config-map')) || name.endsWith('-jobmanager-leader');

export function removeHighAvailabilityData({ metadata }: Deployment, { maps }: HighAvailabilityData): Action[] {
  return maps.map(({ name, uid }) => ({ type: 'remove', key: { ...mapKey(metadata.namespace, name), uid } }));
}

/** So that a new program and parallelism take effect, and not what was submitted before. */
export function removeJobGraphs({ metadata }: Deployment, { maps }: HighAvailabilityData): Action[] {
  return maps
    .filter(({ jobGraphs }) => jobGraphs.length > 0)
    .map(({ name, jobGraphs }) => ({
      type: 'change',
      key: mapKey(metadata.namespace, name),
      patch: { data: Object.fromEntries(jobGraphs.map((graph) => [graph, null])) },
    }));
}

const mapKey = (namespace: string, name: string) => ({ apiVersion: 'v1', kind: 'ConfigMap', namespace, name });
