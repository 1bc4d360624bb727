import assert from 'node:assert/strict';
import { test } from 'node:test';
import { deploymentFindings, type World } from '../../support/flink-findings.ts';

const requests = (amounts: object) => ({ resources: { requests: amounts } });
const older = (resource: object) => ({ resources: null, resource });
const unit = 'memory-unit-surprising';
const cores = 'cpu-amount-surprising';

const rows: { name: string; spec: object; world?: World; finds: string[] }[] = [
  {
    name: 'm',
    spec: { jobManager: requests({ memory: '1024m' }) },
    finds: [`${unit} at spec.jobManager.resources.requests.memory`],
  },
  {
    name: 'G',
    spec: { taskManager: requests({ memory: '1G' }) },
    finds: [`${unit} at spec.taskManager.resources.requests.memory`],
  },
  {
    name: 'G in both, told once',
    spec: { jobManager: requests({ memory: '1G' }), taskManager: requests({ memory: '1G' }) },
    finds: [`${unit} at spec.jobManager.resources.requests.memory`],
  },
  { name: 'Gi', spec: { jobManager: requests({ memory: '1Gi' }) }, finds: [] },
  { name: "m in Flink's own notation", spec: { jobManager: older({ memory: '1024m' }) }, finds: [] },
  {
    name: 'a size beyond the reach of Flink',
    spec: { taskManager: older({ memory: '8388608t' }) },
    finds: [`${unit} at spec.taskManager.resource.memory`],
  },
  { name: '128 cores', spec: { jobManager: requests({ cpu: '128' }) }, finds: [] },
  {
    name: '500 cores',
    spec: { jobManager: requests({ cpu: 500 }) },
    finds: [`${cores} at spec.jobManager.resources.requests.cpu`],
  },
  { name: '500 thousandths', spec: { jobManager: requests({ cpu: '500m' }) }, finds: [] },
  {
    name: '500 cores, older form',
    spec: { taskManager: older({ memory: '1g', cpu: 500 }) },
    finds: [`${cores} at spec.taskManager.resource.cpu`],
  },
  { name: 'JobManager, just enough', spec: { jobManager: requests({ memory: '577Mi' }) }, finds: [] },
  {
    name: 'JobManager, too little',
    spec: { jobManager: requests({ memory: '576Mi' }) },
    finds: ['jobmanager-memory-too-small at spec.jobManager.resources.requests.memory'],
  },
  { name: 'TaskManager, just enough', spec: { taskManager: requests({ memory: '982Mi' }) }, finds: [] },
  {
    name: 'TaskManager, too little',
    spec: { taskManager: requests({ memory: '981Mi' }) },
    finds: ['taskmanager-memory-too-small at spec.taskManager.resources.requests.memory'],
  },
  {
    name: 'too little, older form',
    spec: { taskManager: older({ memory: '512m' }) },
    finds: ['taskmanager-memory-too-small at spec.taskManager.resource.memory'],
  },
  {
    name: 'a limit only',
    spec: { taskManager: { resources: { requests: null, limits: { memory: '512Mi' } } } },
    finds: ['taskmanager-memory-too-small at spec.taskManager.resources.limits.memory'],
  },
  {
    name: 'smaller parts',
    spec: {
      taskManager: requests({ memory: '900Mi' }),
      flinkConfiguration: { 'taskmanager.memory.managed.size': 0, 'taskmanager.memory.jvm-metaspace.size': '128m' },
    },
    finds: [],
  },
  {
    name: 'larger parts',
    spec: { taskManager: requests({ memory: '2Gi' }), flinkConfiguration: { 'taskmanager.memory.managed.size': '2g' } },
    finds: ['taskmanager-memory-too-small at spec.taskManager.resources.requests.memory'],
  },
  {
    name: 'larger parts on the platform',
    spec: {},
    world: { flinkConf: { 'taskmanager.memory.managed.size': '2g' } },
    finds: ['taskmanager-memory-too-small at spec.taskManager.resources.requests.memory'],
  },
  {
    name: 'a part that does not go with it',
    spec: { jobManager: requests({ memory: '4Gi' }), flinkConfiguration: { 'jobmanager.memory.flink.size': '1g' } },
    finds: ['jobmanager-memory-too-small at spec.jobManager.resources.requests.memory'],
  },
  {
    name: 'memory left to the configuration',
    spec: { taskManager: null, flinkConfiguration: { 'taskmanager.memory.process.size': '1g' } },
    finds: [],
  },
];

for (const { name, spec, world, finds } of rows) {
  test(`advice about amounts: ${name}`, () => {
    const found = deploymentFindings({ spec }, world).filter(({ rule }) => rule !== 'resource-deprecated');
    assert.deepEqual(
      found.map(({ rule, path }) => `${rule} at ${path}`),
      finds,
    );
    assert.ok(found.every(({ severity }) => severity === 'warning'));
  });
}

test('what cannot be read is told by its own rule only', () => {
  const flinkConfiguration = { 'taskmanager.memory.managed.size': 'x' };
  assert.deepEqual(
    deploymentFindings({ spec: { flinkConfiguration } }).map(({ rule }) => rule),
    ['config-value-invalid'],
  );
});
