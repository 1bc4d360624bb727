import assert from 'node:assert/strict';
import { test } from 'node:test';
import { waitToUpdate } from '../../../../src/engine/flink-cluster/steps/wait-to-update.ts';
import { deeds, type Facts, jobId, situation } from '../../../support/flink-cluster-situation.ts';
import { ago, now } from '../../../support/observed-cluster.ts';

const waits = 'waits: UpdatePending';
/** A change of a job that is not stopped with a savepoint: it waits for one that is young enough. */
const change = { image: { name: 'flink:2' } };
const made = { spec: { job: { takeSavepointOnUpdate: false, maxStateAgeToRestoreSeconds: 10 } } };
const savedAgo = (seconds: number) => ({ savepointLocation: 's3://1', savepointTime: ago(seconds) });
const justSaved: Facts = {
  made,
  change,
  job: savedAgo(99),
  status: { savepoint: { jobID: jobId, triggerID: '1', triggerReason: 'scheduled', state: 'InProgress' } },
  savepoint: { type: 'completed', path: 's3://2' },
};

const rows: readonly { name: string; facts: Facts; does: string; again?: number }[] = [
  { name: 'no change', facts: { made, job: savedAgo(99) }, does: 'nothing to say' },
  { name: 'no savepoint is young enough', facts: { made, change, job: savedAgo(11) }, does: waits },
  // Until the next look it may be too old.
  { name: 'one was taken just now', facts: justSaved, does: 'waits', again: 100 },
  {
    name: 'the job is just seen to have failed, when its savepoint was young enough',
    facts: {
      made,
      change,
      job: savedAgo(15),
      jobs: [{ id: jobId, state: 'FAILED', endTime: now.getTime() - 8000 }],
    },
    does: 'waits',
    again: 100,
  },
  {
    name: 'there is no place for one',
    facts: { made: { spec: { job: { savepointsDir: null } } }, change },
    does: waits,
  },
];

for (const { name, facts, does, again } of rows) {
  test(`a change waits: ${name}`, () => {
    const decision = waitToUpdate(situation(facts));
    assert.deepEqual(deeds(decision), [does]);
    if (again !== undefined) assert.equal(decision?.again, again);
  });
}
