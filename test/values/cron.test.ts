import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { checkQuartzCron, nextCronTime } from '../../src/values/cron.ts';

const from = new Date('2026-01-15T10:30:30.500Z');

/** What Quartz itself answers for the time after `from`, in UTC. */
const fires: [string, string | undefined][] = [
  ['0 0 12 * * ?', '2026-01-15T12:00:00.000Z'],
  ['0 15 10 ? * MON-FRI', '2026-01-16T10:15:00.000Z'],
  ['0/5 * * ? * mon', '2026-01-19T00:00:00.000Z'],
  ['  0\t0  12 * * ?  ', '2026-01-15T12:00:00.000Z'],
  ['0 0 0 L * ?', '2026-01-31T00:00:00.000Z'],
  ['0 0 0 L-3 * ?', '2026-01-28T00:00:00.000Z'],
  ['0 0 0 LW * ?', '2026-01-30T00:00:00.000Z'],
  ['0 0 0 L-2W 5 ?', '2026-05-29T00:00:00.000Z'],
  ['0 0 0 15W * ?', '2026-02-16T00:00:00.000Z'],
  ['0 0 0 1W 8 ?', '2026-08-03T00:00:00.000Z'],
  ['0 0 0 1,15W * ?', '2026-02-02T00:00:00.000Z'],
  ['0 0 0 ? * 6L', '2026-01-30T00:00:00.000Z'],
  ['0 0 0 ? * FRIL', '2026-01-30T00:00:00.000Z'],
  ['0 0 0 ? * 6#3', '2026-01-16T00:00:00.000Z'],
  ['0 0 0 ? * MON#5', '2026-03-30T00:00:00.000Z'],
  ['0 0 0 ? * 7#1', '2026-02-07T00:00:00.000Z'],
  ['0 0 0 ? * 2#1,3', '2026-02-02T00:00:00.000Z'],
  ['0 0 0 ? * L', '2026-01-17T00:00:00.000Z'],
  ['0 0 0 29 2 ?', '2028-02-29T00:00:00.000Z'],
  ['0 0 0 31 * ?', '2026-01-31T00:00:00.000Z'],
  ['0 0 22-2 * * ?', '2026-01-15T22:00:00.000Z'],
  ['0 0 0 ? * 6-2', '2026-01-16T00:00:00.000Z'],
  ['0 0 0 ? NOV-FEB 2#1', '2026-02-02T00:00:00.000Z'],
  ['0 0/20 8-10 * * ?', '2026-01-15T10:40:00.000Z'],
  ['*/10 * * * * ?', '2026-01-15T10:30:40.000Z'],
  ['/7 * * * * ?', '2026-01-15T10:30:35.000Z'],
  ['50-10/15 * * * * ?', '2026-01-15T10:30:50.000Z'],
  ['0 5/0 * * * ?', '2026-01-15T11:05:00.000Z'],
  ['31 30 10 15 1 ?', '2026-01-15T10:30:31.000Z'],
  ['30 30 10 15 1 ?', '2027-01-15T10:30:30.000Z'],
  ['59 59 23 31 12 ? 2030', '2030-12-31T23:59:59.000Z'],
  ['0 0 0 1 */3 ? 2027/2', '2027-01-01T00:00:00.000Z'],
  ['0 0 0 1 1 ? * and more', '2027-01-01T00:00:00.000Z'],
  // Valid, and never again.
  ['0 0 0 1 1 ? 2020', undefined],
  ['0 0 0 1 1 ? 2026', undefined],
  ['0 0 0 30 2 ?', undefined],
];
for (const [expression, expected] of fires) {
  test(`cron ${expression}`, () => {
    assert.equal(checkQuartzCron(expression), undefined);
    assert.equal(nextCronTime(expression, from)?.toISOString(), expected);
  });
}

const alsoValid = [
  '* * * * * ? *',
  '* * * ? * 2',
  '1,,2 * * ? * *',
  '* * * ? JAN-DEC/2 *',
  '* * * ? * SUN,TUE',
  '0 0 0 ? 1,FEB 2-6/2',
];
for (const expression of alsoValid) {
  test(`cron ${expression}`, () => assert.equal(checkQuartzCron(expression), undefined));
}

