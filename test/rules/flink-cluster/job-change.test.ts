import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type ClusterRow, clusterFindings, job, told } from '../../support/cluster-findings.ts';

const dir = { savepointsDir: 's3://state/' };
const withDir = (fields: object = {}) => job({ ...dir, ...fields });
const taskManager = (section: object) => ({ spec: { taskManager: section } });
const properties = (flinkProperties: object) => ({ spec: { job: { jarFile: './job.jar', ...dir }, flinkProperties } });

const type = 'deployment-type-immutable at spec.taskManager.deploymentType';
const toggled = 'high-availability-not-toggled at spec.flinkProperties';
const removed = 'savepoints-dir-not-removed at spec.job.savepointsDir';
const noDir = (path: string) => `job-update-needs-savepoints-dir at ${path}`;

const place = { 'kubernetes.cluster-id': 'orders', 'high-availability.storageDir': 's3://ha/' };
const on = { 'high-availability': 'kubernetes', ...place };

const rows: ClusterRow[] = [
  {
    name: 'a StatefulSet becomes a Deployment',
    object: taskManager({ deploymentType: 'Deployment' }),
    previous: taskManager({ deploymentType: 'StatefulSet' }),
    finds: [type],
  },
  {
    name: 'a Deployment becomes a StatefulSet by leaving it out',
    object: taskManager({}),
    previous: taskManager({ deploymentType: 'Deployment' }),
    finds: [type],
  },
  {
    name: 'a cluster from before the field becomes a Deployment',
    object: taskManager({ deploymentType: 'Deployment' }),
    previous: taskManager({ deploymentType: '' }),
    finds: [type],
  },
  {
    name: 'StatefulSet is left out',
    object: {},
    previous: taskManager({ deploymentType: 'StatefulSet' }),
    finds: [],
  },
  {
    name: 'a Deployment grows',
    object: taskManager({ deploymentType: 'Deployment', replicas: 7 }),
    previous: taskManager({ deploymentType: 'Deployment' }),
    finds: [],
  },
  { name: 'a job is added', object: withDir(), previous: {}, finds: ['cluster-type-immutable at spec.job'] },
  { name: 'a job is removed', object: {}, previous: withDir(), finds: ['cluster-type-immutable at spec.job'] },
  {
    name: 'a job without savepointsDir is removed',
    object: {},
    previous: job(),
    finds: ['cluster-type-immutable at spec.job'],
  },
  {
    name: 'savepointsDir is made blank, so that a job can be cancelled whose savepoints fail',
    object: job({ savepointsDir: ' ' }),
    previous: { ...withDir(), status: { control: { name: 'job-cancel', state: 'InProgress' } } },
    finds: [],
  },
  { name: 'a job changes', object: withDir({ args: ['x'] }), previous: withDir(), finds: [] },
  {
    name: 'an image',
    object: { spec: { ...job().spec, image: { name: 'x' } } },
    previous: job(),
    finds: [noDir('spec.image.name')],
  },
  { name: 'arguments', object: job({ args: ['x'] }), previous: job({ args: ['y'] }), finds: [noDir('spec.job.args')] },
  { name: 'savepointsDir comes', object: withDir(), previous: job(), finds: [noDir('spec.job.savepointsDir')] },
  {
    name: 'an empty savepointsDir',
    object: withDir(),
    previous: job({ savepointsDir: '' }),
    finds: [noDir('spec.job.savepointsDir')],
  },
  {
    name: 'a session cluster changes',
    object: { spec: { flinkProperties: { a: 'b' } } },
    previous: {},
    finds: [],
  },
  { name: 'nothing changes in meaning', object: job({ args: [], mode: 'Detached' }), previous: job(), finds: [] },
  { name: 'savepointsDir goes', object: job(), previous: withDir(), finds: [removed] },
  { name: 'savepointsDir moves', object: withDir({ savepointsDir: 'gs://x' }), previous: withDir(), finds: [] },
  { name: 'high availability comes', object: properties(on), previous: withDir(), finds: [toggled] },
  { name: 'high availability goes', object: withDir(), previous: properties(on), finds: [toggled] },
  {
    name: 'high availability is NONE',
    object: properties({ ...on, 'high-availability': 'NONE' }),
    previous: properties(on),
    finds: [toggled],
  },
  {
    name: 'high availability under its new name comes',
    object: properties({ 'high-availability.type': 'kubernetes', ...place }),
    previous: withDir(),
    finds: [toggled],
  },
  {
    name: 'high availability changes its name',
    object: properties({ 'high-availability.type': 'kubernetes', ...place }),
    previous: properties(on),
    finds: [],
  },
  {
    name: 'high availability moves',
    object: properties({ ...on, 'high-availability.storageDir': 's3://elsewhere/' }),
    previous: properties(on),
    finds: [],
  },
  {
    name: 'an incomplete setting comes',
    object: properties({ 'high-availability': 'kubernetes', 'kubernetes.cluster-id': ' ' }),
    previous: withDir(),
    finds: [],
  },
];

for (const row of rows) {
  test(`changes of a FlinkCluster: ${row.name}`, () => {
    const errors = clusterFindings(row).filter(({ severity }) => severity === 'error');
    assert.deepEqual(errors.map(told), row.finds);
  });
}

test('changes of a FlinkCluster: the sentence names all that is changed', () => {
  const row = { name: '', object: job({ args: ['x'], className: 'x.Y' }), previous: job(), finds: [] };
  assert.match(clusterFindings(row)[0]?.message ?? '', /; so are spec\.job\.className$/);
});

test('changes of a FlinkCluster: what the rules forbid is a change', () => {
  const row = { name: '', object: taskManager({ deploymentType: 'Deployment' }), previous: {}, finds: [] };
  assert.deepEqual(
    clusterFindings(row).map(({ category }) => category),
    ['change'],
  );
});
