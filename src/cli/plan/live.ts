import type { FlinkDeployment, FlinkDeploymentStatus } from '../../api/flink-deployment/types.ts';
import { kindNames } from '../../api/kinds.ts';
import type { KubeObject } from '../../api/meta.ts';
import { findHighAvailabilityData } from '../../engine/flink-deployment/high-availability-data.ts';
import type { Deployment } from '../../engine/flink-deployment/subject.ts';
import { createChildren } from '../../kube/children.ts';
import { ApiError } from '../../kube/errors.ts';
import type { KubeClient, StoredObject } from '../../kube/kube-client.ts';
import type { Before, Past } from './before.ts';
import { type PlannedKind, type PlannedObject, plannedAs } from './objects.ts';

/** A cluster, asked for each object with its status, and for what else decides. */
export function pastOfCluster(client: KubeClient): Past {
  return {
    async before({ id, object }) {
      const { name, namespace } = object.metadata;
      const stored = await find(client, id, namespace, name);
      const { deploymentName } = object.spec as { readonly deploymentName?: string };
      const cluster = deploymentName ? await find(client, 'flinkDeployment', namespace, deploymentName) : undefined;
      const known = { isTaken: false, cluster: cluster as FlinkDeployment | undefined };
      if (!stored) return { ...known, status: {}, facts: {} };
      const old = plannedAs(id, stored, namespace, 'the cluster');
      const facts = id === 'flinkDeployment' ? await factsOf(client, old) : {};
      return { ...known, old, status: stored.status ?? {}, facts };
    },
    removed: () => [],
  };
}

async function find(
  client: KubeClient,
  id: PlannedKind,
  namespace: string,
  name: string,
): Promise<KubeObject | undefined> {
  return client.get<StoredObject>({ ...kindNames[id], namespaced: true }, { name, namespace });
}

async function factsOf(client: KubeClient, { object }: PlannedObject): Promise<Before['facts']> {
  const { name, namespace } = object.metadata;
  const { job } = object.spec as FlinkDeployment['spec'];
  if (job) {
    const { jobStatus } = (object.status ?? {}) as FlinkDeploymentStatus;
    const children = createChildren(client);
    const deployment = object as unknown as Deployment;
    const data = await permitted(() => findHighAvailabilityData(deployment, jobStatus?.jobId, { children }));
    return data ? { highAvailability: data } : {};
  }
  const type = { ...kindNames.flinkSessionJob, namespaced: true };
  const jobs = await permitted(() => client.list<StoredObject & SessionJob>(type, { namespace }));
  if (!jobs) return {};
  const own = jobs.items.filter(({ spec }) => spec?.deploymentName === name);
  return { sessionJobs: own.map(({ metadata }) => metadata.name) };
}

interface SessionJob {
  readonly spec?: { readonly deploymentName?: string };
}

/** What one may not see is taken for granted, and that is said. */
async function permitted<T>(look: () => Promise<T>): Promise<T | undefined> {
  try {
    return await look();
  } catch (error) {
    if (error instanceof ApiError && error.status === 403) return undefined;
    throw error;
  }
}
