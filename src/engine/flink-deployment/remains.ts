import type { Made, ObjectKey, Ports, Propagation } from '../ports.ts';
import type { Deployment } from './subject.ts';

/** Whether an object is there for this very FlinkDeployment; another one of its name is left alone. */
export const isOwned = ({ metadata: { ownerReferences = [] } }: Made, uid: string): boolean =>
  ownerReferences.some((owner) => (owner as { readonly uid?: string }).uid === uid);

/** What there is of a cluster, as the API server itself says. */
export interface Remains {
  readonly jobManager: Made | undefined;
  readonly taskManagers: SeenTaskManagers | undefined;
  /** Pods that may still work. */
  readonly pods: number;
}

interface SeenTaskManagers extends Made {
  readonly spec?: { readonly replicas?: number };
}

interface SeenPod extends Made {
  readonly status?: { readonly phase?: string };
}

export const deploymentKey = ({ metadata: { namespace, name } }: Deployment, suffix = ''): ObjectKey => ({
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  namespace,
  name: `${name}${suffix}`,
});

/** Whether there is nothing left by which a job could go on. */
export const isGone = ({ jobManager, taskManagers, pods }: Remains): boolean =>
  !jobManager && !taskManagers && pods === 0;

/** Looks at everything that could keep a job running: Deployments first, and pods where there is none any more. */
export async function findRemains(
  deployment: Deployment,
  propagation: Propagation,
  { children }: Pick<Ports, 'children'>,
): Promise<Remains> {
  const { uid } = deployment.metadata;
  const found = await Promise.all([
    children.find(deploymentKey(deployment)),
    children.find(deploymentKey(deployment, '-taskmanager')),
  ]);
  const [jobManager, taskManagers] = found.map((made) => (made && isOwned(made, uid) ? made : undefined));
  // Whoever has Deployments go without their pods looks after the pods.
  if (jobManager || taskManagers || propagation === 'Orphan') return { jobManager, taskManagers, pods: 0 };
  const { namespace, name } = deployment.metadata;
  const pods = await children.list<SeenPod>(
    { apiVersion: 'v1', kind: 'Pod', namespace },
    { labels: `app=${name},component in (jobmanager,taskmanager)` },
  );
  return { jobManager, taskManagers, pods: pods.filter(mayWork).length };
}

const mayWork = ({ status }: SeenPod) => status?.phase !== 'Succeeded' && status?.phase !== 'Failed';
