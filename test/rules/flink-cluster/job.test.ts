import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type ClusterRow, clusterFindings, job, told } from '../../support/cluster-findings.ts';

const noJar = (fields: object) => ({ spec: { job: fields } });
const restart = { restartPolicy: 'FromSavepointOnFailure' };
const dir = { savepointsDir: 's3://state/' };
const maxAge = 'spec.job.maxStateAgeToRestoreSeconds';

const rows: ClusterRow[] = [
  { name: 'a jar', object: job(), finds: [] },
  { name: 'a Python file', object: noJar({ pyFile: '/opt/job.py' }), finds: [] },
  { name: 'a Python module', object: noJar({ pyModule: 'job' }), finds: [] },
  { name: 'an empty jar counts as one', object: noJar({ jarFile: '' }), finds: [] },
  { name: 'nothing to run', object: noJar({ className: 'x.Y' }), finds: ['job-entry-point-required at spec.job'] },
  {
    name: 'nothing to run in Blocking mode',
    object: noJar({ mode: 'Blocking' }),
    finds: ['job-entry-point-required at spec.job'],
  },
  { name: 'an application', object: noJar({ mode: 'Application', className: 'x.Y' }), finds: [] },
  { name: 'an application with an empty class', object: noJar({ mode: 'Application', className: '' }), finds: [] },
  {
    name: 'an application without class',
    object: job({ mode: 'Application' }),
    finds: ['job-application-class-name-required at spec.job.className'],
  },
  {
    name: 'a jar and a Python file',
    object: job({ pyFile: '/opt/job.py' }),
    finds: ['job-single-entry-point at spec.job.jarFile (warning)'],
  },
  {
    name: 'a jar and a Python module',
    object: job({ pyModule: 'job' }),
    finds: ['job-single-entry-point at spec.job.jarFile (warning)'],
  },
  { name: 'parallelism 1', object: job({ parallelism: 1 }), finds: [] },
  {
    name: 'parallelism 0',
    object: job({ parallelism: 0 }),
    finds: ['job-parallelism-positive at spec.job.parallelism'],
  },
  {
    name: 'a restart without age limit',
    object: job({ ...restart, ...dir }),
    finds: [`job-restart-needs-max-state-age at ${maxAge}`],
  },
  {
    name: 'a restart with an age limit of zero',
    object: job({ ...restart, ...dir, maxStateAgeToRestoreSeconds: 0 }),
    finds: [],
  },
  {
    name: 'a restart without savepoints',
    object: job({ ...restart, maxStateAgeToRestoreSeconds: 60 }),
    finds: ['job-restart-needs-savepoints-dir at spec.job.savepointsDir (warning)'],
  },
  {
    name: 'updates without savepoint and age limit',
    object: job({ takeSavepointOnUpdate: false }),
    finds: [`job-skip-savepoint-needs-max-state-age at ${maxAge}`],
  },
  {
    name: 'updates without savepoint but with age limit',
    object: job({ takeSavepointOnUpdate: false, maxStateAgeToRestoreSeconds: 0 }),
    finds: [],
  },
  { name: 'updates with savepoint', object: job({ takeSavepointOnUpdate: true }), finds: [] },
  { name: 'a new job that is not to be cancelled', object: job({ cancelRequested: false }), finds: [] },
  {
    name: 'a new job that is cancelled already',
    object: job({ cancelRequested: true }),
    finds: [
      'job-cancel-requested-on-create at spec.job.cancelRequested',
      'deprecated-cancel-requested at spec.job.cancelRequested (warning)',
    ],
  },
  {
    name: 'a cancelled job that is changed',
    object: job({ ...dir, cancelRequested: true, parallelism: 2 }),
    previous: job({ ...dir, cancelRequested: true }),
    finds: ['job-cancel-requested-on-create at spec.job.cancelRequested'],
  },
  {
    name: 'a cancelled job that stays as it is',
    object: job({ ...dir, cancelRequested: true }),
    previous: job({ ...dir, cancelRequested: true }),
    finds: [],
  },
  {
    name: 'an UPDATE of which nothing else is known',
    object: job({ ...dir, cancelRequested: true }),
    operation: 'UPDATE',
    finds: ['deprecated-cancel-requested at spec.job.cancelRequested (warning)'],
  },
  { name: 'savepoints every second', object: job({ ...dir, autoSavepointSeconds: 1 }), finds: [] },
  {
    name: 'savepoints all the time',
    object: job({ ...dir, autoSavepointSeconds: 0 }),
    finds: ['job-auto-savepoint-seconds-positive at spec.job.autoSavepointSeconds'],
  },
  {
    name: 'periodic savepoints without a place',
    object: job({ autoSavepointSeconds: 300 }),
    finds: ['job-auto-savepoint-needs-savepoints-dir at spec.job.savepointsDir (warning)'],
  },
  ...['', ' \t'].map((savepointsDir) => ({
    name: `savepointsDir ${JSON.stringify(savepointsDir)}`,
    object: job({ savepointsDir }),
    finds: ['job-savepoints-dir-not-blank at spec.job.savepointsDir (warning)'],
  })),
  {
    name: 'a generation of savepoints for a new job',
    object: job({ savepointGeneration: 1 }),
    finds: ['job-savepoint-generation-on-create at spec.job.savepointGeneration (warning)'],
  },
  { name: 'generation zero', object: job({ savepointGeneration: 0 }), finds: [] },
];

for (const row of rows) {
  test(`job of a FlinkCluster: ${row.name}`, () => {
    assert.deepEqual(clusterFindings(row).map(told), row.finds);
  });
}
