import assert from 'node:assert/strict';
import { test } from 'node:test';
import { askedFor, inVain } from '../../../src/engine/snapshots/asked.ts';
import type { SnapshotType } from '../../../src/engine/snapshots/job.ts';
import { begun, jobOf, noon, type Told } from './snapshot-jobs.ts';

const every = (interval: string) => ({
  'kubernetes.operator.periodic.savepoint.interval': interval,
  'kubernetes.operator.periodic.checkpoint.interval': interval,
});
const pending = (triggerType: 'MANUAL' | 'PERIODIC' | 'UPGRADE') => ({
  savepointInfo: { triggerId: 'a1', triggerTimestamp: noon, triggerType },
});

interface Row extends Told {
  readonly name: string;
  readonly type?: SnapshotType;
  /** Of a periodic one: minutes before noon for which it is. */
  readonly asked: string;
}

/** Source: `spec/flink-engine.md` 7.6. */
const rows: readonly Row[] = [
  { name: 'nothing', asked: 'none' },
  { name: 'a nonce', wanted: { savepointTriggerNonce: 2 }, asked: 'MANUAL 2' },
  {
    name: 'another nonce',
    last: { savepointTriggerNonce: 1 },
    wanted: { savepointTriggerNonce: 2 },
    asked: 'MANUAL 2',
  },
  {
    name: 'the nonce of before',
    last: { savepointTriggerNonce: 2 },
    wanted: { savepointTriggerNonce: 2 },
    asked: 'none',
  },
  { name: 'a nonce that was taken away', last: { savepointTriggerNonce: 2 }, asked: 'none' },
  { name: 'a nonce of the other type', wanted: { checkpointTriggerNonce: 2 }, asked: 'none' },
  { name: 'a checkpoint', type: 'checkpoint', wanted: { checkpointTriggerNonce: 2 }, asked: 'MANUAL 2' },
  { name: 'a job that does not run', state: 'RESTARTING', wanted: { savepointTriggerNonce: 2 }, asked: 'none' },
  {
    name: 'a nonce while one is taken',
    wanted: { savepointTriggerNonce: 2 },
    jobStatus: pending('MANUAL'),
    asked: 'none',
  },
  {
    name: 'a checkpoint while a savepoint is taken',
    type: 'checkpoint',
    wanted: { checkpointTriggerNonce: 2 },
    jobStatus: pending('MANUAL'),
    asked: 'MANUAL 2',
  },
  {
    name: 'a checkpoint of an old version',
    type: 'checkpoint',
    flinkVersion: 'v1_16',
    wanted: { checkpointTriggerNonce: 2 },
    configuration: every('1 min'),
    asked: 'none',
  },
  {
    name: 'a savepoint of an old version',
    flinkVersion: 'v1_16',
    wanted: { savepointTriggerNonce: 2 },
    asked: 'MANUAL 2',
  },
  { name: 'an interval that is over', configuration: every('10 min'), asked: 'PERIODIC 5' },
  { name: 'an interval that is just over', configuration: every('15 min'), asked: 'PERIODIC 0' },
  { name: 'an interval that is not over', configuration: every('15 min'), now: noon - 1, asked: 'none' },
  { name: 'several intervals, which are one', configuration: every('4 min'), asked: 'PERIODIC 3' },
  { name: 'a cron time that is over', configuration: every('0 50 * * * ?'), asked: 'PERIODIC 10' },
  { name: 'a cron time that is not over', configuration: every('1 0 * * * ?'), asked: 'none' },
  { name: 'several cron times, which are one', configuration: every('0 0/7 * * * ?'), asked: 'PERIODIC 0' },
  { name: 'never', configuration: every('0'), asked: 'none' },
  { name: 'what is no interval', configuration: every('soon'), asked: 'none' },
  { name: 'a periodic checkpoint', type: 'checkpoint', configuration: every('10 min'), asked: 'PERIODIC 5' },
  {
    name: 'a nonce and an interval',
    wanted: { savepointTriggerNonce: 2 },
    configuration: every('10 min'),
    asked: 'MANUAL 2',
  },
  {
    name: 'an interval while one is taken',
    configuration: every('1 min'),
    jobStatus: pending('PERIODIC'),
    asked: 'none',
  },
];

for (const { name, type = 'savepoint', asked, ...told } of rows) {
  test(`asked for: ${name}`, () => {
    const found = askedFor(jobOf(told), type);
    const what = found?.trigger === 'MANUAL' ? found.nonce : found && (noon - found.due.getTime()) / 60_000;
    assert.equal(found ? `${found.trigger} ${what}` : 'none', asked);
  });
}

test('cron is by the clocks of the engine', () => {
  const snapshots = { timeZone: 'Asia/Kolkata', lastPeriodic: { savepoint: begun, checkpoint: begun } };
  const found = askedFor(jobOf({ configuration: every('0 20 17 * * ?'), snapshots }), 'savepoint');
  assert.deepEqual(found, { trigger: 'PERIODIC', due: new Date(noon - 600_000) });
});

const vain: readonly (Told & { readonly name: string; readonly type?: SnapshotType; readonly told?: string })[] = [
  { name: 'nothing' },
  { name: 'an interval', configuration: every('1h') },
  {
    name: 'no interval',
    configuration: every('1 fortnight'),
    told: 'There are no periodic savepoints: kubernetes.operator.periodic.savepoint.interval is no duration such as 6h, and as cron it has 2 of at least 6 fields',
  },
  {
    name: 'a checkpoint of an old version',
    type: 'checkpoint',
    flinkVersion: 'v1_16',
    wanted: { checkpointTriggerNonce: 2 },
    told: 'Flink v1_16 takes no checkpoints on demand',
  },
  {
    name: 'periodic checkpoints of an old version',
    type: 'checkpoint',
    flinkVersion: 'v1_16',
    configuration: every('1h'),
    told: 'Flink v1_16 takes no checkpoints on demand',
  },
  { name: 'no checkpoint of an old version', type: 'checkpoint', flinkVersion: 'v1_16' },
];

for (const { name, type = 'savepoint', told, ...of } of vain) {
  test(`asked for in vain: ${name}`, () => {
    const messages = inVain(jobOf(of), type).map(({ message }) => message);
    assert.deepEqual(messages, told === undefined ? [] : [told]);
  });
}
