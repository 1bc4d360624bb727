import assert from 'node:assert/strict';
import { test } from 'node:test';
import { dueTimeOf, snapshotName, timeMark } from '../../../src/engine/snapshots/name.ts';
import { isDns1123Subdomain } from '../../../src/values/kubernetes-name.ts';
import { jobOf } from './snapshot-jobs.ts';

const { of } = jobOf();
const named = (name: string) => ({ ...of, metadata: { ...of.metadata, name } });

test('a snapshot is named after its job', () => {
  assert.equal(snapshotName(of, 'savepoint', 'PERIODIC', '17'), 'orders-savepoint-periodic-17');
  assert.equal(snapshotName(of, 'checkpoint', 'MANUAL', '2-12345678'), 'orders-checkpoint-manual-2-12345678');
});

test('names of snapshots of jobs with long names are names, and differ', () => {
  const names = ['a', 'b'].map((end) => snapshotName(named(`${'a.b'.repeat(84)}${end}`), 'savepoint', 'UPGRADE', '17'));
  assert.equal(new Set(names).size, 2);
  for (const name of names) assert.ok(isDns1123Subdomain(name) && name.endsWith('-savepoint-upgrade-17'), name);
});

test('a deployment and a session job of one name have snapshots of different names at one time', () => {
  for (const time of [1_768_478_400_000, 1_768_478_400_001]) {
    const marks = (['FlinkDeployment', 'FlinkSessionJob'] as const).map((kind) => timeMark(jobOf({ kind }).of, time));
    assert.equal(new Set(marks).size, 2);
    for (const mark of marks) assert.ok(Math.abs(Number(mark) - time) <= 1);
  }
});

test('for when a periodic snapshot is, its name says', () => {
  assert.equal(dueTimeOf('orders-savepoint-periodic-1768478400000'), 1_768_478_400_000);
  assert.equal(dueTimeOf('orders-savepoint-manual-1768478400000'), undefined);
  assert.equal(dueTimeOf('orders-savepoint-periodic-then'), undefined);
});
