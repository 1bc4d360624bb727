import assert from 'node:assert/strict';
import { test } from 'node:test';
import { controllerRevision, numbered, revisionHash, unnumbered } from '../../../src/engine/flink-cluster/revision.ts';
import { flinkCluster } from '../../support/flink-cluster.ts';
import { stored } from '../../support/flink-cluster-children.ts';

const nameOf = (spec: object, collisions = 0) => {
  const job = { jarFile: 'job.jar', savepointsDir: 's3://state' };
  return controllerRevision(stored(flinkCluster({ spec: { job, ...spec } })), 1, collisions).metadata.name;
};

test('a hash is FNV-1 in letters and digits that make no words', () => {
  // FNV-1 of the one digit is 0x050c5d2f, in decimal digits 84696367.
  assert.equal(revisionHash('', 0), 'd8bfb7bc');
  assert.match(revisionHash('{"spec":{}}', 12), /^[bcdfghjklmnpqrstvwxz2456789]+$/);
});

test('a collision gives another name, and the same one each time', () => {
  assert.notEqual(nameOf({}, 1), nameOf({}));
  assert.equal(nameOf({}, 1), nameOf({}, 1));
});

const job = (fields: object) => ({ job: { jarFile: 'job.jar', savepointsDir: 's3://state', ...fields } });

const unchanged = [
  { name: 'clean-up', spec: job({ cleanupPolicy: { afterJobFails: 'DeleteCluster' } }) },
  { name: 'a wish to cancel', spec: job({ cancelRequested: true }) },
  { name: 'a wish for a savepoint', spec: job({ savepointGeneration: 3 }) },
  { name: 'the format of savepoints', spec: job({ savepointFormatType: 'NATIVE' }) },
  { name: 'the restart policy', spec: job({ restartPolicy: 'FromSavepointOnFailure' }) },
  { name: 'a default written out', spec: { taskManager: { replicas: 3 } } },
  { name: 'an empty list', spec: { envVars: [] } },
  {
    name: 'another notation',
    spec: {
      jobManager: { resources: { limits: { cpu: 2, memory: '2048Mi' }, requests: { cpu: '0.2', memory: '0.5Gi' } } },
    },
  },
];
for (const { name, spec } of unchanged) {
  test(`no new revision for ${name}`, () => assert.equal(nameOf(spec), nameOf({})));
}

const changed = [
  { name: 'replicas', spec: { taskManager: { replicas: 4 } } },
  { name: 'an argument', spec: job({ args: ['<a&b>'] }) },
  { name: 'a quantity', spec: { taskManager: { resources: { limits: { cpu: '2', memory: '3Gi' } } } } },
];
for (const { name, spec } of changed) {
  test(`a new revision for ${name}`, () => assert.notEqual(nameOf(spec), nameOf({})));
}

test('a status names a revision with its number', () => {
  const revision = controllerRevision(stored(flinkCluster()), 12);
  const name = numbered(revision);
  assert.equal(name, `${revision.metadata.name}-12`);
  assert.equal(unnumbered(name), revision.metadata.name);
});

test('a revision has the labels and annotations of its cluster', () => {
  const metadata = { labels: { team: 'data' }, annotations: { note: 'x' } };
  const revision = controllerRevision(stored(flinkCluster({ metadata })), 1);
  assert.equal(revision.metadata.labels['team'], 'data');
  assert.equal(revision.metadata.labels['flinkoperator.k8s.io/managed-by'], 'orders');
  assert.deepEqual(revision.metadata.annotations, { note: 'x' });
});
