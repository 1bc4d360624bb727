import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type ClusterRow, clusterFindings, job, told } from '../../support/cluster-findings.ts';

const scheduler = 'deprecated-batch-scheduler-name at spec.batchSchedulerName (warning)';
const named = (batchSchedulerName: string, more: object = {}) => ({ spec: { batchSchedulerName, ...more } });
const dir = { savepointsDir: 's3://state/' };

const rows: ClusterRow[] = [
  { name: 'a scheduler by its old name', object: named('volcano'), finds: [scheduler] },
  { name: 'an empty one', object: named(''), finds: [scheduler] },
  { name: 'one that was stored', object: named('volcano'), previous: named('volcano'), finds: [] },
  { name: 'another than was stored', object: named('volcano'), previous: named('yunikorn'), finds: [scheduler] },
  {
    name: 'a scheduler by its new name',
    object: { spec: { batchScheduler: { name: 'volcano' } } },
    finds: [],
  },
  {
    name: 'a cancellation by the field',
    object: job({ cancelRequested: true }),
    previous: job(),
    finds: ['deprecated-cancel-requested at spec.job.cancelRequested (warning)'],
  },
  {
    name: 'a savepoint by the field',
    object: job({ ...dir, savepointGeneration: 1 }),
    previous: job(dir),
    finds: ['deprecated-savepoint-generation at spec.job.savepointGeneration (warning)'],
  },
  {
    name: 'a generation that was stored',
    object: job({ ...dir, savepointGeneration: 1 }),
    previous: job({ ...dir, savepointGeneration: 1 }),
    finds: [],
  },
];

for (const row of rows) {
  test(`deprecated fields of a FlinkCluster: ${row.name}`, () => {
    assert.deepEqual(clusterFindings(row).map(told), row.finds);
  });
}
