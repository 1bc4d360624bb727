import assert from 'node:assert/strict';
import { test } from 'node:test';
import { configurationOf, convertJob, convertSpec, outcomeOf, specOf, toldOf } from './converted.ts';

interface Row {
  readonly name: string;
  readonly jobManager: object;
  readonly flinkProperties?: object;
  readonly resources: object;
  readonly told?: RegExp;
}

const rows: readonly Row[] = [
  {
    name: 'four fifths of the limit, as FlinkCluster reckons',
    jobManager: { resources: { requests: { cpu: '1', memory: '2Gi' }, limits: { cpu: '1', memory: '2Gi' } } },
    resources: { requests: { cpu: '1', memory: '1639Mi' }, limits: { cpu: '1', memory: '2Gi' } },
    told: /1639Mi of memory are requested, the size of the Flink process, where it was 2Gi/,
  },
  {
    name: 'a ratio of its own; amounts that FlinkDeployment would read otherwise are written in its words',
    jobManager: { memoryProcessRatio: 77, resources: { limits: { cpu: '1', memory: '1000M' } } },
    resources: { requests: { memory: '735Mi' }, limits: { cpu: '1', memory: '1000000000' } },
  },
  {
    name: 'all of it',
    jobManager: { memoryProcessRatio: 100, resources: { limits: { cpu: '1', memory: '2Gi' } } },
    resources: { requests: { memory: '2Gi' }, limits: { cpu: '1', memory: '2Gi' } },
  },
  {
    name: 'requests alone',
    jobManager: { resources: { requests: { cpu: '1', memory: '2Gi' } } },
    resources: { requests: { cpu: '1', memory: '1639Mi' }, limits: { memory: '2Gi' } },
    told: /memory is limited to 2Gi, where it had no limit; .*; CPU is limited to the 1 that are requested/,
  },
  {
    name: 'a size of the process in the properties, which FlinkCluster heeds',
    jobManager: { resources: { limits: { cpu: '1', memory: '2Gi' } } },
    flinkProperties: { 'jobmanager.memory.process.size': '1800m' },
    resources: { requests: { memory: '1800Mi' }, limits: { cpu: '1', memory: '2Gi' } },
  },
  {
    name: 'a process beyond its container',
    jobManager: { resources: { limits: { cpu: '1', memory: '2Gi' } } },
    flinkProperties: { 'jobmanager.memory.process.size': '3g' },
    resources: { requests: { memory: '3Gi' }, limits: { cpu: '1', memory: '3Gi' } },
    told: /the limit of memory is 3Gi, was 2Gi/,
  },
  {
    name: 'sizes of parts, with a ratio of nothing',
    jobManager: { memoryProcessRatio: 0, resources: { limits: { cpu: '1', memory: '2Gi' } } },
    flinkProperties: { 'jobmanager.memory.flink.size': '1g' },
    resources: { limits: { cpu: '1' } },
    told: /no memory is written/,
  },
  {
    name: 'other resources, and amounts of zero',
    jobManager: {
      resources: { requests: { cpu: '0', 'ephemeral-storage': '4Gi' }, limits: { cpu: '1', memory: '2Gi' } },
    },
    resources: { requests: { 'ephemeral-storage': '4Gi', memory: '1639Mi' }, limits: { cpu: '1', memory: '2Gi' } },
  },
];

for (const { name, jobManager, flinkProperties = {}, resources, told = /^/ } of rows) {
  test(`resources: ${name}`, () => {
    const conversion = convertSpec({ jobManager, flinkProperties });
    assert.deepEqual(specOf(conversion).jobManager?.resources, resources);
    assert.match(toldOf(conversion, 'spec.jobManager.resources').join(), told);
    assert.ok(!('jobmanager.memory.process.size' in configurationOf(conversion)));
  });
}

test('nothing is said about resources that stay the same', () => {
  const jobManager = { memoryProcessRatio: 100, resources: { limits: { cpu: '1', memory: '2Gi' } } };
  assert.equal(outcomeOf(convertSpec({ jobManager }), 'spec.jobManager.resources'), 'carried');
});

const refused: readonly (readonly [jobManager: object, path: string])[] = [
  [{ memoryProcessRatio: 0 }, 'spec.jobManager.memoryProcessRatio'],
  [{ resources: { limits: { cpu: '-1', memory: '2Gi' } } }, 'spec.jobManager.resources.limits.cpu'],
];

for (const [jobManager, path] of refused) {
  test(`${path} that cannot be taken over is named`, () => {
    const { deployment, obstacles } = convertSpec({ jobManager });
    assert.equal(deployment, undefined);
    assert.deepEqual(
      obstacles.map((obstacle) => obstacle.path),
      [path],
    );
  });
}

const slots: readonly {
  readonly cpu?: string;
  readonly written?: string;
  readonly slots: string;
  readonly parallelism: number;
}[] = [
  { slots: '1', parallelism: 3 },
  { cpu: '4', slots: '2', parallelism: 6 },
  { cpu: '3500m', slots: '2', parallelism: 6 },
  { cpu: '500m', slots: '1', parallelism: 3 },
  { cpu: '4', written: '8', slots: '8', parallelism: 24 },
];

for (const row of slots) {
  test(`${row.cpu ?? 'standard'} CPUs and ${row.written ?? 'no'} slots make ${row.slots} slots, parallelism ${row.parallelism}`, () => {
    const conversion = convertJob(
      {},
      {
        taskManager: row.cpu === undefined ? {} : { resources: { limits: { cpu: row.cpu, memory: '2Gi' } } },
        flinkProperties: row.written === undefined ? {} : { 'taskmanager.numberOfTaskSlots': row.written },
      },
    );
    assert.equal(configurationOf(conversion)['taskmanager.numberOfTaskSlots'], row.slots);
    assert.equal(specOf(conversion).job?.parallelism, row.parallelism);
    assert.equal(specOf(conversion).taskManager?.replicas, undefined);
  });
}

test('another number of TaskManagers is told, and a reactive job has as many as before', () => {
  const fewer = convertJob({ parallelism: 2 }, { taskManager: { replicas: 5 } });
  assert.match(toldOf(fewer, 'spec.taskManager.replicas').join(), /^changed .* there will be 2 TaskManagers.* were 5$/);
  const reactive = convertJob({}, { taskManager: { replicas: 5 }, flinkProperties: { 'scheduler-mode': 'reactive' } });
  assert.equal(specOf(reactive).taskManager?.replicas, 5);
  assert.equal(specOf(reactive).job?.parallelism, undefined);
  assert.equal(outcomeOf(reactive, 'spec.taskManager.replicas'), 'carried');
});

test('native mode starts TaskManagers as they are needed, and has no reactive jobs', () => {
  const session = convertSpec({ taskManager: { replicas: 5 } }, { mode: 'native' });
  assert.equal(specOf(session).taskManager?.replicas, undefined);
  assert.equal(outcomeOf(session, 'spec.taskManager.replicas'), 'lost');
  const { obstacles } = convertJob({}, { flinkProperties: { 'scheduler-mode': 'reactive' } }, { mode: 'native' });
  assert.deepEqual(
    obstacles.map(({ path }) => path),
    ["spec.flinkProperties['scheduler-mode']"],
  );
});

test('slots that cannot be read are named', () => {
  const { obstacles } = convertSpec({ flinkProperties: { 'taskmanager.numberOfTaskSlots': 'two' } });
  assert.deepEqual(
    obstacles.map(({ path }) => path),
    ["spec.flinkProperties['taskmanager.numberOfTaskSlots']"],
  );
});
