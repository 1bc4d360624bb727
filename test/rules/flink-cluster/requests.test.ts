import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type ClusterRow, clusterFindings, job, told } from '../../support/cluster-findings.ts';

const dir = { savepointsDir: 's3://state/' };
const withDir = (fields: object = {}) => job({ ...dir, ...fields });
const saved = (savepointGeneration: number, fields: object = {}) => ({
  ...withDir(fields),
  status: { state: 'Running', components: { job: { state: 'Running', savepointGeneration } } },
});
const cancel = { cancelRequested: true };
const next = 'savepoint-generation-next at spec.job.savepointGeneration';
const askedAlone = 'savepoint-generation-alone at spec.job.savepointGeneration';
const cancelAlone = 'cancel-requested-alone at spec.job.cancelRequested';
const withdrawn = 'cancel-requested-not-withdrawn at spec.job.cancelRequested';

/** The warnings about the deprecated fields have a test of their own. */
const errors = (row: ClusterRow) =>
  clusterFindings(row)
    .filter(({ severity }) => severity === 'error')
    .map(told);

const rows: ClusterRow[] = [
  { name: 'cancel', object: withDir(cancel), previous: withDir(), finds: [] },
  {
    name: 'cancel instead of false',
    object: withDir(cancel),
    previous: withDir({ cancelRequested: false }),
    finds: [],
  },
  { name: 'cancel without a place for a savepoint', object: job(cancel), previous: job(), finds: [] },
  {
    name: 'cancel and change a label',
    object: { ...withDir(cancel), metadata: { labels: { a: 'b' } } },
    previous: withDir(),
    finds: [],
  },
  {
    name: 'cancel and change something else',
    object: withDir({ ...cancel, parallelism: 2 }),
    previous: withDir(),
    finds: [cancelAlone],
  },
  {
    name: 'cancel and ask for a savepoint',
    object: withDir({ ...cancel, savepointGeneration: 1 }),
    previous: withDir(),
    finds: [cancelAlone, askedAlone],
  },
  { name: 'withdraw', object: withDir({ cancelRequested: false }), previous: withDir(cancel), finds: [withdrawn] },
  { name: 'withdraw by leaving it out', object: withDir(), previous: withDir(cancel), finds: [withdrawn] },
  {
    name: 'withdraw with the whole job',
    object: {},
    previous: withDir(cancel),
    finds: ['cluster-type-immutable at spec.job'],
  },
  {
    name: 'stay false while something changes',
    object: withDir({ cancelRequested: false, parallelism: 2 }),
    previous: withDir({ cancelRequested: false }),
    finds: [],
  },
  { name: 'the next savepoint', object: withDir({ savepointGeneration: 4 }), previous: saved(3), finds: [] },
  { name: 'the first savepoint', object: withDir({ savepointGeneration: 1 }), previous: withDir(), finds: [] },
  { name: 'without savepointsDir', object: job({ savepointGeneration: 1 }), previous: job(), finds: [] },
  ...[3, 5, 1, -1].map((savepointGeneration) => ({
    name: `generation ${savepointGeneration} with 3 recorded`,
    object: withDir({ savepointGeneration }),
    previous: saved(3),
    finds: [next],
  })),
  {
    name: 'a generation that is taken away',
    object: withDir(),
    previous: saved(4, { savepointGeneration: 4 }),
    finds: [next],
  },
  {
    name: 'a generation that stays while something changes',
    object: withDir({ savepointGeneration: 4, parallelism: 2 }),
    previous: saved(4, { savepointGeneration: 4 }),
    finds: [],
  },
  {
    name: 'the next savepoint and something else',
    object: withDir({ savepointGeneration: 4, parallelism: 2 }),
    previous: saved(3),
    finds: [askedAlone],
  },
  {
    name: 'a wrong generation and something else: the generation is at fault',
    object: withDir({ savepointGeneration: 9, parallelism: 2 }),
    previous: saved(3),
    finds: [next],
  },
  {
    name: 'a generation that is no number counts as none',
    object: withDir({ savepointGeneration: 1 }),
    previous: { ...withDir(), status: { components: { job: { savepointGeneration: 'many' } } } },
    finds: [],
  },
];

for (const row of rows) {
  test(`requests by fields: ${row.name}`, () => {
    assert.deepEqual(errors(row), row.finds);
  });
}
