import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { parseJavaDouble } from '../../src/values/java-double.ts';

const doubles: [string, number][] = [
  ['0.5', 0.5],
  ['1e-1', 0.1],
  ['1.', 1],
  ['.5', 0.5],
  ['1d', 1],
  ['1F', 1],
  ['1.5e3D', 1500],
  [' 0.7\t', 0.7],
  ['+1', 1],
  ['-1.5', -1.5],
  ['NaN', Number.NaN],
  ['-NaN', Number.NaN],
  ['Infinity', Number.POSITIVE_INFINITY],
  ['-Infinity', Number.NEGATIVE_INFINITY],
  ['1e400', Number.POSITIVE_INFINITY],
  ['1e-400', 0],
  ['0x1p3', 8],
  ['0X1.8P1', 3],
  ['0x.8p0', 0.5],
  ['0x1.p0f', 1],
  ['-0x10p-4', -1],
  ['0x0p0', 0],
  ['0x0.000p99999', 0],
  ['0xap0', 10],
  // Ties go to the even one, and anything beyond the tie does not.
  ['0x1.00000000000008p0', 1],
  ['0x1.00000000000018p0', 1.0000000000000004],
  ['0x1.000000000000080000000000001p0', 1.0000000000000002],
  ['0x1.fffffffffffff8p1023', Number.POSITIVE_INFINITY],
  ['0x1.fffffffffffff7p1023', Number.MAX_VALUE],
  ['0x1p-1074', 5e-324],
  ['0x1p-1075', 0],
  ['0x1.8p-1075', 5e-324],
  ['0x1p-1076', 0],
  ['0x1p99999999999', Number.POSITIVE_INFINITY],
  ['0x1p-99999999999', 0],
];
for (const [text, value] of doubles) {
  test(`double ${JSON.stringify(text)}`, () => assert.equal((parseJavaDouble(text) as number) + 0, value + 0));
}

const unreadable = [
  ...[
    '',
    ' ',
    '.',
    'd',
    'e5',
    '0,5',
    '1_000',
    '1L',
    '1dd',
    '1e',
    '1e+',
    '--1',
    '+ 1',
    'nan',
    'inf',
    'infinity',
    'NaNd',
    'Infinityd',
  ],
  ...['0x', '0x1', '0x1.8', '0xp3', '0x1p', '0x.p0', '0x1p3x', '0xgp0', '1\u00a0', '٣'],
];
for (const text of unreadable) {
  test(`no double: ${JSON.stringify(text)}`, () => assert.equal(parseJavaDouble(text), undefined));
}

test('what JavaScript writes is read as the same number', () => {
  // JavaScript writes no sign of a zero.
  fc.assert(
    fc.property(fc.double({ noNaN: true }), (value) => {
      assert.equal(parseJavaDouble(String(value)), value === 0 ? 0 : value);
    }),
  );
});

test('a hexadecimal number of up to 53 bits is exact', () => {
  fc.assert(
    fc.property(fc.bigInt({ min: 0n, max: 2n ** 53n }), fc.integer({ min: -1000, max: 900 }), (mantissa, exponent) => {
      assert.equal(parseJavaDouble(`0x${mantissa.toString(16)}p${exponent}`), Number(mantissa) * 2 ** exponent);
    }),
  );
});
