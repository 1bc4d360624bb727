import type {
  JobManagerIngressStatus,
  JobManagerServiceStatus,
  JobManagerStatus,
} from '../../../api/flink-cluster/types.ts';
import { withoutUndefined } from '../../../values/json.ts';
import type { Labelled, ObservedCluster, ObservedIngress, ObservedService, Workload } from '../observed.ts';
import type { Status } from '../subject.ts';
import { ingressUrls, loadBalancerOf } from './ingress-urls.ts';
import { isAtNextRevision } from './update-state.ts';

export type ComponentStates = Omit<Status['components'], 'job'>;

/** How the components fare; `isUpdating`: those of an older revision are being replaced. Source: `spec/flinkcluster.md` 9.1. */
export function componentStates(observed: ObservedCluster, isUpdating: boolean): ComponentStates {
  const { components, recorded, cluster } = observed;
  const was = recorded?.components ?? {};
  const selector = `app=flink,cluster=${cluster.metadata.name},component=taskmanager`;

  function entry<Read extends Labelled, Entry extends object>(
    read: Read | undefined,
    before: (Entry & { readonly name?: string }) | undefined,
    describe: (read: Read) => Entry,
    gone: (name: string) => Entry,
  ): Entry | undefined {
    const seen = read && describe(read);
    if (!isUpdating || isAtNextRevision(read, recorded)) return seen ?? (before && gone(before.name ?? ''));
    const known = seen ?? before;
    return known && { ...known, state: 'Updating' };
  }

  return withoutUndefined({
    configMap: entry(components.configMap, was.configMap, (read) => ({ ...named(read), state: 'Ready' }), deleted),
    jobManager: entry(components.jobManager, was.jobManager, workload, deletedWorkload),
    jobManagerService: entry(components.jobManagerService, was.jobManagerService, service, deleted),
    jobManagerIngress: entry(components.jobManagerIngress, was.jobManagerIngress, ingress, deleted),
    taskManager: entry(
      components.taskManager,
      was.taskManager,
      (read) => ({ ...workload(read), selector }),
      (name) => ({ ...deletedWorkload(name), selector }),
    ),
  }) as ComponentStates;
}

const named = ({ metadata }: Labelled) => ({ name: metadata.name });
const stateOf = (isReady: boolean): string => (isReady ? 'Ready' : 'NotReady');

const deleted = (name: string) => ({ name, state: 'Deleted' });
const deletedWorkload = (name: string): JobManagerStatus => ({ ...deleted(name), replicas: 0, ready: '0/0' });

function workload(read: Workload): JobManagerStatus {
  const replicas = read.spec.replicas ?? 1;
  const readyReplicas = read.status?.readyReplicas ?? 0;
  const state = stateOf(readyReplicas >= replicas);
  return { ...named(read), state, replicas, readyReplicas, ready: `${readyReplicas}/${replicas}` };
}

function service(read: ObservedService): JobManagerServiceStatus {
  const { type = 'ClusterIP', clusterIP = '', ports = [] } = read.spec;
  if (type === 'LoadBalancer') {
    const addresses = loadBalancerOf(read);
    const isReady = addresses.length > 0;
    return { ...named(read), state: stateOf(isReady), ...(isReady && { loadBalancerIngress: [...addresses] }) };
  }
  if (type === 'NodePort') {
    const nodePort = ports.find(({ name }) => name === 'ui')?.nodePort;
    return { ...named(read), state: stateOf(ports.length > 0), ...(nodePort !== undefined && { nodePort }) };
  }
  return { ...named(read), state: stateOf(clusterIP !== '') };
}

function ingress(read: ObservedIngress): JobManagerIngressStatus {
  const isReady = loadBalancerOf(read).some(({ ip, hostname }) => ip || hostname);
  const urls = ingressUrls(read);
  return { ...named(read), state: stateOf(isReady), ...(urls.length > 0 && { urls }) };
}
