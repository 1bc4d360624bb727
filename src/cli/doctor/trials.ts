import { kindNames } from '../../api/kinds.ts';
import { ApiError, ApiUnreachable } from '../../kube/errors.ts';
import type { KubeClient, ResourceType, StoredObject } from '../../kube/kube-client.ts';
import type { Trial, Trials } from './look.ts';

const typeOf = ({
  group,
  version,
  plural,
}: ResourceType | (typeof kindNames)['flinkDeployment' | 'flinkClusterV1alpha1']) =>
  ({ group, version, plural, namespaced: true }) as const;

/** What the bad one is refused for. Neither a schema nor the rules in CRDs know of it, so only the gate can refuse. */
const forbiddenKey = 'kubernetes.cluster-id';

/** Dry runs tell what API servers see when they call the gate, which nobody else can: nothing is stored. */
export async function tryOut(client: KubeClient, namespace: string): Promise<Trials> {
  const [good, bad, old] = await Promise.all([
    attempt(client, typeOf(kindNames.flinkDeployment), deployment(namespace, {})),
    attempt(client, typeOf(kindNames.flinkDeployment), deployment(namespace, { [forbiddenKey]: 'mine' })),
    attempt(client, typeOf(kindNames.flinkClusterV1alpha1), oldCluster(namespace)),
  ]);
  return { namespace, good, bad, old };
}

interface Tried extends StoredObject {
  readonly spec?: { readonly job?: { readonly upgradeMode?: string } };
}

async function attempt(client: KubeClient, type: ResourceType, object: Tried): Promise<Trial> {
  try {
    const { metadata, spec } = await client.create(type, object, { dryRun: true });
    const completed = spec?.job?.upgradeMode !== undefined;
    return { result: 'let in', completed, created: metadata.creationTimestamp };
  } catch (error) {
    if (error instanceof ApiUnreachable) return { result: 'refused', message: error.message };
    if (!(error instanceof ApiError)) throw error;
    const { status, message } = error;
    // Not a webhook's answer: the API server itself lets this person not, or knows no such type.
    if (status === 403 && message.includes('cannot create resource')) return { result: 'untried', why: 'forbidden' };
    if (status === 404) return { result: 'untried', why: message };
    return { result: 'refused', message };
  }
}

function deployment(namespace: string, flinkConfiguration: Readonly<Record<string, string>>): Tried {
  const { group, version, kind } = kindNames.flinkDeployment;
  const resource = { memory: '1024m', cpu: 1 };
  const spec = {
    image: 'flink:1.20',
    flinkVersion: 'v1_20',
    serviceAccount: 'flink',
    flinkConfiguration,
    jobManager: { resource },
    taskManager: { resource },
    job: { jarURI: 'local:///opt/flink/usrlib/job.jar', parallelism: 1 },
  };
  return { apiVersion: `${group}/${version}`, kind, metadata: { name: 'sluice-doctor', namespace }, spec } as Tried;
}

function oldCluster(namespace: string): Tried {
  const { group, version, kind } = kindNames.flinkClusterV1alpha1;
  const spec = {
    image: { name: 'flink:1.9.3' },
    jobManager: { ports: { ui: 8081 } },
    taskManager: { replicas: 1 },
  };
  const metadata = { name: 'sluice-doctor', namespace };
  return { apiVersion: `${group}/${version}`, kind, metadata, spec } as Tried;
}
