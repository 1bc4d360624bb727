import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { FlinkDeploymentStatus } from '../../../src/api/flink-deployment/types.ts';
import { conditionsOf } from '../../../src/engine/flink-deployment/conditions.ts';
import { readKeptSpec, writeKeptSpec } from '../../../src/engine/status/last-spec.ts';
import { lifecycleOf } from '../../../src/engine/status/lifecycle.ts';

const kept = (job: object, more: object = {}) => writeKeptSpec({ spec: { job, ...more }, firstDeployment: false });
const runningSpec = kept({ state: 'running', parallelism: 1 });
const deployed = (more: object = {}): FlinkDeploymentStatus => ({
  jobManagerDeploymentStatus: 'READY',
  jobStatus: { state: 'RUNNING' },
  ...more,
  reconciliationStatus: {
    state: 'DEPLOYED',
    lastReconciledSpec: runningSpec,
    ...(more as FlinkDeploymentStatus).reconciliationStatus,
  },
});

/** `spec/flink-engine.md` 2.6, row by row. */
const rows: readonly (readonly [name: string, status: FlinkDeploymentStatus, lifecycle: string])[] = [
  ['being deleted', { lifecycleState: 'DELETING' }, 'DELETING'],
  ['nothing deployed yet', {}, 'CREATED'],
  ['nothing deployed, and an error', { error: '{}' }, 'FAILED'],
  ['on its way', deployed({ reconciliationStatus: { state: 'UPGRADING' } }), 'UPGRADING'],
  ['on its way back', deployed({ reconciliationStatus: { state: 'ROLLING_BACK' } }), 'ROLLING_BACK'],
  ['suspended', deployed({ reconciliationStatus: { lastReconciledSpec: kept({ state: 'suspended' }) } }), 'SUSPENDED'],
  ['a failed job', deployed({ jobStatus: { state: 'FAILED' } }), 'FAILED'],
  [
    'lost state',
    deployed({ jobManagerDeploymentStatus: 'MISSING', error: '{"message":"HA metadata is not available to restore"}' }),
    'FAILED',
  ],
  ['the same words while the JobManager is there', deployed({ error: 'HA metadata is not available' }), 'DEPLOYED'],
  ['rolled back', deployed({ reconciliationStatus: { state: 'ROLLED_BACK' } }), 'ROLLED_BACK'],
  ['deployed', deployed(), 'DEPLOYED'],
  ['stable', deployed({ reconciliationStatus: { lastStableSpec: runningSpec } }), 'STABLE'],
  [
    'stable, written in another order',
    deployed({ reconciliationStatus: { lastStableSpec: kept({ parallelism: 1, state: 'running' }) } }),
    'STABLE',
  ],
];

for (const [name, status, lifecycle] of rows) {
  test(`lifecycle: ${name}`, () => assert.equal(lifecycleOf(status), lifecycle));
}

const now = new Date('2026-01-02T03:04:05.678Z');

const job = { isSession: false, generation: 1, now };
const running = (status: FlinkDeploymentStatus, circumstances: Parameters<typeof conditionsOf>[1] = job) =>
  conditionsOf(status, circumstances).filter(({ type }) => type === 'Running');

test('a running job is told by the condition Running', () => {
  const condition = { type: 'Running', lastTransitionTime: now.toISOString() };
  assert.deepEqual(running({}), []);
  assert.deepEqual(running(deployed()), [
    { ...condition, status: 'True', reason: 'Running', message: 'Job status RUNNING' },
  ]);
  assert.deepEqual(running(deployed({ jobStatus: undefined })), [
    { ...condition, status: 'False', reason: 'Reconciling', message: 'Job status RECONCILING' },
  ]);
});

test('a session cluster runs when its JobManager answers', () => {
  const [starting] = running(deployed({ jobManagerDeploymentStatus: 'DEPLOYING' }), { ...job, isSession: true });
  assert.deepEqual([starting?.status, starting?.reason], ['False', 'JobManagerIsDeploying']);
  const [ready] = running(deployed(), { ...job, isSession: true });
  assert.deepEqual([ready?.status, ready?.reason], ['True', 'JobManagerReady']);
});

test('the time of a condition is that of its last change', () => {
  const before = { type: 'Running', status: 'True', lastTransitionTime: '2020-01-01T00:00:00Z' };
  const time = (status: object) => running(deployed({ conditions: [before], ...status }))[0]?.lastTransitionTime;
  assert.equal(time({}), before.lastTransitionTime);
  assert.equal(time({ jobStatus: { state: 'FAILED' } }), now.toISOString());
});

test('a condition says whether the spec as it is now is brought about, and why not', () => {
  const applied = (status: FlinkDeploymentStatus, pending?: { reason: string; message: string }) => {
    const [found] = conditionsOf(status, { ...job, generation: 2, pending }).filter(
      ({ type }) => type === 'SpecApplied',
    );
    return `${found?.status} ${found?.reason} ${found?.observedGeneration}`;
  };
  const [behind, abreast] = [deployed({ observedGeneration: 1 }), deployed({ observedGeneration: 2 })];
  assert.equal(applied({}), 'False Waiting 2');
  assert.equal(applied(behind), 'False Deploying 2');
  assert.equal(applied(abreast), 'True Applied 2');
  assert.equal(applied(behind, { reason: 'InvalidSpec', message: 'm' }), 'False InvalidSpec 2');
});

test('whether a job has come to its parallelism is told as long as somebody can know it', () => {
  const scaled = { type: 'Scaled', status: 'True', reason: 'Reached', lastTransitionTime: '2020-01-01T00:00:00Z' };
  const told = (status: object) =>
    conditionsOf(deployed({ conditions: [scaled], ...status }), job).filter(({ type }) => type === 'Scaled');
  assert.deepEqual(told({}), [scaled]);
  assert.deepEqual(told({ jobStatus: { state: 'RESTARTING' } }), [scaled]);
  assert.deepEqual(told({ jobStatus: { state: 'RECONCILING' } }), []);
  assert.deepEqual(told({ reconciliationStatus: { state: 'UPGRADING' } }), []);
});

test('kept specs are read in every form that operators wrote', () => {
  const spec = { image: 'a', job: { parallelism: 1 } };
  assert.deepEqual(readKeptSpec(writeKeptSpec({ spec, firstDeployment: true })), { spec, firstDeployment: true });
  assert.deepEqual(readKeptSpec(JSON.stringify({ apiVersion: 'x', ...spec })), { spec, firstDeployment: false });
  const foreign = {
    spec: { ...spec, image: null, later: 1 },
    resource_metadata: { metadata: {}, firstDeployment: false },
  };
  assert.deepEqual(readKeptSpec(JSON.stringify(foreign)), {
    spec: { job: { parallelism: 1 }, later: 1 },
    firstDeployment: false,
  });
  assert.equal(readKeptSpec(undefined), undefined);
  for (const bad of ['', '[]', '{']) assert.throws(() => readKeptSpec(bad), SyntaxError);
});
