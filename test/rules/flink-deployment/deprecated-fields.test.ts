import assert from 'node:assert/strict';
import { test } from 'node:test';
import { deploymentFindings, told } from '../../support/flink-findings.ts';

const old = { resources: null, resource: { memory: '2048m', cpu: 1 } };
const deprecated = (component: string) => `resource-deprecated at spec.${component}.resource (warning)`;

const rows: { name: string; spec: object; finds: string[] }[] = [
  { name: 'nothing', spec: {}, finds: [] },
  { name: 'older form', spec: { jobManager: old }, finds: [deprecated('jobManager')] },
  { name: 'older form of the other', spec: { taskManager: old }, finds: [deprecated('taskManager')] },
  {
    name: 'older form of both, told once',
    spec: { jobManager: old, taskManager: old },
    finds: [deprecated('jobManager')],
  },
  {
    name: 'both forms',
    spec: { taskManager: { resource: { cpu: 2 } } },
    finds: [deprecated('taskManager'), 'taskmanager-resource-not-read at spec.taskManager.resource (warning)'],
  },
  {
    name: 'older form beside empty resources',
    spec: { jobManager: { resources: { requests: null }, resource: { memory: '2g' } } },
    finds: [deprecated('jobManager')],
  },
  {
    name: 'trigger nonce',
    spec: {
      job: { savepointTriggerNonce: 1 },
      flinkConfiguration: { 'execution.checkpointing.savepoint-dir': 's3://flink/savepoints' },
    },
    finds: ['savepoint-trigger-nonce-deprecated at spec.job.savepointTriggerNonce (warning)'],
  },
];

for (const { name, spec, finds } of rows) {
  test(`outdated fields: ${name}`, () => assert.deepEqual(deploymentFindings({ spec }).map(told), finds));
}
