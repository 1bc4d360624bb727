import assert from 'node:assert/strict';
import { test } from 'node:test';
import { beginAgain, waitToBeginAgain } from '../../../../src/engine/flink-cluster/steps/begin-again.ts';
import { mostRestarts, restartsAnnotation } from '../../../../src/engine/restarts.ts';
import { userControlAnnotation } from '../../../../src/rules/flink-cluster/user-control.ts';
import { deeds, type Facts, jobId, situation } from '../../../support/flink-cluster-situation.ts';
import { ago, now } from '../../../support/observed-cluster.ts';

const made = { spec: { job: { restartPolicy: 'FromSavepointOnFailure', maxStateAgeToRestoreSeconds: 600 } } };
const lost = { state: 'Lost', completionTime: ago(5), savepointLocation: 's3://1', savepointTime: ago(60) };
const failed: Facts = { made, job: { ...lost, state: 'Failed' }, jobs: [{ id: jobId, state: 'FAILED' }] };
const begun = (count: number, seconds: number) => ({
  [restartsAnnotation]: JSON.stringify({ count, at: now.getTime() - seconds * 1000, generation: 1 }),
});
const stoppedForUpdate = { jobID: jobId, state: 'Succeeded', triggerReason: 'update', requestTime: ago(5) };
const finished: Facts = {
  job: { state: 'Succeeded', finalSavepoint: true, completionTime: ago(5), savepointLocation: 's3://1' },
  jobs: [{ id: jobId, state: 'FINISHED' }],
  status: { savepoint: stoppedForUpdate },
};
const cancelled = (seconds: number) => ({ name: 'job-cancel', state: 'Succeeded', updateTime: ago(seconds) });

/** The job, or why it does not begin again. */
function outcome(facts: Facts): string {
  const decision = beginAgain(situation(facts));
  if (decision?.actions) return deeds(decision).join();
  const { state, restartCount = 0 } = decision?.status.components.job ?? {};
  if (decision) return `${state} ${restartCount}`;
  return waitToBeginAgain(situation(facts))?.pending?.reason ?? 'nothing to say';
}

const rows: readonly { name: string; facts: Facts; is: string }[] = [
  { name: 'a job that runs', facts: { made }, is: 'nothing to say' },
  { name: 'a job that has failed', facts: failed, is: 'Restarting 1' },
  { name: 'a job that is lost', facts: { ...failed, job: lost, jobs: [] }, is: 'Restarting 1' },
  {
    name: 'a job that has failed for the fourth time',
    facts: { ...failed, job: { ...lost, restartCount: 3 } },
    is: 'Restarting 4',
  },
  { name: 'restartPolicy Never', facts: { ...failed, made: {} }, is: 'nothing to say' },
  {
    name: 'a job that somebody wants cancelled',
    facts: { ...failed, annotations: { [userControlAnnotation]: 'job-cancel' } },
    is: 'nothing to say',
  },
  { name: 'a change is pending', facts: { ...failed, change: { job: { args: ['x'] } } }, is: 'nothing to say' },
  {
    name: 'no savepoint: never from an empty state',
    facts: { ...failed, job: { state: 'Failed', completionTime: ago(5) } },
    is: 'NoState',
  },
  {
    name: 'the savepoint that it began from',
    facts: { ...failed, job: { state: 'Failed', completionTime: ago(5), fromSavepoint: 's3://0' } },
    is: 'Restarting 1',
  },
  {
    name: 'a savepoint as old as it may be',
    facts: { ...failed, job: { ...lost, savepointTime: ago(605) } },
    is: 'Restarting 1',
  },
  {
    name: 'a savepoint that is too old',
    facts: { ...failed, job: { ...lost, savepointTime: ago(606) } },
    is: 'StateTooOld',
  },
  { name: 'the second time: after a pause', facts: { ...failed, annotations: begun(1, 5) }, is: 'RestartPending' },
  { name: 'after the pause', facts: { ...failed, annotations: begun(1, 15) }, is: 'Restarting 1' },
  { name: 'too often', facts: { ...failed, annotations: begun(mostRestarts, 300) }, is: 'RestartsExhausted' },
  {
    name: 'only its submitter has failed, and it runs: it goes on',
    facts: { ...failed, jobs: [{ id: jobId, state: 'RUNNING' }] },
    is: 'Running 0',
  },
  {
    name: 'its submitter was taken away, and it runs: it goes on',
    facts: { ...failed, job: { ...lost, id: null }, jobs: [{ id: jobId, state: 'RUNNING' }] },
    is: 'Running 0',
  },
  { name: 'stopped for a change that was taken back', facts: finished, is: 'Restarting 0' },
  {
    name: 'stopped for a change, and then cancelled',
    facts: { ...finished, status: { savepoint: stoppedForUpdate, control: cancelled(1) } },
    is: 'nothing to say',
  },
  {
    name: 'cancelled while it was to begin anew, whatever the clock said',
    facts: {
      ...finished,
      job: { ...finished.job, state: 'Cancelled' },
      status: { savepoint: stoppedForUpdate, control: cancelled(900) },
    },
    is: 'nothing to say',
  },
  {
    name: 'cancelled once, and stopped for a change later',
    facts: { ...finished, status: { savepoint: stoppedForUpdate, control: cancelled(900) } },
    is: 'Restarting 0',
  },
  {
    name: 'a job that has come to its own end',
    facts: { ...finished, job: { ...finished.job, finalSavepoint: null } },
    is: 'nothing to say',
  },
  {
    name: 'a job that was cancelled with a savepoint',
    facts: { ...finished, status: { savepoint: { ...stoppedForUpdate, triggerReason: 'job cancel' } } },
    is: 'nothing to say',
  },
];

for (const { name, facts, is } of rows) test(`begin again: ${name}`, () => assert.equal(outcome(facts), is));

test('how often a job was begun again is counted in an annotation', () => {
  const { annotations } = beginAgain(situation(failed)) ?? {};
  assert.deepEqual(JSON.parse(annotations?.[restartsAnnotation] ?? ''), { count: 1, at: now.getTime(), generation: 1 });
});

test('what Flink still lists is not taken for the new run', () => {
  const { id, completionTime, startTime } = beginAgain(situation(failed))?.status.components.job ?? {};
  assert.deepEqual([id, completionTime, startTime], [undefined, undefined, undefined]);
});
