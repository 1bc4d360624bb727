import type { FlinkPlace } from '../flink-port.ts';
import type { EngineLimits } from '../options.ts';
import type { Made, Ports } from '../ports.ts';
import { type JobManagerSeen, neverStarted, type SeenPod } from './job-manager-status.ts';
import type { Seen } from './observed.ts';
import { observeJobManager } from './observed-job-manager.ts';
import { deploymentKey } from './remains.ts';
import type { Deployment, Status } from './subject.ts';

type StoredDeployment = Made & NonNullable<JobManagerSeen['deployment']>;
type StoredPod = Made & SeenPod;

export interface SeenJobManager extends Seen {
  readonly neverStarted: boolean;
}

interface StoredEvent extends Made {
  readonly message?: string;
}

/** Looks at a JobManager that is not known to answer. */
export async function lookAtJobManager(
  deployment: Deployment,
  status: Status,
  { errors }: EngineLimits,
  place: FlinkPlace,
  ports: Pick<Ports, 'children' | 'flink'>,
): Promise<SeenJobManager> {
  // It answered a moment ago, and is given some time to begin its work.
  const waits = status.jobManagerDeploymentStatus === 'DEPLOYED_NOT_READY';
  const seen = waits ? { deployment: undefined, pods: [], answers: false } : await look(deployment, place, ports);
  return { ...observeJobManager(status, deployment.spec, seen, errors), neverStarted: neverStarted(seen) };
}

async function look(
  deployment: Deployment,
  place: FlinkPlace,
  { children, flink }: Pick<Ports, 'children' | 'flink'>,
): Promise<JobManagerSeen> {
  const found = await children.find<StoredDeployment>(deploymentKey(deployment));
  if (!found || found.metadata.deletionTimestamp !== undefined) {
    return { deployment: undefined, pods: [], answers: false };
  }
  const { replicas = 0, availableReplicas = 0 } = found.status ?? {};
  if (replicas > 0 && availableReplicas > 0 && (await flink(place).listens())) {
    return { deployment: found, pods: [], answers: true };
  }
  const { namespace, name } = deployment.metadata;
  const pods = await children.list<StoredPod>(
    { apiVersion: 'v1', kind: 'Pod', namespace },
    { labels: `app=${name},component=jobmanager` },
  );
  const told = await Promise.all(pods.map((pod) => withFailedMounts(pod, namespace, children)));
  return { deployment: found, pods: told, answers: false };
}

/** Events say why volumes are waited for; a pod that has them is not asked about. */
async function withFailedMounts(pod: StoredPod, namespace: string, children: Ports['children']): Promise<SeenPod> {
  const waits = pod.status?.conditions?.some(
    ({ type, status }) => (type === 'PodReadyToStartContainers' || type === 'Initialized') && status === 'False',
  );
  if (!waits) return pod;
  const events = await children.list<StoredEvent>(
    { apiVersion: 'v1', kind: 'Event', namespace },
    { fields: `involvedObject.uid=${pod.metadata.uid},reason=FailedMount` },
  );
  return { ...pod, failedMounts: events.map(({ message }) => message ?? 'a volume cannot be mounted') };
}
