import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Savepoint } from '../../../src/api/flink-deployment/types.ts';
import { tidyHistory, withSavepoint, withUpgrade } from '../../../src/engine/snapshots/history.ts';
import { configurationOf, jobOf, noon, snapshotOf, statusOf, type Told } from './snapshot-jobs.ts';

const day = 1440;
const kept = (name: string, minutes: number): Savepoint => ({ location: name, timeStamp: noon - minutes * 60_000 });
const room = (count: number) => ({ 'kubernetes.operator.savepoint.history.max.count': String(count) });
const careless = { 'kubernetes.operator.savepoint.cleanup.enabled': 'false' };
const done = snapshotOf('object', 1, 'COMPLETED');

interface Row extends Told {
  readonly name: string;
  readonly history: readonly Savepoint[];
  /** What is disposed of, and what is left then. */
  readonly comesTo?: string;
}

/** The oldest first. Source: `spec/flink-engine.md` 7.9. */
const rows: readonly Row[] = [
  { name: 'nothing', history: [] },
  { name: 'one that is old', history: [kept('a', 2 * day)] },
  { name: 'as many as there is room for', configuration: room(2), history: [kept('a', 2), kept('b', 1)] },
  {
    name: 'more than that',
    configuration: room(1),
    history: [kept('a', 3), kept('b', 2), kept('c', 1)],
    comesTo: 'dispose a, left b c',
  },
  {
    name: 'one that is too old',
    history: [kept('a', day + 1), kept('b', 1)],
    comesTo: 'dispose a, left b',
  },
  { name: 'all of them are', history: [kept('a', 3 * day), kept('b', 2 * day)], comesTo: 'dispose a, left b' },
  {
    name: 'objects take room',
    configuration: room(3),
    snapshots: { resources: [done] },
    history: [kept('a', 4), kept('b', 3), kept('c', 2)],
    comesTo: 'dispose a, left b c',
  },
  {
    name: 'the last one, whatever else there is',
    configuration: room(1),
    snapshots: { resources: [done] },
    history: [kept('a', 2 * day)],
  },
  {
    name: 'objects take all room',
    configuration: room(1),
    snapshots: { resources: [done] },
    history: [kept('a', 3), kept('b', 2)],
    comesTo: 'dispose a, left b',
  },
  {
    name: 'the one that the job would begin from',
    configuration: room(1),
    jobStatus: { upgradeSavepointPath: 'a' },
    history: [kept('a', 3), kept('b', 2), kept('c', 1)],
    comesTo: 'dispose b, left a c',
  },
  {
    name: 'nobody cleans up',
    configuration: { ...room(1), ...careless },
    history: [kept('a', 2), kept('b', 1)],
    comesTo: 'left b',
  },
];

for (const { name, history, comesTo, jobStatus, ...told } of rows) {
  test(`the history of savepoints: ${name}`, () => {
    const savepointInfo = { lastSavepoint: { location: 'last' }, savepointHistory: [...history] };
    const decision = tidyHistory(jobOf({ ...told, jobStatus: { ...jobStatus, savepointInfo } }));
    const actions = (decision?.actions ?? []).map(
      (action) => action.type === 'disposeSavepoint' && `dispose ${action.path}`,
    );
    const { savepointInfo: left } = (decision?.done ?? decision?.status)?.jobStatus ?? {};
    const names = left?.savepointHistory?.map(({ location }) => location).join(' ');
    assert.equal(decision && [...actions, `left ${names}`].join(', '), comesTo);
    if (decision) assert.deepEqual(left?.lastSavepoint, savepointInfo.lastSavepoint);
  });
}

test('what is to be disposed of is in the history until it is', () => {
  const savepointInfo = { savepointHistory: [kept('a', 2), kept('b', 1)] };
  const job = jobOf({ configuration: room(1), jobStatus: { savepointInfo } });
  assert.equal(tidyHistory(job)?.status, job.status);
});

test('the savepoint of an upgrade is noted once', () => {
  const once = withUpgrade(statusOf({}), configurationOf(), 's3://a', 17);
  const entry = { location: 's3://a', timeStamp: 17, triggerType: 'UPGRADE', formatType: 'CANONICAL' };
  assert.deepEqual(once.jobStatus?.savepointInfo, { lastSavepoint: entry, savepointHistory: [entry] });
  const other = withSavepoint(once, { location: 's3://b', timeStamp: 18 });
  assert.equal(withUpgrade(other, configurationOf(), 's3://a', 19), other);
});
