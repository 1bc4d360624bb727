import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  isCancelAsked,
  isControlSpent,
  nextControl,
  relabelled,
} from '../../../../src/engine/flink-cluster/status/control.ts';
import type { Control, JobStatus, Savepoint } from '../../../../src/engine/flink-cluster/subject.ts';
import { userControlAnnotation } from '../../../../src/rules/flink-cluster/user-control.ts';
import { ago, jobCluster, now } from '../../../support/observed-cluster.ts';

const annotated = (control: string | undefined, job: object = {}) =>
  jobCluster(job, control === undefined ? {} : { metadata: { annotations: { [userControlAnnotation]: control } } });
const control = (name: string, state: string): Control => ({ name, state, updateTime: ago(60) });
const restartable = { restartPolicy: 'FromSavepointOnFailure' };

interface Row {
  readonly name: string;
  readonly asks?: string;
  readonly spec?: object;
  readonly recorded?: Control;
  readonly job?: JobStatus;
  readonly savepoint?: Savepoint;
  readonly isEnding?: boolean;
  readonly becomes: string;
}

const saving = control('savepoint', 'InProgress');
const cancelling = control('job-cancel', 'InProgress');
const job = (state: string): JobStatus => ({ state, id: 'j1' });
const savepoint = (state: string, triggerReason: string, jobID = 'j1'): Savepoint => ({ state, triggerReason, jobID });

const rows: readonly Row[] = [
  { name: 'nobody asks', becomes: 'nothing' },
  { name: 'somebody asks', asks: 'savepoint', becomes: 'savepoint Requested' },
  {
    name: 'for something else',
    asks: 'job-cancel',
    recorded: control('savepoint', 'Requested'),
    becomes: 'job-cancel Requested',
  },
  { name: 'while something is under way', asks: 'savepoint', recorded: cancelling, becomes: 'job-cancel InProgress' },
  { name: 'by the spec', spec: { cancelRequested: true }, becomes: 'job-cancel Requested' },
  { name: 'by the spec first', asks: 'savepoint', spec: { cancelRequested: true }, becomes: 'job-cancel Requested' },
  { name: 'by the spec, too late', spec: { cancelRequested: true }, job: job('Succeeded'), becomes: 'nothing' },
  {
    name: 'by the spec, before it comes back',
    spec: { cancelRequested: true, ...restartable },
    job: job('Failed'),
    becomes: 'job-cancel Requested',
  },
  {
    name: 'by the spec, and it was done',
    spec: { cancelRequested: true },
    recorded: control('job-cancel', 'Succeeded'),
    becomes: 'job-cancel Succeeded',
  },
  {
    name: 'a savepoint under way',
    recorded: saving,
    savepoint: savepoint('InProgress', 'user requested'),
    becomes: 'savepoint InProgress',
  },
  {
    name: 'a savepoint that was taken',
    recorded: saving,
    savepoint: savepoint('Succeeded', 'user requested'),
    becomes: 'savepoint Succeeded',
  },
  {
    name: 'one that could not begin',
    recorded: saving,
    savepoint: savepoint('TriggerFailed', 'user requested'),
    becomes: 'savepoint Failed: the savepoint failed',
  },
  { name: 'one of which nothing is recorded', recorded: saving, becomes: 'savepoint Failed: no savepoint is recorded' },
  {
    name: 'one for which it is too late',
    recorded: control('savepoint', 'Requested'),
    job: job('Succeeded'),
    becomes: 'savepoint Failed: the job ended before a savepoint could be taken',
  },
  { name: 'a job that still runs', recorded: cancelling, becomes: 'job-cancel InProgress' },
  { name: 'cancelled without savepoint', recorded: cancelling, job: job('Cancelled'), becomes: 'job-cancel Succeeded' },
  {
    name: 'cancelled with its savepoint',
    recorded: cancelling,
    job: job('Cancelled'),
    savepoint: savepoint('Succeeded', 'job cancel'),
    becomes: 'job-cancel Succeeded',
  },
  {
    name: 'cancelled, and its savepoint to come',
    recorded: cancelling,
    job: job('Cancelled'),
    savepoint: savepoint('InProgress', 'job cancel'),
    becomes: 'job-cancel InProgress',
  },
  {
    name: 'finished, and its savepoint to come',
    recorded: cancelling,
    job: job('Succeeded'),
    savepoint: savepoint('InProgress', 'job cancel'),
    becomes: 'job-cancel InProgress',
  },
  {
    name: 'cancelled, its savepoint failed',
    recorded: cancelling,
    job: job('Cancelled'),
    savepoint: savepoint('Failed', 'job cancel'),
    becomes: 'job-cancel Failed: the savepoint failed',
  },
  {
    name: 'cancelled, and what was on its way runs still',
    recorded: cancelling,
    job: job('Cancelled'),
    isEnding: true,
    becomes: 'job-cancel InProgress',
  },
  {
    name: 'cancelled after a failure of another savepoint',
    recorded: cancelling,
    job: job('Cancelled'),
    savepoint: savepoint('Failed', 'scheduled'),
    becomes: 'job-cancel Succeeded',
  },
  {
    name: 'cancelled during another savepoint',
    recorded: cancelling,
    job: job('Cancelled'),
    savepoint: savepoint('InProgress', 'scheduled'),
    becomes: 'job-cancel Succeeded',
  },
  {
    name: 'cancelled, the one before as well',
    recorded: cancelling,
    job: job('Cancelled'),
    savepoint: savepoint('Failed', 'job cancel', 'j0'),
    becomes: 'job-cancel Succeeded',
  },
  {
    name: 'finished by itself',
    recorded: cancelling,
    job: job('Succeeded'),
    becomes: 'job-cancel Failed: the job was not cancelled, it is Succeeded',
  },
  {
    name: 'failed, and would come back',
    spec: restartable,
    recorded: cancelling,
    job: job('Failed'),
    becomes: 'job-cancel InProgress',
  },
  {
    name: 'cancelled at once',
    recorded: control('job-cancel', 'Requested'),
    job: job('Cancelled'),
    becomes: 'job-cancel Succeeded',
  },
  { name: 'something nobody knows', recorded: control('restart', 'InProgress'), becomes: 'restart InProgress' },
];

