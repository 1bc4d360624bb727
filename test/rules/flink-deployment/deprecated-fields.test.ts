import assert from 'node:assert/strict';
import { test } from 'node:test';
import { deploymentFindings, told } from '../../support/flink-findings.ts';

const old = { resources: null, resource: { memory: '2048m', cpu: 1 } };
const requests = (memory: string) => ({ resources: { requests: { memory } } });
const deprecated = (component: string) => `resource-deprecated at spec.${component}.resource (warning)`;
const unit = (component: string) => `memory-unit-surprising at spec.${component}.resources.requests.memory (warning)`;

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
  { name: 'm', spec: { jobManager: requests('500m') }, finds: [unit('jobManager')] },
  { name: 'G', spec: { taskManager: requests('1G') }, finds: [unit('taskManager')] },
  { name: 'told once', spec: { jobManager: requests('1G'), taskManager: requests('1G') }, finds: [unit('jobManager')] },
  { name: 'Gi', spec: { jobManager: requests('1Gi') }, finds: [] },
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
