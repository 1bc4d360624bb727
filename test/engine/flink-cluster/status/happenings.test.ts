import assert from 'node:assert/strict';
import { test } from 'node:test';
import { statusHappenings } from '../../../../src/engine/flink-cluster/status/happenings.ts';
import type { Status } from '../../../../src/engine/flink-cluster/subject.ts';
import { ago, recordedStatus } from '../../../support/observed-cluster.ts';

const told = (before: Status | undefined, after: Status): string[] =>
  statusHappenings(before, after).map(({ type, reason, message }) => `${type} ${reason}: ${message}`);

const control = (name: string, state: string, message?: string) => ({
  control: { name, state, updateTime: ago(0), ...(message && { message }) },
});
const savepoint = (state: string, triggerID = 't1', message?: string) => ({
  savepoint: { state, triggerID, triggerReason: 'scheduled', ...(message && { message }) },
});

test('of a first status everything is told', () => {
  const components = {
    configMap: { name: 'c', state: 'Ready' },
    jobManager: { name: 'jm', state: 'NotReady', replicas: 1, ready: '0/1' },
    jobManagerService: { name: 's', state: 'Ready' },
    jobManagerIngress: { name: 'i', state: 'NotReady' },
    taskManager: { name: 'tm', state: 'NotReady', replicas: 1, ready: '0/1', selector: 'a=b' },
    job: { state: 'Pending' },
  };
  assert.deepEqual(told(undefined, recordedStatus({ state: 'Creating', components })), [
    'Normal StatusUpdate: ConfigMap status: Ready',
    'Normal StatusUpdate: JobManager StatefulSet status: NotReady',
    'Normal StatusUpdate: JobManager service status: Ready',
    'Normal StatusUpdate: JobManager ingress status: NotReady',
    'Normal StatusUpdate: TaskManager status: NotReady',
    'Normal StatusUpdate: Job status: Pending',
    'Normal StatusUpdate: Cluster status: Creating',
  ]);
});

test('after that, what has changed', () => {
  const before = recordedStatus({ components: { job: { state: 'Running' } } });
  const after = recordedStatus({ components: { job: { state: 'Failed', restartCount: 1 } } });
  assert.deepEqual(told(before, after), ['Normal StatusUpdate: Job status changed: Running -> Failed']);
  assert.deepEqual(told(before, recordedStatus({ components: { job: { state: 'Running', id: 'j' } } })), []);
  assert.deepEqual(told(before, before), []);
});

const changes = [
  { before: {}, after: control('savepoint', 'Requested'), told: 'Normal ControlRequested: savepoint was asked for' },
  {
    before: control('savepoint', 'Requested'),
    after: control('savepoint', 'InProgress'),
    told: 'Normal ControlInProgress: savepoint is under way',
  },
  {
    before: control('savepoint', 'InProgress'),
    after: control('savepoint', 'Succeeded'),
    told: 'Normal ControlSucceeded: savepoint is done',
  },
  {
    before: control('savepoint', 'InProgress'),
    after: control('savepoint', 'Failed', 'no'),
    told: 'Warning ControlFailed: savepoint failed: no',
  },
  {
    before: {},
    after: savepoint('InProgress'),
    told: 'Normal SavepointTriggered: Savepoint triggered: scheduled, trigger t1',
  },
  {
    before: savepoint('Succeeded'),
    after: savepoint('InProgress', 't2'),
    told: 'Normal SavepointTriggered: Savepoint triggered: scheduled, trigger t2',
  },
  {
    before: savepoint('InProgress'),
    after: savepoint('Succeeded'),
    told: 'Normal SavepointCreated: Savepoint taken: scheduled, trigger t1',
  },
  {
    before: savepoint('InProgress'),
    after: savepoint('Failed', 't1', 'no'),
    told: 'Warning SavepointFailed: Savepoint failed: scheduled, trigger t1: no',
  },
  {
    before: savepoint('Failed'),
    after: savepoint('Failed', 't2', 'no'),
    told: 'Warning SavepointFailed: Savepoint failed: scheduled, trigger t2: no',
  },
  {
    before: {},
    after: savepoint('TriggerFailed', 't1', 'no'),
    told: 'Warning SavepointFailed: Savepoint failed: scheduled, trigger t1: no',
  },
];

for (const { before, after, told: line } of changes) {
  test(`told once: ${line}`, () => {
    assert.deepEqual(told(recordedStatus(before), recordedStatus(after)), [line]);
    assert.deepEqual(told(recordedStatus(after), recordedStatus(after)), []);
  });
}

test('a message has at most 100 characters', () => {
  const [happening] = statusHappenings(
    recordedStatus(),
    recordedStatus(control('savepoint', 'Failed', 'x'.repeat(200))),
  );
  assert.equal(happening?.message.length, 100);
  assert.equal(happening?.component, 'FlinkOperator');
});
