import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Snapshot } from '../../../src/engine/flink-state-snapshot/subject.ts';
import { outdated } from '../../../src/engine/snapshots/outdated.ts';
import { jobOf, snapshotOf, type Told } from './snapshot-jobs.ts';

const day = 1440;
const history = (count: number) => ({ 'kubernetes.operator.savepoint.history.max.count': String(count) });
const done = (name: string, minutes: number) => snapshotOf(name, minutes, 'COMPLETED');
const failed = (name: string, minutes: number) => snapshotOf(name, minutes, 'FAILED');
const underWay = (name: string, minutes: number) => snapshotOf(name, minutes, 'IN_PROGRESS');

interface Row extends Told {
  readonly name: string;
  readonly resources: readonly Snapshot[];
  readonly goes: string;
}

/** The oldest first. Source: `spec/flink-engine.md` 7.9. */
const rows: readonly Row[] = [
  { name: 'nothing', resources: [], goes: '' },
  { name: 'one that is old', resources: [done('a', 2 * day)], goes: '' },
  {
    name: 'as many as there is room for',
    configuration: history(2),
    resources: [done('a', 3), done('b', 2)],
    goes: '',
  },
  {
    name: 'more than that',
    configuration: history(2),
    resources: [done('a', 4), done('b', 3), done('c', 2), done('d', 1)],
    goes: 'a b',
  },
  { name: 'no room', configuration: history(0), resources: [done('a', 2), done('b', 1)], goes: 'a' },
  {
    name: 'more than the operator has room for',
    operator: { 'kubernetes.operator.savepoint.history.max.count.threshold': '1' },
    resources: [done('a', 2), done('b', 1)],
    goes: 'a',
  },
  { name: 'older than a day', resources: [done('a', day + 1), done('b', day), done('c', 1)], goes: 'a' },
  { name: 'all older than a day', resources: [done('a', 3 * day), done('b', 2 * day)], goes: 'a' },
  {
    name: 'older than the operator keeps',
    operator: { 'kubernetes.operator.savepoint.history.max.age.threshold': '1 min' },
    resources: [done('a', 2), done('b', 1)],
    goes: 'a',
  },
  {
    name: 'one that is under way, after one that is done',
    configuration: history(1),
    resources: [done('a', 2), underWay('b', 1)],
    goes: '',
  },
  {
    name: 'one that is under way for long, before one that is done',
    configuration: history(1),
    resources: [underWay('a', 2), done('b', 1)],
    goes: 'a',
  },
  {
    name: 'one that is under way for long, with room for it',
    configuration: history(2),
    resources: [underWay('a', 2 * day), done('b', 1)],
    goes: '',
  },
  {
    name: 'those that have failed take no room',
    configuration: history(2),
    resources: [done('a', 4), done('b', 3), failed('c', 2), failed('d', 1)],
    goes: '',
  },
  {
    name: 'too many that have failed',
    configuration: history(1),
    resources: [done('a', 4), failed('b', 3), failed('c', 2), failed('d', 1)],
    goes: 'b c',
  },
  { name: 'an old one that has failed', resources: [done('a', 2 * day), failed('b', 2 * day)], goes: 'b' },
  {
    name: 'those that people have asked for',
    configuration: history(1),
    resources: [snapshotOf('a', 3 * day, 'COMPLETED', { trigger: 'MANUAL' }), done('b', 1)],
    goes: '',
  },
  {
    name: 'those of upgrades and of the schedule together',
    configuration: history(1),
    resources: [snapshotOf('a', 2, 'COMPLETED', { trigger: 'UPGRADE' }), done('b', 1)],
    goes: 'a',
  },
  {
    name: 'the one that the job would begin from',
    configuration: history(1),
    jobStatus: { upgradeSavepointPath: 's3://a' },
    resources: [snapshotOf('a', 2, 'COMPLETED', { trigger: 'UPGRADE' }), done('b', 1)],
    goes: '',
  },
  {
    name: 'checkpoints are no savepoints',
    configuration: history(1),
    resources: [snapshotOf('a', 3 * day, 'COMPLETED', { type: 'checkpoint' }), done('b', 1)],
    goes: '',
  },
];

const inShort = (snapshots: readonly Snapshot[]) => snapshots.map(({ metadata }) => metadata.name).join(' ');

for (const { name, resources, goes, ...told } of rows) {
  test(`outdated savepoints: ${name}`, () =>
    assert.equal(inShort(outdated(jobOf({ ...told, snapshots: { resources } }), 'savepoint')), goes));
}

test('so many checkpoints stay as Flink retains, however old', () => {
  const resources = [3, 2, 1].map((days) => snapshotOf(`${days}`, days * day, 'COMPLETED', { type: 'checkpoint' }));
  const goes = (configuration: Readonly<Record<string, string>>) =>
    inShort(outdated(jobOf({ configuration, snapshots: { resources } }), 'checkpoint'));
  assert.equal(goes({}), '3 2');
  assert.equal(goes({ 'state.checkpoints.num-retained': '2' }), '3');
  assert.equal(goes({ 'execution.checkpointing.num-retained': '3' }), '');
});
