import assert from 'node:assert/strict';
import { test } from 'node:test';
import { planCluster } from '../../../src/engine/flink-cluster/plan.ts';
import { flinkCluster } from '../../support/flink-cluster.ts';
import { planTools, stored } from '../../support/flink-cluster-children.ts';

interface Case {
  readonly name: string;
  readonly chosen?: string;
  readonly recorded?: object;
  readonly isUpdating?: boolean;
  readonly from: string | undefined;
}

const both = { savepointLocation: 's3://latest', fromSavepoint: 's3://first' };

const cases: readonly Case[] = [
  { name: 'nothing is known', from: undefined },
  { name: 'the user chose one', chosen: 's3://chosen', from: 's3://chosen' },
  { name: 'the user chose nothing by a blank', chosen: ' ', from: undefined },
  { name: 'one was taken', chosen: 's3://chosen', recorded: both, from: 's3://latest' },
  { name: 'the job was started from one', recorded: { fromSavepoint: 's3://first' }, from: 's3://first' },
  {
    name: 'none was taken, in an empty text',
    recorded: { savepointLocation: '', fromSavepoint: 's3://first' },
    from: 's3://first',
  },
  { name: 'an update names one', chosen: 's3://chosen', recorded: both, isUpdating: true, from: 's3://chosen' },
  { name: 'an update names none', recorded: both, isUpdating: true, from: 's3://latest' },
  { name: 'an update names a blank', chosen: '', recorded: both, isUpdating: true, from: 's3://latest' },
];

for (const { name, chosen, recorded, isUpdating, from } of cases) {
  test(`the savepoint that a job starts from where ${name}`, () => {
    const cluster = flinkCluster({
      spec: { job: { jarFile: 'job.jar', ...(chosen !== undefined && { fromSavepoint: chosen }) } },
      status: {
        state: 'Running',
        components: { job: { state: 'Pending', ...recorded } },
        revision: { currentRevision: 'orders-b-1', nextRevision: isUpdating ? 'orders-c-2' : 'orders-b-1' },
      },
    });
    assert.equal(planCluster(stored(cluster), planTools).savepoint, from);
  });
}
