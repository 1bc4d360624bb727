import type { Components, ObservedService } from '../../../src/engine/flink-cluster/observed.ts';
import { deriveStatus } from '../../../src/engine/flink-cluster/status/derive-status.ts';
import { labelled, observedCluster, recordedStatus, service, workload } from '../../support/observed-cluster.ts';
import type { ComponentStateRow } from './rows.ts';

const ports = [
  { name: 'rpc', nodePort: 30_023 },
  { name: 'ui', nodePort: 30_081 },
];

const services: Readonly<Record<string, ObservedService>> = {
  ClusterIP: service(),
  ClusterIPPending: service({ type: 'ClusterIP' }),
  LoadBalancer: {
    ...service({ type: 'LoadBalancer', clusterIP: '10.0.0.1' }),
    status: { loadBalancer: { ingress: [{ ip: '1.2.3.4' }] } },
  },
  LoadBalancerPending: service({ type: 'LoadBalancer', clusterIP: '10.0.0.1' }),
  NodePort: service({ type: 'NodePort', clusterIP: '10.0.0.1', ports }),
  NodePortPending: service({ type: 'NodePort', clusterIP: '10.0.0.1' }),
  Headless: service({ type: 'ClusterIP', clusterIP: 'None' }),
};

const names = {
  jobManager: 'orders-jobmanager',
  taskManager: 'orders-taskmanager',
  jobManagerService: 'orders-jobmanager',
  configMap: 'orders-configmap',
};

function read({ component, desired, ready = 0, service: kind, observed }: ComponentStateRow): Components {
  if (kind === null || observed === false) return {};
  if (kind !== undefined) return { [component]: services[kind] };
  if (component === 'configMap') return { configMap: labelled(names.configMap) };
  return { [component]: workload(names[component], ready, desired ?? 1) };
}

export function componentState(row: ComponentStateRow): object | null {
  const { component, recorded = false } = row;
  const entry = recorded ? { [component]: { name: names[component], state: 'Ready' } } : {};
  const status = deriveStatus(
    observedCluster({ components: read(row), recorded: recordedStatus({ components: entry }) }),
  );
  return status.components[component] ?? null;
}