for (const {
  name,
  asks,
  spec,
  recorded,
  job: of = job('Running'),
  savepoint: taken,
  isEnding = false,
  becomes,
} of rows) {
  test(`a request: ${name}`, () => {
    const next = nextControl({ cluster: annotated(asks, spec), recorded, job: of, savepoint: taken, isEnding, now });
    const told = next ? `${next.name} ${next.state}${next.message ? `: ${next.message}` : ''}` : 'nothing';
    assert.equal(told, becomes);
    const isSame = next?.name === recorded?.name && next?.state === recorded?.state;
    assert.equal(isSame, next === recorded);
    if (!isSame) assert.equal(next?.updateTime, ago(0));
  });
}

test('who asks for an end', () => {
  assert.equal(isCancelAsked(annotated(undefined), undefined), false);
  assert.equal(isCancelAsked(annotated('savepoint'), control('savepoint', 'Requested')), false);
  assert.equal(isCancelAsked(annotated('job-cancel'), undefined), true);
  assert.equal(isCancelAsked(annotated(undefined, { cancelRequested: true }), undefined), true);
  assert.equal(isCancelAsked(annotated(undefined), control('job-cancel', 'Requested')), true);
  assert.equal(isCancelAsked(annotated(undefined), cancelling), true);
});

test('a request that was carried out does not ask once more, though it stays on record', () => {
  assert.equal(isCancelAsked(annotated(undefined), control('job-cancel', 'Succeeded')), false);
  assert.equal(isCancelAsked(annotated(undefined), control('job-cancel', 'Failed')), false);
});

test('a job that was stopped with a savepoint was cancelled', () => {
  const state = (of: string, taken?: Savepoint) => relabelled(job(of), taken).state;
  assert.equal(state('Succeeded', savepoint('Succeeded', 'job cancel')), 'Cancelled');
  assert.equal(state('Succeeded', savepoint('InProgress', 'job cancel')), 'Succeeded');
  assert.equal(state('Succeeded', savepoint('Succeeded', 'update')), 'Succeeded');
  assert.equal(state('Succeeded', savepoint('Succeeded', 'job cancel', 'j0')), 'Succeeded');
  assert.equal(state('Failed', savepoint('Succeeded', 'job cancel')), 'Failed');
  assert.equal(state('Succeeded'), 'Succeeded');
});

interface Spent {
  readonly name: string;
  readonly asks?: string;
  readonly was?: Control;
  readonly is?: Control;
  readonly job?: string;
  readonly spent: boolean;
}

const done = control('savepoint', 'Succeeded');
const refused = control('job-cancel', 'Failed');

const spents: readonly Spent[] = [
  { name: 'there is none', is: done, spent: false },
  { name: 'it was heard', asks: 'savepoint', is: control('savepoint', 'Requested'), spent: false },
  { name: 'it is being done', asks: 'savepoint', was: saving, is: saving, spent: false },
  { name: 'something else is being done', asks: 'savepoint', was: cancelling, is: cancelling, spent: false },
  { name: 'something else is done now', asks: 'savepoint', was: cancelling, is: refused, spent: false },
  { name: 'it was refused', asks: 'savepoint', was: refused, is: refused, spent: true },
  { name: 'it is done now', asks: 'savepoint', was: saving, is: done, spent: true },
  { name: 'it asks again', asks: 'savepoint', was: done, is: done, spent: false },
  { name: 'it waits for a job that comes back', asks: 'savepoint', was: done, is: done, job: 'Updating', spent: false },
  { name: 'it asks nobody any more', asks: 'savepoint', was: done, is: done, job: 'Cancelled', spent: true },
];

for (const { name, asks, was, is, job: state = 'Running', spent } of spents) {
  test(`an annotation that ${spent ? 'goes' : 'stays'}: ${name}`, () => {
    assert.equal(isControlSpent(annotated(asks), was, { control: is, job: job(state) }), spent);
  });
}
