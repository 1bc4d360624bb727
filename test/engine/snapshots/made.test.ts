import assert from 'node:assert/strict';
import { test } from 'node:test';
import { makeAsked, makeOfUpgrade } from '../../../src/engine/snapshots/made.ts';
import { jobOf, noon } from './snapshot-jobs.ts';

test('a savepoint that a nonce asks for', () => {
  const action = makeAsked(jobOf({ kind: 'FlinkSessionJob' }), 'savepoint', { trigger: 'MANUAL', nonce: 2 });
  assert.deepEqual(action, {
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
  });
});

test('a periodic checkpoint, which has nothing to say of itself', () => {
  const action = makeAsked(jobOf(), 'checkpoint', { trigger: 'PERIODIC', due: new Date(noon) });
  assert.ok(action.type === 'ensure');
  assert.deepEqual(action.child.metadata, {
    name: `orders-checkpoint-periodic-${noon}`,
    namespace: 'shop',
    labels: { 'snapshot.trigger-type': 'PERIODIC' },
  });
  assert.deepEqual(action.child.spec, {
    backoffLimit: 0,
    jobReference: { kind: 'FlinkDeployment', name: 'orders' },
    checkpoint: {},
  });
});

test('the savepoint of an upgrade is there already', () => {
  const disposes = { 'kubernetes.operator.savepoint.dispose-on-delete': 'true' };
  const action = makeOfUpgrade(jobOf({ configuration: disposes }), 's3://savepoints/1', 16);
  assert.ok(action.type === 'ensure');
  assert.equal(action.child.metadata.name, 'orders-savepoint-upgrade-16');
  assert.deepEqual((action.child.spec as { savepoint: object }).savepoint, {
    alreadyExists: true,
    disposeOnDelete: true,
    formatType: 'CANONICAL',
    path: 's3://savepoints/1',
  });
});

test('a snapshot has the labels of its job by which the engine is told to look for objects, and no others', () => {
  const job = jobOf({ configuration: { 'kubernetes.operator.label.selector': 'team in (shop,mail), !old' } });
  const metadata = { ...job.of.metadata, labels: { team: 'shop', 'argocd.argoproj.io/instance': 'orders' } };
  const action = makeOfUpgrade({ ...job, of: { ...job.of, metadata } }, 's3://savepoints/1', 16);
  assert.deepEqual(action.type === 'ensure' && action.child.metadata.labels, {
    team: 'shop',
    'snapshot.trigger-type': 'UPGRADE',
  });
});
