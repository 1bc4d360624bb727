import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import {
  formatMemorySize,
  maxMemory,
  memoryUnitSurprise,
  parseMemorySize,
  parseResourceMemory,
} from '../../src/values/memory-size.ts';

const mib = 1n << 20n;
const gib = 1n << 30n;

const sizes: [string, bigint][] = [
  ['0', 0n],
  ['1024', 1024n],
  ['100b', 100n],
  ['100 bytes', 100n],
  ['1k', 1024n],
  ['1KB', 1024n],
  ['5 kibibytes', 5120n],
  ['2048m', 2n * gib],
  ['2048 MB', 2n * gib],
  ['2048mebibytes', 2n * gib],
  ['1g', gib],
  ['1G', gib],
  [' 1 gb\t', gib],
  ['1gibibytes', gib],
  ['1t', 1n << 40n],
  ['1TB', 1n << 40n],
  ['1tebibytes', 1n << 40n],
  ['0000000000000000000000000001m', mib],
  ['8388607t', 8388607n << 40n],
  ['9223372036854775807', maxMemory],
];
for (const [text, bytes] of sizes) {
  test(`Flink size ${JSON.stringify(text)}`, () => {
    assert.equal(parseMemorySize(text), bytes);
    assert.equal(parseResourceMemory(text), bytes);
  });
}

const noSizes = [
  '',
  ' ',
  'g',
  '-1',
  '+1',
  '1.5g',
  '1,5g',
  '1Gi',
  '2Mi',
  '1gx',
  '1_000',
  '0x10',
  '1 2g',
  '8388608t',
  '1e3',
];
for (const text of [...noSizes, '9223372036854775808', '99999999999999999999999', '1\u00a0g']) {
  test(`no Flink size: ${JSON.stringify(text)}`, () => assert.equal(parseMemorySize(text), undefined));
}

const printed: [bigint, string][] = [
  [0n, '0 bytes'],
  [1n, '1 bytes'],
  [1024n, '1 kb'],
  [3000000n, '3000000 bytes'],
  [2n * gib, '2 gb'],
  [1025n * mib, '1025 mb'],
  // As Flink prints it: what even TiB divide is printed in bytes.
  [1n << 40n, '1099511627776 bytes'],
];
for (const [bytes, text] of printed) {
  test(`prints ${text}`, () => assert.equal(formatMemorySize(bytes), text));
}

test('what is printed is read as the same size', () => {
  fc.assert(
    fc.property(fc.bigInt({ min: 0n, max: maxMemory }), fc.nat(45), (bytes, zeros) => {
      const size = (bytes >> BigInt(zeros)) << BigInt(zeros);
      assert.equal(parseMemorySize(formatMemorySize(size)), size);
    }),
  );
});

/** Memory of the resource: what Flink cannot read is tried as a quantity, in any case and with any blanks. */
const resourceMemory: [string | number, bigint][] = [
  [1024, 1024n],
  ['1Gi', gib],
  ['1gi', gib],
  ['1GiB', gib],
  ['1 G i', gib],
  ['1 gib', gib],
  ['12kI', 12288n],
  ['1P', 10n ** 15n],
  ['1Pi', 1n << 50n],
  ['8191Pi', 8191n << 50n],
  ['1e3', 1000n],
  ['1E3', 1000n],
  ['+5', 5n],
  ['-0', 0n],
  // Decimal, because Flink takes no blank inside the number and no more than 2^63 − 1 bytes.
  ['1 2g', 12_000_000_000n],
  ['8388608t', 8388608n * 10n ** 12n],
  ['8388608TB', 8388608n * 10n ** 12n],
  ['9000000t', 9n * 10n ** 18n],
  // Better than the reference: fractions that make whole bytes, and exbibytes.
  ['1.5Gi', 1536n * mib],
  ['1.0Gi', gib],
  ['0.5Gi', 512n * mib],
  ['.5gib', 512n * mib],
  ['1024.0Ki', mib],
  ['1.0', 1n],
  ['1.5P', 15n * 10n ** 14n],
  ['1.5e3', 1500n],
  ['1Ei', 1n << 60n],
  ['7Ei', 7n << 60n],
];
for (const [text, bytes] of resourceMemory) {
  test(`resource memory ${JSON.stringify(text)}`, () => assert.equal(parseResourceMemory(text), bytes));
}

const noMemory = [
  ...['', ' ', 'abc', 'g', '-1', '-1g', '-1Gi', '1gx', '1,5g', '1_000', '0x10', 'NaN', 'Infinity', '1e', '1E', '1EB'],
  // Not whole bytes.
  ...['1.5', '0.5', '1000n', '1e-3', '1.3Ki', '1e-999999999'],
  // In doubt: 1G is 2^30 here.
  ...['1.5G', '1.5g', '1.0M', '1.5T', '1.5k', '1.0KB'],
  // Too much.
  ...[
    '9223372036854775808',
    '9999999999999999999',
    '8192Pi',
    '8Ei',
    '9223373t',
    '1e19',
    '1e999999999',
    '1'.repeat(5000),
  ],
];
for (const text of noMemory) {
  test(`no resource memory: ${JSON.stringify(text.slice(0, 30))}`, () => {
    assert.equal(parseResourceMemory(text), undefined);
  });
}

test('a JSON number with a fraction is no memory', () => assert.equal(parseResourceMemory(1.5), undefined));

const surprises: [string, string | undefined][] = [
  ['500m', 'is read as 500Mi, not as thousandths of a byte; write 500Mi'],
  ['1G', 'is read as 1Gi, not as 1G in powers of 1000; write 1Gi'],
  ['1k', 'is read as 1Ki, not as 1k in powers of 1000; write 1Ki'],
  ['1T', 'is read as 1Ti, not as 1T in powers of 1000; write 1Ti'],
  ['8388608t', 'is too large as 8388608Ti and is therefore read as 8388608T in powers of 1000'],
  ['8388608 tb', 'is too large as 8388608Ti and is therefore read as 8388608T in powers of 1000'],
  ['0m', undefined],
  ['1g', undefined],
  ['1 gb', undefined],
  ['1 G', undefined],
  ['1Gi', undefined],
  ['1.5Gi', undefined],
  ['1024', undefined],
  ['9223373t', undefined],
  ['99999999999999999999x', undefined],
  ['nonsense', undefined],
];
for (const [text, sentence] of surprises) {
  test(`surprise of ${text}`, () => assert.equal(memoryUnitSurprise(text), sentence));
}

test('any text gives a size or nothing, and never a negative one', () => {
  const alphabet = fc.constantFrom(...'0123456789.+-eEkKmMgGtTpPiIbB \t'.split(''));
  fc.assert(
    fc.property(fc.oneof(fc.string(), fc.string({ unit: alphabet, maxLength: 8 })), (text) => {
      const bytes = parseResourceMemory(text);
      assert.ok(bytes === undefined || (bytes >= 0n && bytes <= maxMemory));
      memoryUnitSurprise(text);
    }),
  );
});
