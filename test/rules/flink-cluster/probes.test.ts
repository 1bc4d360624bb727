import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type ClusterRow, clusterFindings, told } from '../../support/cluster-findings.ts';

const web = { path: '/overview', port: 8081 };
const jobManager = (section: object) => ({ spec: { jobManager: section } });

const rows: ClusterRow[] = [
  { name: 'a web check', object: jobManager({ readinessProbe: { httpGet: web } }), finds: [] },
  {
    name: 'two handlers',
    object: jobManager({ readinessProbe: { httpGet: web, tcpSocket: { port: 6123 } } }),
    finds: ['jobmanager-probe-one-handler at spec.jobManager.readinessProbe (warning)'],
  },
  {
    name: 'two handlers in both probes of the TaskManager',
    object: {
      spec: {
        taskManager: {
          livenessProbe: { exec: { command: ['true'] }, grpc: { port: 1 } },
          readinessProbe: { exec: { command: ['true'] }, grpc: { port: 1 } },
        },
      },
    },
    finds: [
      'taskmanager-probe-one-handler at spec.taskManager.livenessProbe (warning)',
      'taskmanager-probe-one-handler at spec.taskManager.readinessProbe (warning)',
    ],
  },
  { name: 'the standard rpc port', object: jobManager({ livenessProbe: { tcpSocket: { port: 6123 } } }), finds: [] },
  { name: 'a port by name', object: jobManager({ livenessProbe: { tcpSocket: { port: 'rpc' } } }), finds: [] },
  {
    name: 'an extra port',
    object: jobManager({ extraPorts: [{ containerPort: 9 }], livenessProbe: { tcpSocket: { port: 9 } } }),
    finds: [],
  },
  {
    name: 'a port of a sidecar',
    object: jobManager({
      sidecars: [{ name: 's', ports: [{ containerPort: 9 }] }],
      livenessProbe: { tcpSocket: { port: 9 } },
    }),
    finds: [],
  },
  {
    name: 'the port that rpc was moved away from',
    object: jobManager({ ports: { rpc: 7123 }, livenessProbe: { tcpSocket: { port: 6123 } } }),
    finds: ['jobmanager-probe-port-open at spec.jobManager.livenessProbe.tcpSocket.port (warning)'],
  },
];

for (const row of rows) {
  test(`probes of a FlinkCluster: ${row.name}`, () => {
    assert.deepEqual(clusterFindings(row).map(told), row.finds);
  });
}
