import assert from 'node:assert/strict';
import { test } from 'node:test';
import { lookAtCluster } from '../../../src/engine/flink-deployment/observe-cluster.ts';
import type { Status } from '../../../src/engine/flink-deployment/subject.ts';
import type { Reply } from '../../../src/engine/flink-port.ts';
import { engineLimits } from '../../../src/engine/options.ts';
import type { Ports } from '../../../src/engine/ports.ts';
import { writeKeptSpec } from '../../../src/engine/status/last-spec.ts';
import { EffectiveConfiguration } from '../../../src/values/effective-configuration.ts';

const memory = { 'jobmanager.memory.process.size': '1g', 'taskmanager.memory.process.size': '1g' };
const configuration = new EffectiveConfiguration(new Map(Object.entries(memory)), []);

async function taskManagers(reply: Reply<number>, spec: object, before: object | undefined = { replicas: 9 }) {
  const status: Status = {
    ...(before && { taskManager: { labelSelector: 'before', replicas: 9, ...before } }),
    jobManagerDeploymentStatus: 'READY',
    reconciliationStatus: { state: 'DEPLOYED', lastReconciledSpec: writeKeptSpec({ spec, firstDeployment: false }) },
  };
  const none = { type: 'answer', value: undefined };
  const flink = {
    jobs: async () => ({ type: 'answer', value: [] }),
    version: async () => ({ type: 'answer', value: { version: '2.2.1', revision: 'r' } }),
    taskManagers: async () => reply,
    latestCheckpoint: async () => none,
  };
  const ports = { flink: () => flink, clock: { now: () => new Date(0), elapsed: () => 0 } } as unknown as Ports;
  const place = { cluster: 'orders' } as never;
  const look = { status, place, configuration, limits: engineLimits(configuration), recollection: {} };
  return (await lookAtCluster(look, ports)).status.taskManager;
}

for (const [name, spec] of [
  ['a session cluster', {}],
  ['a job', { job: { state: 'running' } }],
] as const) {
  test(`the scale subresource counts the TaskManagers that ${name} has`, async () => {
    const seen = await taskManagers({ type: 'answer', value: 3 }, spec);
    assert.deepEqual(seen, { labelSelector: 'component=taskmanager,app=orders', replicas: 3 });
    const unseen = await taskManagers({ type: 'refused', error: new Error('not now') }, spec);
    assert.equal(unseen?.replicas, 9);
  });
}

test('a job that has none yet is about to have those of its spec', async () => {
  assert.equal((await taskManagers({ type: 'answer', value: 0 }, { job: { state: 'running' } }))?.replicas, 9);
});

test('a session cluster may have none any more, and one that never had any says nothing of them', async () => {
  assert.equal((await taskManagers({ type: 'answer', value: 0 }, {}))?.replicas, 0);
  assert.equal(await taskManagers({ type: 'answer', value: 0 }, {}, null as never), undefined);
});
