import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { FlinkDeploymentStatus } from '../../src/api/flink-deployment/types.ts';
import { snapshotAsked, upgradeSnapshot } from '../../src/engine/made-snapshots.ts';
import { lastReconciled } from '../../src/engine/status/bookkeeping.ts';
import { writeKeptSpec } from '../../src/engine/status/last-spec.ts';
import { EffectiveConfiguration } from '../../src/values/effective-configuration.ts';

const of = {
  kind: 'FlinkSessionJob',
  metadata: { name: 'orders', namespace: 'shop', uid: '12345678-9abc', generation: 2, resourceVersion: '7' },
};
const configuration = (keys: Readonly<Record<string, string>> = {}) =>
  new EffectiveConfiguration(new Map(Object.entries({ 'state.savepoints.dir': 's3://savepoints', ...keys })), []);

function status(state: 'RUNNING' | 'FAILED', job: object): FlinkDeploymentStatus {
  const text = writeKeptSpec({ spec: { job: { state: 'running', ...job } }, firstDeployment: false });
  const reconciliationStatus = { state: 'DEPLOYED', lastReconciledSpec: text, lastStableSpec: text } as const;
  return { jobStatus: { state }, reconciliationStatus };
}

const ask = (now: FlinkDeploymentStatus, job: object, keys = {}) =>
  snapshotAsked({ of, status: now, wanted: { job }, configuration: configuration(keys) });

test('a new nonce makes a snapshot, and counts as seen when it is made', () => {
  const decision = ask(status('RUNNING', { savepointTriggerNonce: 1 }), { savepointTriggerNonce: 2 });
  assert.deepEqual(decision?.actions, [
    {
      type: 'ensure',
      child: {
        apiVersion: 'flink.apache.org/v1beta1',
        kind: 'FlinkStateSnapshot',
        metadata: {
          name: 'orders-savepoint-manual-2-12345678',
          namespace: 'shop',
          labels: { 'snapshot.trigger-type': 'MANUAL' },
        },
        spec: {
          backoffLimit: 0,
          jobReference: { kind: 'FlinkSessionJob', name: 'orders' },
          savepoint: {
            alreadyExists: false,
            disposeOnDelete: false,
            formatType: 'CANONICAL',
            path: 's3://savepoints',
          },
        },
      },
    },
  ]);
  assert.equal(lastReconciled(decision.status)?.spec.job?.savepointTriggerNonce, 1);
  assert.ok(decision.done);
  assert.equal(lastReconciled(decision.done)?.spec.job?.savepointTriggerNonce, 2);
  const { lastReconciledSpec, lastStableSpec } = decision.done.reconciliationStatus ?? {};
  assert.equal(lastStableSpec, lastReconciledSpec);
});

test('a savepoint comes before a checkpoint', () => {
  const both = { savepointTriggerNonce: 2, checkpointTriggerNonce: 3 };
  const first = ask(status('RUNNING', {}), both)?.done;
  assert.ok(first);
  const second = ask(first, both);
  const [action] = second?.actions ?? [];
  assert.ok(action?.type === 'ensure');
  assert.deepEqual(action.child.spec, {
    backoffLimit: 0,
    jobReference: { kind: 'FlinkSessionJob', name: 'orders' },
    checkpoint: {},
  });
  assert.equal(ask(second?.done ?? {}, both), undefined);
});

const quiet = [
  { name: 'no nonce', now: status('RUNNING', {}), job: {} },
  {
    name: 'the nonce of before',
    now: status('RUNNING', { savepointTriggerNonce: 2 }),
    job: { savepointTriggerNonce: 2 },
  },
  { name: 'a nonce that was taken away', now: status('RUNNING', { savepointTriggerNonce: 2 }), job: {} },
  { name: 'a job that does not run', now: status('FAILED', {}), job: { savepointTriggerNonce: 2 } },
  {
    name: 'snapshots that are switched off',
    now: status('RUNNING', {}),
    job: { savepointTriggerNonce: 2 },
    keys: { 'kubernetes.operator.snapshot.resource.enabled': 'false' },
  },
];

for (const { name, now, job, keys = {} } of quiet) {
  test(`asks for nothing: ${name}`, () => assert.equal(ask(now, job, keys), undefined));
}

test('the savepoint of an upgrade is there already', () => {
  const [action] = upgradeSnapshot(of, { path: 's3://savepoints/1', since: 17 }, configuration());
  assert.ok(action?.type === 'ensure');
  const made = action.child;
  assert.equal(made.metadata.name, 'orders-savepoint-upgrade-17');
  assert.deepEqual((made.spec as { savepoint: object }).savepoint, {
    alreadyExists: true,
    disposeOnDelete: false,
    formatType: 'CANONICAL',
    path: 's3://savepoints/1',
  });
});
