import assert from 'node:assert/strict';
import { test } from 'node:test';
import { concerns, Relations } from '../../src/bin/engine/relations.ts';
import type { StoredObject } from '../../src/kube/kube-client.ts';

const object = (spec: object, status?: object) =>
  ({ kind: 'K', metadata: { name: 'a', namespace: 'n' }, spec, status }) as unknown as StoredObject;
const job = object({ deploymentName: 'cluster' });
const snapshot = object({ jobReference: { kind: 'FlinkSessionJob', name: 'job' } });

test('session jobs look at their cluster, and snapshots at their job', () => {
  const relations = new Relations();
  assert.equal(relations.changed('job', { after: job }), undefined);
  relations.changed('snapshot', { after: snapshot });
  relations.changed('other', { after: object({}) });
  assert.deepEqual([...relations.of('FlinkDeployment/n/cluster')], ['job']);
  assert.deepEqual([...relations.of('FlinkSessionJob/n/job')], ['snapshot']);
  assert.equal(relations.changed('job', { before: job }), 'FlinkDeployment/n/cluster');
  assert.deepEqual([...relations.of('FlinkDeployment/n/cluster')], []);
});

test('who looks at another one now does not look at the first', () => {
  const relations = new Relations();
  relations.changed('job', { after: job });
  relations.changed('job', { before: job, after: object({ deploymentName: 'another' }) });
  assert.deepEqual([...relations.of('FlinkDeployment/n/cluster')], []);
  assert.deepEqual([...relations.of('FlinkDeployment/n/another')], ['job']);
});

test('what is no news to them wakes nobody', () => {
  const running = object({}, { jobStatus: { state: 'RUNNING' } });
  assert.equal(concerns(running, object({ image: 'b' }, { jobStatus: { state: 'RUNNING' } })), false);
  assert.equal(concerns(running, object({}, { jobStatus: { state: 'FAILED' } })), true);
  assert.equal(concerns(undefined, running), true);
  assert.equal(concerns(running, undefined), true);
});
