import assert from 'node:assert/strict';
import { test } from 'node:test';
import { cleanUpJob } from '../../../../src/engine/flink-cluster/steps/clean-up-job.ts';
import { leavingSteps } from '../../../../src/engine/flink-cluster/steps/index.ts';
import { ownHighAvailability } from '../../../../src/engine/flink-cluster/steps/own-high-availability.ts';
import { decide } from '../../../../src/engine/step.ts';
import { deeds, type Facts, jobId, situation, triggerId } from '../../../support/flink-cluster-situation.ts';
import { ago, submitter } from '../../../support/observed-cluster.ts';

const wants = { spec: { flinkProperties: { 'kubernetes.operator.job.savepoint-on-deletion': 'true' } } };
const underWay = {
  savepoint: { jobID: jobId, triggerID: '1', triggerTime: ago(5), state: 'InProgress', triggerReason: 'job cancel' },
};
const deploying = { state: 'Deploying', id: null, startTime: null };

const failed = (seconds: number): Facts => ({
  status: { savepoint: { ...underWay.savepoint, state: 'Failed', requestTime: ago(seconds), message: 'no room' } },
});

const deletions: readonly { name: string; facts: Facts; goes: boolean; does: string | readonly string[] }[] = [
  {
    name: 'a job that runs is stopped with a savepoint',
    facts: {},
    goes: false,
    does: `stop ${jobId} with savepoint ${triggerId} to s3://savepoints`,
  },
  { name: 'which is waited for', facts: { status: underWay }, goes: false, does: 'waits' },
  {
    name: 'and then it goes',
    facts: { status: underWay, savepoint: { type: 'completed', path: 's3://1' } },
    goes: true,
    does: 'waits',
  },
  {
    name: 'a job that has ended',
    facts: { job: { state: 'Succeeded', completionTime: ago(5) }, jobs: [] },
    goes: true,
    does: 'waits',
  },
  {
    name: 'a job that is stopped for a change',
    facts: { job: { state: 'Updating', id: null }, jobs: [] },
    goes: true,
    does: 'waits',
  },
  {
    name: 'a job that has no state yet',
    facts: { job: deploying, jobs: [], submitter: submitter({ active: 1 }) },
    goes: true,
    does: 'waits',
  },
  {
    name: 'no place for a savepoint',
    facts: { made: { spec: { ...wants.spec, job: { savepointsDir: null } } } },
    goes: true,
    does: 'waits',
  },
  { name: 'no savepoint is wanted any more', facts: { made: {} }, goes: true, does: 'waits' },
  {
    name: 'no savepoint is wanted any more, and Flink has not heard of the one that was',
    facts: { made: {}, status: underWay, savepoint: { type: 'unheard' } },
    goes: true,
    does: 'waits',
  },
  {
    name: 'a JobManager comes up only with its configuration, and is asked by its Service',
    facts: { there: { 'ConfigMap/orders-configmap': null, 'Service/orders-jobmanager': null } },
    goes: false,
    does: ['make ConfigMap/orders-configmap', 'make Service/orders-jobmanager'],
  },
  {
    name: 'no savepoint is taken without TaskManagers',
    facts: { ...failed(11), there: { 'StatefulSet/orders-taskmanager': null, 'Service/orders-taskmanager': null } },
    goes: false,
    does: ['make StatefulSet/orders-taskmanager', 'make Service/orders-taskmanager'],
  },
  { name: 'a savepoint that has failed is tried again', facts: failed(5), goes: false, does: 'waits: DeletionPending' },
  {
    name: 'after a pause',
    facts: failed(11),
    goes: false,
    does: `stop ${jobId} with savepoint ${triggerId} to s3://savepoints`,
  },
];

for (const { name, facts, goes, does } of deletions) {
  test(`deletion: ${name}`, () => {
    const decision = decide(leavingSteps, situation({ made: wants, ...facts }));
    assert.deepEqual([decision.released === true, ...deeds(decision)], [goes, ...[does].flat()]);
  });
}

test('deletion: who waits for a savepoint that fails is told why, and how to go without', () => {
  const [told] = decide(leavingSteps, situation({ made: wants, ...failed(5) })).happenings ?? [];
  assert.equal(told?.reason, 'DeletionPending');
  assert.match(told?.message ?? '', /without kubernetes\.operator\.job\.savepoint-on-deletion .*: no room$/);
});

const succeeded: Facts = { job: { state: 'Succeeded', completionTime: ago(5) }, jobs: [] };
const kept = { spec: { job: { cleanupPolicy: { afterJobSucceeds: 'KeepCluster' } } } };

test('who has submitted a job that has ended goes with its cluster, and stays with it', () => {
  assert.deepEqual(deeds(cleanUpJob(situation(succeeded))), ['remove Job/orders-job-submitter']);
  assert.equal(cleanUpJob(situation({ ...succeeded, made: kept })), undefined);
  assert.equal(cleanUpJob(situation({ ...succeeded, submitter: undefined })), undefined);
  assert.equal(cleanUpJob(situation()), undefined);
});

test('what high availability keeps gets an owner, unless it has changed since', () => {
  const map = { metadata: { name: 'orders-cluster-config-map', uid: 'm', resourceVersion: '7' } };
  const { actions = [] } = ownHighAvailability({ ...situation(), highAvailability: map }) ?? {};
  const [action] = actions;
  assert.ok(action?.type === 'change');
  const { metadata } = action.patch as { readonly metadata: { readonly ownerReferences: readonly object[] } };
  assert.deepEqual(
    { ...metadata, ownerReferences: metadata.ownerReferences.length },
    { uid: 'm', resourceVersion: '7', ownerReferences: 1 },
  );
  assert.equal(ownHighAvailability(situation()), undefined);
});
