import assert from 'node:assert/strict';
import { test } from 'node:test';
import { sendAgain } from '../../../../src/engine/flink-cluster/steps/send-again.ts';
import { takeSavepoint } from '../../../../src/engine/flink-cluster/steps/take-savepoint.ts';
import { userControlAnnotation } from '../../../../src/rules/flink-cluster/user-control.ts';
import { deeds, type Facts, jobId, situation, triggerId } from '../../../support/flink-cluster-situation.ts';
import { ago } from '../../../support/observed-cluster.ts';

const take = `take savepoint ${triggerId} of ${jobId}`;
const nothing = 'nothing to say';
const asked = { annotations: { [userControlAnnotation]: 'savepoint' } };
const control = (state: string) => ({ control: { name: 'savepoint', state, updateTime: ago(9) } });
const every = (seconds: number) => ({ spec: { job: { autoSavepointSeconds: seconds } } });
const savepoint = (state: string, triggerReason: string, seconds = 5) => ({
  savepoint: {
    jobID: jobId,
    triggerID: '1',
    triggerTime: ago(seconds),
    requestTime: ago(seconds),
    state,
    triggerReason,
  },
});

const rows: readonly { name: string; facts: Facts; does: string; reason?: string; control?: string }[] = [
  { name: 'nobody asks', facts: {}, does: nothing },
  { name: 'by annotation', facts: asked, does: take, reason: 'user requested', control: 'InProgress' },
  {
    name: 'by annotation, while tasks of the job are on their way: Flink would refuse it',
    facts: { ...asked, jobs: [{ id: jobId, state: 'RUNNING', startingTasks: 1 }] },
    does: 'waits: JobStarting',
    control: 'Requested',
  },
  {
    name: 'by annotation, while the job itself is on its way',
    facts: { ...asked, jobs: [{ id: jobId, state: 'INITIALIZING', startingTasks: 0 }] },
    does: 'waits: JobStarting',
    control: 'Requested',
  },
  {
    name: 'by an annotation that comes again',
    facts: { ...asked, status: control('Succeeded') },
    does: take,
    reason: 'user requested',
    control: 'InProgress',
  },
  {
    name: 'what was asked for is under way',
    facts: { ...asked, status: { ...control('InProgress'), ...savepoint('InProgress', 'user requested') } },
    does: nothing,
  },
  {
    name: 'what was asked for is done: its annotation goes with this pass',
    facts: {
      ...asked,
      status: { ...control('InProgress'), ...savepoint('InProgress', 'user requested') },
      savepoint: { type: 'completed', path: 's3://1' },
    },
    does: nothing,
    control: 'Succeeded',
  },
  {
    name: 'by a higher savepointGeneration',
    facts: { made: { spec: { job: { savepointGeneration: 1 } } } },
    does: take,
    reason: 'user requested',
  },
  {
    name: 'by one that was reached',
    facts: { made: { spec: { job: { savepointGeneration: 1 } } }, job: { savepointGeneration: 1 } },
    does: nothing,
  },
  { name: 'by the clock', facts: { made: every(60) }, does: take, reason: 'scheduled' },
  { name: 'the last one is young', facts: { made: every(60), job: { savepointTime: ago(59) } }, does: nothing },
  { name: 'an interval of no time', facts: { made: every(0) }, does: nothing },
  {
    name: 'a scheduled one has just failed',
    facts: { made: every(60), status: savepoint('Failed', 'scheduled') },
    does: nothing,
  },
  {
    name: 'a scheduled one has failed some time ago',
    facts: { made: every(60), status: savepoint('Failed', 'scheduled', 11) },
    does: take,
    reason: 'scheduled',
  },
  {
    name: 'no place for it',
    facts: { made: { spec: { job: { savepointsDir: null, autoSavepointSeconds: 60 } } } },
    does: nothing,
  },
  {
    name: 'a job that does not run',
    facts: { made: every(60), job: { state: 'Failed', completionTime: ago(5) }, jobs: [] },
    does: nothing,
  },
];

for (const { name, facts, does, reason, control: state } of rows) {
  test(`savepoint: ${name}`, () => {
    const seen = situation(facts);
    const decision = takeSavepoint(seen);
    assert.deepEqual(deeds(decision), [does]);
    const status = decision?.status ?? seen.status;
    if (reason) assert.deepEqual([status.savepoint?.triggerReason, status.savepoint?.state], [reason, 'InProgress']);
    if (state) assert.equal(status.control?.state, state);
  });
}

test('a savepoint of which Flink has not heard is sent once more, under its trigger', () => {
  const unheard = { savepoint: { type: 'unheard' as const } };
  const taken = situation({ status: savepoint('InProgress', 'scheduled'), ...unheard });
  assert.deepEqual(deeds(sendAgain(taken)), [`take savepoint 1 of ${jobId}`]);
  const stop = situation({ status: savepoint('InProgress', 'update'), ...unheard });
  assert.deepEqual(deeds(sendAgain(stop)), [`stop ${jobId} with savepoint 1 to s3://savepoints`]);
  assert.equal(
    sendAgain(situation({ status: savepoint('InProgress', 'update'), savepoint: { type: 'pending' } })),
    undefined,
  );
});
