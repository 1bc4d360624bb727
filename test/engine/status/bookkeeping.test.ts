import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { FlinkDeploymentSpec, FlinkDeploymentStatus } from '../../../src/api/flink-deployment/types.ts';
import {
  afterDeployment,
  alreadyDeployed,
  beforeDeployment,
  firstDeploymentFailed,
  lastReconciled,
  markStable,
  unchanged,
} from '../../../src/engine/status/bookkeeping.ts';
import { lifecycleOf } from '../../../src/engine/status/lifecycle.ts';

const spec: FlinkDeploymentSpec = { image: 'a', job: { parallelism: 1, upgradeMode: 'savepoint' } };
const other: FlinkDeploymentSpec = { ...spec, image: 'b' };
const sessionSpec: FlinkDeploymentSpec = { image: 'a' };
const moment = { generation: 3, now: new Date(5000), upgradeMode: 'stateless' } as const;

const begun = beforeDeployment<FlinkDeploymentStatus>({ error: 'x' }, spec, moment);
const deployed = afterDeployment(begun, spec, moment);
const last = (status: FlinkDeploymentStatus) => lastReconciled(status);

test('before a deployment the spec is kept as one that does not run yet', () => {
  assert.equal(begun.error, undefined);
  assert.equal(begun.observedGeneration, 3);
  assert.equal(begun.reconciliationStatus?.state, 'UPGRADING');
  assert.equal(begun.reconciliationStatus?.reconciliationTimestamp, 5000);
  assert.deepEqual(last(begun), {
    spec: { image: 'a', job: { parallelism: 1, upgradeMode: 'stateless', state: 'suspended' } },
    firstDeployment: true,
  });
});

test('after it the spec is kept as its owner wrote it, but for how the job was stopped', () => {
  assert.equal(deployed.reconciliationStatus?.state, 'DEPLOYED');
  assert.deepEqual(last(deployed), {
    spec: { image: 'a', job: { parallelism: 1, upgradeMode: 'stateless' } },
    firstDeployment: true,
  });
  assert.equal(lifecycleOf(deployed), 'DEPLOYED');
  assert.equal(lifecycleOf(markStable(deployed)), 'STABLE');
});

test('the second deployment is not the first', () => {
  const again = beforeDeployment(deployed, other, moment);
  assert.equal(last(again)?.firstDeployment, false);
  assert.equal(last(afterDeployment(again, other, moment))?.firstDeployment, false);
});

test('a job that its owner suspends is stable at once', () => {
  const suspended = afterDeployment(deployed, { ...spec, job: { ...spec.job, state: 'suspended' } }, moment);
  assert.equal(lifecycleOf(suspended), 'SUSPENDED');
  assert.equal(suspended.reconciliationStatus?.lastStableSpec, suspended.reconciliationStatus?.lastReconciledSpec);
});

test('on the way back the spec that failed stays in view', () => {
  const failing = {
    ...deployed,
    reconciliationStatus: { ...deployed.reconciliationStatus, state: 'ROLLING_BACK' as const },
  };
  const good = { ...spec, image: 'good' };
  const back = beforeDeployment(failing, good, { ...moment, upgradeMode: 'last-state' });
  assert.equal(back.reconciliationStatus?.state, 'ROLLING_BACK');
  assert.deepEqual(last(back)?.spec, { image: 'a', job: { parallelism: 1, upgradeMode: 'last-state' } });
  assert.equal(afterDeployment(back, good, moment).reconciliationStatus?.state, 'ROLLED_BACK');
});

test('a deployment of before a crash is taken for done', () => {
  const found = alreadyDeployed(begun);
  assert.equal(found.reconciliationStatus?.state, 'DEPLOYED');
  assert.equal(last(found)?.spec.job?.state, 'running');
  assert.equal(found.jobStatus?.state, 'RECONCILING');
});

test('a first deployment that failed leaves nothing to fall back to, a later one does', () => {
  assert.equal(last(firstDeploymentFailed(begun)), undefined);
  const second = beforeDeployment(deployed, spec, moment);
  assert.equal(firstDeploymentFailed(second), second);
});

test('of a session cluster only the spec is kept', () => {
  const session = beforeDeployment<FlinkDeploymentStatus>({}, sessionSpec, moment);
  assert.deepEqual(last(session)?.spec, { image: 'a' });
});

test('what has been seen is told by its generation', () => {
  assert.deepEqual(unchanged(deployed, { generation: 9 }), { ...deployed, observedGeneration: 9 });
});
