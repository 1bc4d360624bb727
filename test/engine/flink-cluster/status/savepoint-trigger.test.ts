import assert from 'node:assert/strict';
import { test } from 'node:test';
import { savepointReason } from '../../../../src/engine/flink-cluster/status/savepoint-trigger.ts';
import { userControlAnnotation } from '../../../../src/rules/flink-cluster/user-control.ts';
import { ago, jobCluster, now, recordedStatus } from '../../../support/observed-cluster.ts';

interface Row {
  readonly name: string;
  readonly spec?: object;
  readonly control?: string;
  readonly job?: object;
  readonly status?: object;
  readonly reason: string | undefined;
}

const failed = (triggerReason: string, seconds: number, state = 'Failed') => ({
  savepoint: { state, triggerReason, requestTime: ago(seconds) },
});
const inProgress = { control: { name: 'savepoint', state: 'InProgress', updateTime: ago(9) } };
const every = (seconds: number) => ({ autoSavepointSeconds: seconds });

const rows: readonly Row[] = [
  { name: 'nobody asks', reason: undefined },
  { name: 'the annotation', control: 'savepoint', reason: 'user requested' },
  { name: 'the annotation of one under way', control: 'savepoint', status: inProgress, reason: undefined },
  { name: 'no directory', spec: { savepointsDir: null }, control: 'savepoint', reason: undefined },
  { name: 'a blank directory', spec: { savepointsDir: ' ' }, control: 'savepoint', reason: undefined },
  { name: 'a job without id', job: { id: null }, control: 'savepoint', reason: undefined },
  { name: 'a job that has ended', job: { state: 'Failed' }, control: 'savepoint', reason: undefined },
  {
    name: 'another savepoint',
    control: 'savepoint',
    status: { savepoint: { state: 'InProgress' } },
    reason: undefined,
  },
  { name: 'cancelling', control: 'job-cancel', reason: 'job cancel' },
  { name: 'cancelling by the spec', spec: { cancelRequested: true }, control: 'savepoint', reason: 'job cancel' },
  { name: 'the next generation', spec: { savepointGeneration: 1 }, reason: 'user requested' },
  { name: 'this generation', spec: { savepointGeneration: 1 }, job: { savepointGeneration: 1 }, reason: undefined },
  {
    name: 'a generation that just failed',
    spec: { savepointGeneration: 1 },
    status: failed('user requested', 9),
    reason: undefined,
  },
  {
    name: 'a generation that failed',
    spec: { savepointGeneration: 1 },
    status: failed('user requested', 10),
    reason: 'user requested',
  },
  {
    name: 'a generation that failed before somebody has set the clock back',
    spec: { savepointGeneration: 1 },
    status: failed('user requested', -300),
    reason: 'user requested',
  },
  { name: 'before the interval is over', spec: every(101), reason: undefined },
  { name: 'when the interval is over', spec: every(100), reason: 'scheduled' },
  {
    name: 'the last savepoint begins the interval',
    spec: every(60),
    job: { savepointTime: ago(59) },
    reason: undefined,
  },
  { name: 'and ends it', spec: every(60), job: { savepointTime: ago(60) }, reason: 'scheduled' },
  {
    name: 'a job that has not started',
    spec: every(60),
    job: { state: 'Deploying', startTime: null },
    reason: undefined,
  },
  { name: 'an interval of no time', spec: every(0), reason: undefined },
  { name: 'an interval below that', spec: every(-1), reason: undefined },
  { name: 'an attempt that just failed', spec: every(60), status: failed('scheduled', 9), reason: undefined },
  { name: 'an attempt that failed', spec: every(3600), status: failed('scheduled', 10), reason: 'scheduled' },
  {
    name: 'an attempt that could not begin',
    spec: every(3600),
    status: failed('scheduled', 10, 'TriggerFailed'),
    reason: 'scheduled',
  },
  { name: 'an attempt of somebody else', spec: every(3600), status: failed('user requested', 10), reason: undefined },
];

for (const { name, spec = {}, control, job = {}, status = {}, reason } of rows) {
  test(`why a savepoint is taken: ${name}`, () => {
    const metadata = control === undefined ? {} : { annotations: { [userControlAnnotation]: control } };
    const running = { state: 'Running', id: 'j1', startTime: ago(100), ...job };
    const recorded = recordedStatus({ components: { job: running }, ...status });
    assert.equal(savepointReason({ cluster: jobCluster(spec, { metadata }), now }, recorded), reason);
  });
}