const invalid: [string, RegExp][] = [
  ['', /0 of at least 6 fields/],
  ['* * * * *', /5 of at least 6 fields/],
  ['* * * * * *', /"\?" as either/],
  ['* * * ? * ?', /"\?" as either/],
  ['60 * * ? * *', /"60" as second, which goes from 0 to 59/],
  ['* 60 * ? * *', /as minute/],
  ['* * 25 * * ?', /"25" as hour, which goes from 0 to 23/],
  ['* * * 0 * ?', /day of the month, which goes from 1 to 31/],
  ['* * * 32 * ?', /day of the month/],
  ['* * * ? 13 *', /month, which goes from 1 to 12 or JAN to DEC/],
  ['* * * ? FOO *', /"FOO" as month/],
  ['* * * ? JAN-FOO *', /"JAN-FOO" as month/],
  ['* * * ? * 0', /day of the week, which goes from 1 to 7 or SUN to SAT/],
  ['* * * ? * 8', /day of the week/],
  ['* * * ? * MONDAY', /"MONDAY" as day of the week/],
  ['* * * ? * MON-5', /day of the week/],
  ['? * * ? * *', /"\?" as second/],
  ['L * * ? * *', /"L" as second/],
  ['*/60 * * ? * *', /"\*\/60" as second/],
  ['0/60 * * ? * *', /as second/],
  ['* * */24 ? * *', /as hour/],
  ['-1 * * ? * *', /as second/],
  ['5- * * ? * *', /as second/],
  ['a * * ? * *', /as second/],
  ['5x * * ? * *', /"5X" as second/],
  [', * * ? * *', /as second/],
  ['* * * L-31 * ?', /more than 30 days before the last/],
  ['* * * L,15 * ?', /"L" beside other days of the month/],
  ['* * * 32W * ?', /day of the month/],
  ['* * * ? * 2L,3', /"L" beside other days of the week/],
  ['* * * ? * 2#6', /followed by 1 to 5/],
  ['* * * ? * 2#0', /followed by 1 to 5/],
  ['* * * ? * 9#1', /day of the week/],
  ['* * * ? * * 2030-2026', /year/],
  ['* * * ? * * 1-999999999', /year/],
  [`* * * ? * ${'2,'.repeat(1000)}`, /too long/],
];
for (const [expression, reason] of invalid) {
  test(`no cron: ${expression.slice(0, 30)}`, () => {
    assert.match(checkQuartzCron(expression) ?? 'valid', reason);
    assert.equal(nextCronTime(expression, from), undefined);
  });
}

test('the next time is later, on the second, and found again from just before', () => {
  const field = (max: number) =>
    fc.oneof(
      fc.constant('*'),
      fc.nat(max).map(String),
      fc.integer({ min: 1, max }).map((step) => `*/${step}`),
    );
  const times = fc.date({ min: new Date('2020-01-01'), max: new Date('2060-01-01'), noInvalidDate: true });
  fc.assert(
    fc.property(field(59), field(59), field(23), times, (second, minute, hour, after) => {
      const expression = `${second} ${minute} ${hour} ? * MON-SAT`;
      const next = nextCronTime(expression, after) as Date;
      assert.ok(next > after && next.getUTCMilliseconds() === 0);
      assert.deepEqual(nextCronTime(expression, new Date(next.getTime() - 1)), next);
    }),
  );
});

test('any text is an expression or has a reason', () => {
  const unit = fc.constantFrom(...'*?/-,LW#0159 '.split(''), ' * ', 'MON', 'JAN', ' ? ');
  fc.assert(
    fc.property(fc.string({ unit, maxLength: 40 }), (text) => {
      const reason = checkQuartzCron(text);
      if (reason === undefined) nextCronTime(text, from);
      else assert.notEqual(reason, '');
    }),
  );
});
