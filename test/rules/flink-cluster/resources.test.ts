import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type ClusterRow, clusterFindings, told } from '../../support/cluster-findings.ts';

const enough = { cpu: '1', memory: '2Gi' };
const finds = (...ids: string[]) => ids.map((id) => `jobmanager-${id}-specified at spec.jobManager.resources`);
const resources = (given: unknown) => ({ spec: { jobManager: { resources: given } } });

const rows: ClusterRow[] = [
  { name: 'left out', object: { spec: { jobManager: {} } }, finds: [] },
  { name: 'limits', object: resources({ limits: enough }), finds: [] },
  { name: 'requests', object: resources({ requests: enough }), finds: [] },
  { name: 'one of each', object: resources({ limits: { cpu: 1 }, requests: { memory: '1Gi' } }), finds: [] },
  { name: 'empty', object: resources({}), finds: finds('resources') },
  { name: 'claims only', object: resources({ claims: [{ name: 'gpu' }] }), finds: finds('resources') },
  { name: 'empty limits', object: resources({ limits: {} }), finds: finds('cpu', 'memory') },
  { name: 'no cpu', object: resources({ limits: { memory: '2Gi' } }), finds: finds('cpu') },
  { name: 'no memory', object: resources({ limits: { cpu: '1' } }), finds: finds('memory') },
  { name: 'no cpu worth the name', object: resources({ limits: { ...enough, cpu: '0.0' } }), finds: finds('cpu') },
  { name: 'zero as a number', object: resources({ limits: { ...enough, cpu: 0 } }), finds: finds('cpu') },
  { name: 'a thousandth of a core', object: resources({ limits: { ...enough, cpu: '1m' } }), finds: [] },
  { name: 'half a core', object: resources({ limits: { ...enough, cpu: '.5' } }), finds: [] },
  { name: 'less than nothing', object: resources({ limits: { ...enough, memory: -1 } }), finds: [] },
  {
    name: 'a limit of zero with a request',
    object: resources({ limits: { ...enough, cpu: '0' }, requests: enough }),
    finds: [],
  },
  {
    name: 'the TaskManager as well',
    object: { spec: { taskManager: { resources: {} } } },
    finds: ['taskmanager-resources-specified at spec.taskManager.resources'],
  },
];

for (const row of rows) {
  test(`resources of a FlinkCluster: ${row.name}`, () => {
    assert.deepEqual(clusterFindings(row).map(told), row.finds);
  });
}
