import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { SavepointAnswer } from '../../../../src/engine/flink-cluster/observed.ts';
import {
  longestSilence,
  nextSavepoint,
  withSavepoint,
} from '../../../../src/engine/flink-cluster/status/savepoint-status.ts';
import type { Savepoint } from '../../../../src/engine/flink-cluster/subject.ts';
import { ago, now } from '../../../support/observed-cluster.ts';

const underWay: Savepoint = {
  state: 'InProgress',
  jobID: 'j1',
  triggerID: 't1',
  triggerReason: 'scheduled',
  requestTime: ago(60),
};
const silentFor = (milliseconds: number): SavepointAnswer => ({
  type: 'unanswered',
  since: new Date(now.getTime() - milliseconds),
});

test('a savepoint that goes on stays as it is recorded', () => {
  assert.equal(nextSavepoint(underWay, { type: 'pending' }, now), underWay);
  assert.equal(nextSavepoint(underWay, undefined, now), underWay);
});

test('an end says when it was seen', () => {
  const done = nextSavepoint(underWay, { type: 'completed', path: 'gs://1' }, now);
  assert.deepEqual(done, { ...underWay, state: 'Succeeded', requestTime: ago(0) });
});

test('a failure says why, in 1,024 characters', () => {
  const failed = nextSavepoint(underWay, { type: 'failed', error: new Error('x'.repeat(2000)) }, now);
  assert.deepEqual(failed, { ...underWay, state: 'Failed', requestTime: ago(0), message: 'x'.repeat(1024) });
});

test('what Flink has forgotten has failed', () => {
  assert.equal(nextSavepoint(underWay, { type: 'unknown' }, now)?.state, 'Failed');
});

test('silence is no failure before it has lasted', () => {
  assert.equal(nextSavepoint(underWay, silentFor(0), now), underWay);
  assert.equal(nextSavepoint(underWay, silentFor(longestSilence - 1), now), underWay);
  const failed = nextSavepoint(underWay, silentFor(longestSilence), now);
  assert.equal(failed?.state, 'Failed');
  assert.match(failed?.message ?? '', /10 minutes/);
});

test('an answer about a savepoint that has ended changes nothing', () => {
  const failed = { ...underWay, state: 'Failed' };
  assert.equal(nextSavepoint(failed, { type: 'completed', path: 'gs://1' }, now), failed);
  assert.equal(nextSavepoint(undefined, { type: 'unknown' }, now), undefined);
});

const job = { state: 'Running', id: 'j1' };

for (const { reason, id, isFinal } of [
  { reason: 'scheduled', id: 'j1', isFinal: false },
  { reason: 'user requested', id: 'j1', isFinal: false },
  { reason: 'update', id: 'j1', isFinal: true },
  { reason: 'job cancel', id: 'j1', isFinal: true },
  { reason: 'update', id: 'an earlier run', isFinal: false },
]) {
  test(`a savepoint (${reason}, of ${id}) ${isFinal ? 'is' : 'is not'} the last state of the job`, () => {
    const taken = withSavepoint(job, { ...underWay, triggerReason: reason, jobID: id }, 'gs://1', now);
    const counted = { ...job, savepointGeneration: 1, savepointLocation: 'gs://1', savepointTime: ago(0) };
    assert.deepEqual(taken, isFinal ? { ...counted, finalSavepoint: true } : counted);
  });
}

test('savepoints are counted', () => {
  assert.equal(withSavepoint({ ...job, savepointGeneration: 4 }, underWay, 'gs://1', now).savepointGeneration, 5);
});
