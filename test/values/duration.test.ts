import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { formatDuration, parseDuration } from '../../src/values/duration.ts';

const second = 1_000_000_000n;

const durations: [string, bigint][] = [
  ['0', 0n],
  ['1500', 1_500_000_000n],
  ['1d', 86400n * second],
  ['2 Days', 172800n * second],
  ['1h', 3600n * second],
  ['1 hour', 3600n * second],
  ['5m', 300n * second],
  ['5 MIN', 300n * second],
  ['5 minutes', 300n * second],
  ['15 s', 15n * second],
  ['15sec', 15n * second],
  ['15 secs', 15n * second],
  [' 15 \t seconds ', 15n * second],
  ['10ms', 10_000_000n],
  ['10 millis', 10_000_000n],
  ['10 µs', 10_000n],
  ['10 micros', 10_000n],
  ['10 ns', 10n],
  ['10 nanoseconds', 10n],
  ['9223372036854775807s', 9223372036854775807n * second],
  ['106751991167300d', 106751991167300n * 86400n * second],
];
for (const [text, nanoseconds] of durations) {
  test(`duration ${JSON.stringify(text)}`, () => assert.equal(parseDuration(text), nanoseconds));
}

const unreadable = [
  ...[
    '',
    ' ',
    's',
    'soon',
    '1.5h',
    '-1h',
    '+1h',
    'PT15S',
    'PT5M',
    '1h30m',
    '1h 30m',
    '10us',
    '15 sx',
    '1 d d',
    '1\u00a0s',
  ],
  // The Greek letter in place of the micro sign.
  '1 μs',
  // More than 64 bits of count, and of seconds.
  ...['9223372036854775808', '9223372036854775808ns', '106751991167301d', '1'.repeat(500)],
];
for (const text of unreadable) {
  test(`no duration: ${JSON.stringify(text.slice(0, 30))}`, () => assert.equal(parseDuration(text), undefined));
}

const printed: [bigint, string][] = [
  [0n, '0 ms'],
  [1n, '1 ns'],
  [1500n, '1500 ns'],
  [2000n, '2 µs'],
  [5n * second, '5 s'],
  [3601n * second, '3601 s'],
  [300n * second, '5 min'],
  [7200n * second, '2 h'],
  [86400n * second, '1 d'],
];
for (const [nanoseconds, text] of printed) {
  test(`prints ${text}`, () => assert.equal(formatDuration(nanoseconds), text));
}

test('what is printed is read as the same duration', () => {
  fc.assert(
    fc.property(fc.bigInt({ min: 0n, max: 2n ** 62n }), (nanoseconds) => {
      assert.equal(parseDuration(formatDuration(nanoseconds)), nanoseconds);
    }),
  );
});

test('any text gives a duration or nothing', () => {
  fc.assert(fc.property(fc.string(), (text) => void parseDuration(text)));
});
