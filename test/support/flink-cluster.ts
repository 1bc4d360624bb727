import type { FlinkCluster, FlinkClusterV1alpha1 } from '../../src/api/flink-cluster/types.ts';
import { overlay } from './overlay.ts';

/** The smallest valid FlinkCluster, a session cluster, with changes laid over it; null removes a field. */
export function flinkCluster(changes: object = {}): FlinkCluster {
  const smallest = {
    apiVersion: 'flinkoperator.k8s.io/v1beta1',
    kind: 'FlinkCluster',
    metadata: { name: 'orders', namespace: 'default' },
    spec: { flinkVersion: '1.20', image: { name: 'flink:1.20' } },
  };
  return overlay(smallest, changes) as FlinkCluster;
}

/** The smallest valid FlinkCluster of v1alpha1. */
export function flinkClusterV1alpha1(changes: object = {}): FlinkClusterV1alpha1 {
  const smallest = {
    apiVersion: 'flinkoperator.k8s.io/v1alpha1',
    kind: 'FlinkCluster',
    metadata: { name: 'orders', namespace: 'default' },
    spec: { image: { name: 'flink:1.9.3' }, jobManager: { accessScope: 'Cluster' }, taskManager: { replicas: 1 } },
  };
  return overlay(smallest, changes) as FlinkClusterV1alpha1;
}
