import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { latestSnapshotTime, nextSnapshotTime, parseSnapshotSchedule } from '../../src/values/snapshot-schedule.ts';

const last = new Date('2026-01-15T10:30:30.500Z');

const schedules: readonly [text: string, type: string, next?: string][] = [
  ['', 'never'],
  ['  ', 'never'],
  ['0', 'never'],
  ['0 min', 'never'],
  ['6h', 'every', '2026-01-15T16:30:30.500Z'],
  ['10 min', 'every', '2026-01-15T10:40:30.500Z'],
  ['1500', 'every', '2026-01-15T10:30:32.000Z'],
  ['100 ns', 'every', '2026-01-15T10:30:30.501Z'],
  ['100000000000 d', 'every'],
  ['0 0 12 * * ?', 'cron', '2026-01-15T12:00:00.000Z'],
  ['0 0 0 1 1 ? 2020', 'cron'],
  ['6 weeks', 'invalid'],
  ['0 12 * * ?', 'invalid'],
  ['-1h', 'invalid'],
];

for (const [text, type, next] of schedules) {
  test(`a schedule of snapshots: '${text}'`, () => {
    const schedule = parseSnapshotSchedule(text);
    assert.equal(schedule.type, type);
    assert.equal(nextSnapshotTime(schedule, last, 'UTC')?.toISOString(), next);
  });
}

test('of times that were missed the latest counts', () => {
  const latest = (text: string, now: string) =>
    latestSnapshotTime(parseSnapshotSchedule(text), last, new Date(now), 'UTC')?.toISOString();
  assert.equal(latest('', '2026-01-15T20:00:00Z'), undefined);
  assert.equal(latest('6h', '2026-01-15T16:30:30.499Z'), undefined);
  assert.equal(latest('6h', '2026-01-15T16:30:30.500Z'), '2026-01-15T16:30:30.500Z');
  assert.equal(latest('6h', '2026-01-16T12:00:00Z'), '2026-01-16T10:30:30.500Z');
  assert.equal(latest('0 0 12 * * ?', '2026-01-15T11:59:59.999Z'), undefined);
  assert.equal(latest('0 0 12 * * ?', '2026-01-15T12:00:00Z'), '2026-01-15T12:00:00.000Z');
  assert.equal(latest('0 0 12 * * ?', '2026-01-20T11:00:00Z'), '2026-01-19T12:00:00.000Z');
});

test('the latest time is one, and no other is between it and now', () => {
  const schedules = fc.constantFrom(
    '0 0 12 * * ?',
    '* * 3 * * ?',
    '0/7 0/5 * ? * MON-FRI',
    '0 30 2 1W * ?',
    '90 s',
    '1',
  );
  const spans = fc.integer({ min: 0, max: 100 * 86_400_000 });
  fc.assert(
    fc.property(schedules, spans, (text, span) => {
      const schedule = parseSnapshotSchedule(text);
      const now = new Date(last.getTime() + span);
      const found = latestSnapshotTime(schedule, last, now, 'Europe/Berlin');
      const next = nextSnapshotTime(schedule, found ?? last, 'Europe/Berlin');
      assert.ok(next && next > now);
      if (found) assert.ok(found > last && found <= now);
    }),
  );
});

test('what is no schedule is told why', () => {
  const schedule = parseSnapshotSchedule('0 12 * * ?');
  assert.ok(schedule.type === 'invalid');
  assert.equal(schedule.reason, 'is no duration such as 6h, and as cron it has 5 of at least 6 fields');
});

test('cron is by the clocks of the zone', () => {
  const next = nextSnapshotTime(parseSnapshotSchedule('0 0 12 * * ?'), last, 'America/New_York');
  assert.equal(next?.toISOString(), '2026-01-15T17:00:00.000Z');
});
