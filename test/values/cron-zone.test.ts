import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { nextCronTime, nextCronTimeIn } from '../../src/values/cron.ts';
import { zoneOffset } from '../../src/values/zoned-time.ts';

const berlin = 'Europe/Berlin';

/** On 29 March 2026 Berlin skips the hour from 2 to 3, on 25 October it has that from 2 to 3 twice. */
const fires: readonly [name: string, expression: string, after: string, next: string | undefined][] = [
  ['winter', '0 0 12 * * ?', '2026-01-15T10:30:00Z', '2026-01-15T11:00:00.000Z'],
  ['summer', '0 0 12 * * ?', '2026-07-15T10:30:00Z', '2026-07-16T10:00:00.000Z'],
  ['across the change', '0 0 12 * * ?', '2026-03-28T11:00:00Z', '2026-03-29T10:00:00.000Z'],
  ['at the change', '0 0 3 * * ?', '2026-03-28T12:00:00Z', '2026-03-29T01:00:00.000Z'],
  ['in the hour that is skipped', '0 30 2 * * ?', '2026-03-28T12:00:00Z', '2026-03-30T00:30:00.000Z'],
  ['in the hour that comes twice', '0 30 2 * * ?', '2026-10-24T12:00:00Z', '2026-10-25T00:30:00.000Z'],
  ['and again', '0 30 2 * * ?', '2026-10-25T00:30:00Z', '2026-10-25T01:30:00.000Z'],
  ['and then the next day', '0 30 2 * * ?', '2026-10-25T01:30:00Z', '2026-10-26T01:30:00.000Z'],
  ['every quarter through that hour', '0 0/15 * * * ?', '2026-10-25T00:45:00Z', '2026-10-25T01:00:00.000Z'],
  ['half a year on', '0 0 0 1 7 ?', '2026-01-15T10:30:00Z', '2026-06-30T22:00:00.000Z'],
  ['in some years', '0 0 0 29 2 ?', '2026-01-15T10:30:00Z', '2028-02-28T23:00:00.000Z'],
  ['never', '0 0 0 30 2 ?', '2026-01-15T10:30:00Z', undefined],
];
for (const [name, expression, after, next] of fires) {
  test(`cron in Berlin: ${name}`, () =>
    assert.equal(nextCronTimeIn(berlin, expression, new Date(after))?.toISOString(), next));
}

const times = fc.date({ min: new Date('2020-01-01'), max: new Date('2040-01-01'), noInvalidDate: true });
const parts = fc.tuple(fc.nat(59), fc.constantFrom('*', '0/20', '5', '30'), fc.constantFrom('*', '2', '0/6', '23'));
const zones = fc.constantFrom(
  berlin,
  'UTC',
  'America/St_Johns',
  'Australia/Lord_Howe',
  'Asia/Kolkata',
  'Africa/Casablanca',
);

test('cron in a zone fires later, at a time that its clocks show, and never after one that was left out', () => {
  fc.assert(
    fc.property(parts, zones, times, fc.double({ min: 0, max: 1, noNaN: true }), (fields, zone, after, share) => {
      const expression = `${fields.join(' ')} ? * *`;
      const next = nextCronTimeIn(zone, expression, after) as Date;
      assert.ok(next > after);
      const shown = next.getTime() + zoneOffset(zone, next.getTime());
      assert.equal(nextCronTime(expression, new Date(shown - 1))?.getTime(), shown);
      // From anywhere in between it is the same one.
      const between = after.getTime() + Math.floor((next.getTime() - after.getTime() - 1) * share);
      assert.deepEqual(nextCronTimeIn(zone, expression, new Date(between)), next);
    }),
  );
});

test('in UTC it is as without a zone', () => {
  fc.assert(
    fc.property(parts, times, (fields, after) => {
      const expression = `${fields.join(' ')} 1 * ?`;
      assert.deepEqual(nextCronTimeIn('UTC', expression, after), nextCronTime(expression, after));
    }),
  );
});
