import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { parseExcludedPeriod } from '../../src/values/excluded-period.ts';

const valid = [
  ...['9:30-10:50', '09:30-10:50', ' 9:30-10:50 ', '9:30:30-10:50:20', '9:30:30:100-9:30:30:101', '0:00-23:59'],
  ...['* * * ? * 2-6', '* * 9-11 * * ?', '0 0 0 1 1 ? 2030'],
  ...['9:30-10:50 && * * * ? * 2,5', '* * * ? * 2,5&&9:30-10:50', '9:30-10:50&&'],
];
for (const text of valid) {
  test(`excluded period ${text}`, () => assert.equal(parseExcludedPeriod(text), undefined));
}

const invalid: [string, RegExp][] = [
  ['', /0 of at least 6 fields/],
  ['bad', /"bad" is no daily range/],
  ['9:30', /no daily range/],
  ['9-10', /no daily range/],
  ['9:30 - 10:50', /no daily range/],
  ['9:30-10:60', /no daily range/],
  ['24:00-24:30', /no daily range/],
  ['9:30:60-10:00', /no daily range/],
  ['009:30-10:00', /no daily range/],
  ['9:30-9:30', /no daily range/],
  ['10:50-9:30', /no daily range/],
  ['9:30-10:50-', /no daily range/],
  ['* * * * *', /no daily range such as 9:30-10:50, and as cron it has 5/],
  ['9:30-10:50 && bad', /"bad"/],
  ['&&9:30-10:50', /"" is no daily range/],
  ['9:30-10:50&& ', /"" is no daily range/],
  ['9:30-10:50 && 11:00-12:00', /two of a kind/],
  ['* * * ? * 2 && * * * ? * 3', /two of a kind/],
  ['9:30-10:50 && * * * ? * 2 && 1:00-2:00', /more than/],
  ['x'.repeat(3000), /more than/],
  ['x'.repeat(100), /"x{40}…"/],
];
for (const [text, reason] of invalid) {
  test(`no excluded period: ${text.slice(0, 40)}`, () => assert.match(parseExcludedPeriod(text) ?? 'valid', reason));
}

test('any text is a period or has a reason', () => {
  const unit = fc.constantFrom('9:30', '-', '10:50', '&&', ' ', '*', '?');
  fc.assert(fc.property(fc.string({ unit, maxLength: 12 }), (text) => void parseExcludedPeriod(text)));
});
