import assert from 'node:assert/strict';
import { test } from 'node:test';
import { userControlAnnotation } from '../../../src/rules/flink-cluster/user-control.ts';
import { type ClusterRow, clusterFindings, job, told } from '../../support/cluster-findings.ts';

const path = `metadata.annotations['${userControlAnnotation}']`;
const found = (id: string) => [`user-control-${id} at ${path}`];
const asking = (control: unknown) => ({ metadata: { annotations: { [userControlAnnotation]: control } } });
const dir = { savepointsDir: 's3://state/' };

/** A stored job cluster with a job in some state. */
const stored = (state: string, fields: object = dir, more: object = {}) => ({
  ...job(fields),
  status: { state: 'Running', components: { job: { state } }, ...more },
});
const inProgress = (state: string) => stored('Running', dir, { control: { name: 'savepoint', state } });
const ask = (control: unknown, fields: object = dir) => ({ ...job(fields), ...asking(control) });
const restart = { ...dir, restartPolicy: 'FromSavepointOnFailure', maxStateAgeToRestoreSeconds: 60 };

const cancelRows = (fields: object, allowed: readonly string[], refused: readonly string[]): ClusterRow[] =>
  [
    ...allowed.map((state) => ({ state, finds: [] as string[] })),
    ...refused.map((state) => ({ state, finds: found('job-cancel-state') })),
  ].map(({ state, finds }) => ({
    name: `job-cancel of a ${state} job under ${'restartPolicy' in fields ? 'FromSavepointOnFailure' : 'Never'}`,
    object: ask('job-cancel', fields),
    previous: stored(state, fields),
    finds,
  }));

const rows: ClusterRow[] = [
  { name: 'savepoint', object: ask('savepoint'), previous: stored('Running'), finds: [] },
  ...['restart', '', 'job-cancel ', 'Savepoint'].map((control) => ({
    name: `asking for ${JSON.stringify(control)}`,
    object: ask(control),
    previous: stored('Running'),
    finds: found('value'),
  })),
  { name: 'asking for a number', object: ask(7), previous: stored('Running'), finds: found('value') },
  { name: 'annotations that are none', object: { metadata: { annotations: 7 } }, previous: {}, finds: [] },
  { name: 'another annotation', object: { metadata: { annotations: { a: 'b' } } }, previous: {}, finds: [] },
  {
    name: 'something on creation',
    object: ask('whatever'),
    finds: [`user-control-on-create at ${path} (warning)`],
  },
  {
    name: 'what was stored already',
    object: { ...ask('whatever'), metadata: { annotations: { [userControlAnnotation]: 'whatever', a: 'b' } } },
    previous: { ...stored('Running'), ...asking('whatever') },
    finds: [],
  },
  {
    name: 'another control while one is in progress',
    object: ask('job-cancel'),
    previous: { ...inProgress('InProgress'), ...asking('savepoint') },
    finds: found('in-progress'),
  },
  {
    name: 'removing it while it is in progress',
    object: job(dir),
    previous: { ...inProgress('InProgress'), ...asking('savepoint') },
    finds: [],
  },
  ...['Requested', 'Succeeded', 'Failed'].map((state) => ({
    name: `another control while the last is ${state}`,
    object: ask('job-cancel'),
    previous: { ...inProgress(state), ...asking('savepoint') },
    finds: [],
  })),
  { name: 'job-cancel of a session cluster', object: asking('job-cancel'), previous: {}, finds: found('needs-job') },
  { name: 'savepoint of a session cluster', object: asking('savepoint'), previous: {}, finds: found('needs-job') },
  ...cancelRows(
    dir,
    ['Pending', 'Updating', 'Restarting', 'Deploying', 'Running', 'Unknown'],
    ['Succeeded', 'Cancelled', 'Failed', 'Lost', 'DeployFailed'],
  ),
  ...cancelRows(restart, ['Running', 'Failed', 'Lost', 'DeployFailed'], ['Succeeded', 'Cancelled']),
  {
    name: 'job-cancel before there is a job',
    object: ask('job-cancel'),
    previous: { ...job(dir), status: { state: 'Creating', components: {} } },
    finds: found('job-cancel-state'),
  },
  {
    name: 'savepoint without savepointsDir',
    object: ask('savepoint', {}),
    previous: stored('Running', {}),
    finds: found('savepoint-dir'),
  },
  {
    name: 'savepoint with savepointsDir in the same change',
    object: ask('savepoint'),
    previous: stored('Running', {}),
    finds: [...found('savepoint-dir'), 'job-update-needs-savepoints-dir at spec.job.savepointsDir'],
  },
  ...['Pending', 'Deploying', 'Running'].map((state) => ({
    name: `savepoint of a ${state} job`,
    object: ask('savepoint'),
    previous: stored(state),
    finds: [],
  })),
  ...['Succeeded', 'Cancelled', 'Failed', 'Lost', 'DeployFailed'].map((state) => ({
    name: `savepoint of a ${state} job that will be restarted`,
    object: ask('savepoint', restart),
    previous: stored(state, restart),
    finds: found('savepoint-state'),
  })),
  {
    name: 'savepoint before there is a job',
    object: ask('savepoint'),
    previous: job(dir),
    finds: found('savepoint-state'),
  },
  {
    name: 'an UPDATE that tells nothing of what is stored',
    object: { ...stored('Succeeded'), ...asking('job-cancel') },
    operation: 'UPDATE',
    finds: found('job-cancel-state'),
  },
];

for (const row of rows) {
  test(`user control: ${row.name}`, () => {
    assert.deepEqual(clusterFindings(row).map(told), row.finds);
  });
}
