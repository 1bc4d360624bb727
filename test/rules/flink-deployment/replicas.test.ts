import assert from 'node:assert/strict';
import { test } from 'node:test';
import { deploymentFindings, told } from '../../support/flink-findings.ts';

const ha = { 'high-availability.type': 'kubernetes', 'high-availability.storageDir': 's3://flink/ha' };
const min = ['jobmanager-replicas-min at spec.jobManager.replicas'];
const needsHa = ['jobmanager-replicas-require-ha at spec.jobManager.replicas'];
const taskMin = 'taskmanager-replicas-min at spec.taskManager.replicas';
const jobMin = 'job-taskmanager-replicas-min at spec.taskManager.replicas';
const notRead = 'job-parallelism-not-read at spec.job.parallelism (warning)';
const noParallelism = { job: { parallelism: null } };

const rows: { name: string; spec: object; finds: string[] }[] = [
  { name: 'one JobManager', spec: { jobManager: { replicas: 1 } }, finds: [] },
  { name: 'no JobManager', spec: { jobManager: { replicas: 0 } }, finds: min },
  { name: 'minus one', spec: { jobManager: { replicas: -1 } }, finds: min },
  { name: 'two JobManagers', spec: { jobManager: { replicas: 2 } }, finds: needsHa },
  { name: 'two in a session', spec: { job: null, jobManager: { replicas: 2 } }, finds: needsHa },
  { name: 'two with HA', spec: { jobManager: { replicas: 2 }, flinkConfiguration: ha }, finds: [] },
  {
    name: 'two with HA switched off',
    spec: { jobManager: { replicas: 3 }, flinkConfiguration: { 'high-availability': 'NONE' } },
    finds: needsHa,
  },
  { name: 'one TaskManager', spec: { ...noParallelism, taskManager: { replicas: 1 } }, finds: [] },
  { name: 'no TaskManager', spec: { ...noParallelism, taskManager: { replicas: 0 } }, finds: [jobMin, taskMin] },
  { name: 'no TaskManager of a session', spec: { job: null, taskManager: { replicas: 0 } }, finds: [taskMin] },
  { name: 'one TaskManager of a session', spec: { job: null, taskManager: { replicas: 1 } }, finds: [] },
  { name: 'both sizes', spec: { job: { parallelism: 4 }, taskManager: { replicas: 2 } }, finds: [notRead] },
  { name: 'parallelism 0 beside replicas', spec: { job: { parallelism: 0 }, taskManager: { replicas: 1 } }, finds: [] },
];

for (const { name, spec, finds } of rows) {
  test(`replicas: ${name}`, () => assert.deepEqual(deploymentFindings({ spec }).map(told), finds));
}
