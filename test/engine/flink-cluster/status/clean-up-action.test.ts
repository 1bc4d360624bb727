import assert from 'node:assert/strict';
import { test } from 'node:test';
import { cleanUpAction } from '../../../../src/engine/flink-cluster/status/clean-up-action.ts';

const cleanupPolicy = {
  afterJobSucceeds: 'DeleteTaskManager',
  afterJobFails: 'DeleteCluster',
  afterJobCancelled: 'KeepCluster',
} as const;

for (const { state, action, standard } of [
  { state: 'Succeeded', action: 'DeleteTaskManager', standard: 'DeleteCluster' },
  { state: 'Failed', action: 'DeleteCluster', standard: 'KeepCluster' },
  { state: 'Lost', action: 'DeleteCluster', standard: 'KeepCluster' },
  { state: 'DeployFailed', action: 'DeleteCluster', standard: 'KeepCluster' },
  { state: 'Cancelled', action: 'KeepCluster', standard: 'DeleteCluster' },
  { state: 'Running', action: 'KeepCluster', standard: 'KeepCluster' },
  { state: 'Restarting', action: 'KeepCluster', standard: 'KeepCluster' },
]) {
  test(`a job that is ${state}: ${action}, or ${standard} where nothing is said`, () => {
    assert.equal(cleanUpAction({ state }, { cleanupPolicy }, undefined), action);
    assert.equal(cleanUpAction({ state }, {}, undefined), standard);
  });
}

test('the cluster of a job that comes back is kept', () => {
  const spec = { cleanupPolicy, restartPolicy: 'FromSavepointOnFailure' } as const;
  assert.equal(cleanUpAction({ state: 'Failed' }, spec, undefined), 'KeepCluster');
  assert.equal(cleanUpAction({ state: 'Succeeded' }, spec, undefined), 'DeleteTaskManager');
});

test('and so is one that has yet to say where a savepoint is', () => {
  assert.equal(cleanUpAction({ state: 'Succeeded' }, {}, { state: 'InProgress' }), 'KeepCluster');
  assert.equal(cleanUpAction({ state: 'Succeeded' }, {}, { state: 'Failed' }), 'DeleteCluster');
});

test('a session cluster has nothing that ends', () => {
  assert.equal(cleanUpAction(undefined, undefined, undefined), 'KeepCluster');
});
