import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type ClusterRow, clusterFindings, told } from '../../support/cluster-findings.ts';

const jobManager = (section: object) => ({ spec: { jobManager: section } });
const taskManager = (section: object) => ({ spec: { taskManager: section } });
const extra = (...extraPorts: object[]) => ({ extraPorts });

const rows: ClusterRow[] = [
  { name: 'two swapped', object: jobManager({ ports: { rpc: 6124, blob: 6123 } }), finds: [] },
  {
    name: 'two with one number',
    object: jobManager({ ports: { rpc: 7000, blob: 7000 } }),
    finds: ['jobmanager-port-number-unique at spec.jobManager.ports'],
  },
  {
    name: 'two pairs with one number each',
    object: jobManager({ ports: { rpc: 7000, blob: 7000, query: 7001, ui: 7001 } }),
    finds: [
      'jobmanager-port-number-unique at spec.jobManager.ports',
      'jobmanager-port-number-unique at spec.jobManager.ports',
    ],
  },
  {
    name: 'one moved onto the standard number of another',
    object: taskManager({ ports: { data: 6125 } }),
    finds: ['taskmanager-port-number-unique at spec.taskManager.ports.data'],
  },
  {
    name: 'the same with everything written out',
    object: taskManager({ ports: { data: 6125, rpc: 6122, query: 6125 } }),
    finds: ['taskmanager-port-number-unique at spec.taskManager.ports.data'],
  },
  { name: 'the same numbers on both components', object: jobManager({ ports: { rpc: 6122 } }), finds: [] },
  {
    name: 'an extra port with a standard number',
    object: jobManager(extra({ name: 'metrics', containerPort: 9249 }, { name: 'other', containerPort: 6125 })),
    finds: ['jobmanager-port-number-unique at spec.jobManager.extraPorts[1]'],
  },
  {
    name: 'two extra ports with one number, whatever their protocol',
    object: taskManager(extra({ containerPort: 9249, protocol: 'UDP' }, { containerPort: 9249, protocol: 'TCP' })),
    finds: ['taskmanager-port-number-unique at spec.taskManager.extraPorts[1]'],
  },
  {
    name: 'extra ports without names',
    object: taskManager(extra({ containerPort: 1 }, { containerPort: 2 })),
    finds: [],
  },
  {
    name: 'an extra port named like a built-in one',
    object: taskManager(extra({ name: 'data', containerPort: 9249 })),
    finds: ['taskmanager-port-name-unique at spec.taskManager.extraPorts[0]'],
  },
  {
    name: 'a name that is built in on the other component only',
    object: jobManager(extra({ name: 'data', containerPort: 9249 })),
    finds: [],
  },
  {
    name: 'two extra ports with one name',
    object: jobManager(extra({ name: 'm', containerPort: 9249 }, { name: 'm', containerPort: 9250 })),
    finds: ['jobmanager-port-name-unique at spec.jobManager.extraPorts[1]'],
  },
  { name: 'names that differ by case', object: jobManager(extra({ name: 'RPC', containerPort: 9249 })), finds: [] },
  // What the schema refuses is taken out before rules look.
  { name: 'an extra port without number', object: jobManager(extra({ name: 'metrics' })), finds: [] },
];

for (const row of rows) {
  test(`ports of a FlinkCluster: ${row.name}`, () => {
    assert.deepEqual(clusterFindings(row).map(told), row.finds);
  });
}

test('ports of a FlinkCluster: the sentence names both ports', () => {
  const clash = jobManager({ ports: { rpc: 7000 }, ...extra({ containerPort: 7000 }) });
  assert.equal(clusterFindings({ name: '', object: clash, finds: [] })[0]?.message, 'uses 7000, which rpc has already');
});
