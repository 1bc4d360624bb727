import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type ClusterRow, clusterFindings, told } from '../../support/cluster-findings.ts';

const taskManager = (section: object) => ({ spec: { taskManager: section } });
const autoscaler = (horizontalPodAutoscaler: object) => taskManager({ horizontalPodAutoscaler });
const type = 'taskmanager-deployment-type-enum at spec.taskManager.deploymentType';
const shape = (field: string) => [`taskmanager-hpa-shape at spec.taskManager.horizontalPodAutoscaler.${field}`];

const rows: ClusterRow[] = [
  { name: 'a StatefulSet', object: taskManager({ deploymentType: 'StatefulSet' }), finds: [] },
  { name: 'a Deployment', object: taskManager({ deploymentType: 'Deployment' }), finds: [] },
  { name: 'another workload', object: taskManager({ deploymentType: 'DaemonSet' }), finds: [type] },
  { name: 'an empty workload', object: taskManager({ deploymentType: '' }), finds: [type] },
  { name: 'a maximum only', object: autoscaler({ maxReplicas: 1 }), finds: [] },
  { name: 'a minimum as high as the maximum', object: autoscaler({ minReplicas: 4, maxReplicas: 4 }), finds: [] },
  {
    name: 'a minimum above the maximum',
    object: autoscaler({ minReplicas: 5, maxReplicas: 4 }),
    finds: shape('minReplicas'),
  },
  { name: 'a maximum of zero', object: autoscaler({ maxReplicas: 0 }), finds: shape('maxReplicas') },
  { name: 'no maximum', object: autoscaler({ minReplicas: 1 }), finds: shape('maxReplicas') },
];

for (const row of rows) {
  test(`TaskManagers of a FlinkCluster: ${row.name}`, () => {
    assert.deepEqual(clusterFindings(row).map(told), row.finds);
  });
}
