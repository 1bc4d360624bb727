import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import {
  compareQuantities,
  formatQuantity,
  parseExactQuantity,
  parseQuantity,
  type Quantity,
  quantityRoundedUp,
  quantitySign,
  quantityToBigInt,
  quantityToNumber,
} from '../../src/values/quantity.ts';

/** Written; canonical; as a number. What the API server's own parser says. */
const readable: [string, string, number][] = [
  ['0', '0', 0],
  ['-0', '0', 0],
  ['0.0', '0', 0],
  ['0Ki', '0', 0],
  ['0e5', '0', 0],
  ['1.', '1', 1],
  ['.5', '500m', 0.5],
  ['0.5', '500m', 0.5],
  ['+1', '1', 1],
  ['-1.5', '-1500m', -1.5],
  ['00012Ki', '12Ki', 12288],
  ['1500m', '1500m', 1.5],
  ['2000m', '2', 2],
  ['1n', '1n', 1e-9],
  ['1u', '1u', 1e-6],
  ['1.G', '1G', 1e9],
  ['1k', '1k', 1000],
  ['1E', '1E', 1e18],
  ['1000k', '1M', 1e6],
  ['1024', '1024', 1024],
  ['2048Mi', '2Gi', 2147483648],
  ['1.5Gi', '1536Mi', 1610612736],
  ['-0.5Gi', '-512Mi', -536870912],
  ['1023Ki', '1023Ki', 1047552],
  ['0.1Ki', '102400m', 102.4],
  ['1Ki', '1Ki', 1024],
  ['0.5Ki', '512', 512],
  ['1e3', '1e3', 1000],
  ['1E+3', '1e3', 1000],
  ['1e4', '10e3', 10000],
  ['1e22', '10e21', 1e22],
  ['1e-3', '1e-3', 0.001],
  ['12345678901234567890n', '12345678901234567890n', 12345678901.234568],
  ['9999999999999999999', '9999999999999999999', 1e19],
  // Less than a nano is rounded away from zero.
  ['0.1n', '1n', 1e-9],
  ['-0.1n', '-1n', -1e-9],
  ['1.23456789012345678901', '1234567891n', 1.234567891],
  ['1e-999999999', '1e-9', 1e-9],
  // Binary amounts end at 2^63 − 1.
  ['1Ei', '1Ei', 2 ** 60],
  ['8Ei', '9223372036854775807', 2 ** 63],
  ['-100Ei', '-9223372036854775807', -(2 ** 63)],
  // Beyond `E` the exponent is written; the API server would print a bare 1 here.
  ['1000E', '1e21', 1e21],
];

for (const [text, canonical, number] of readable) {
  test(`quantity ${text}`, () => {
    const quantity = parseQuantity(text) as Quantity;
    assert.equal(formatQuantity(quantity), canonical);
    assert.equal(quantityToNumber(quantity), number);
    assert.equal(quantitySign(quantity), Math.sign(number) + 0);
  });
}

const unreadable = [
  ...[
    '',
    '+',
    '-',
    '.',
    'k',
    'Ki',
    '+.',
    ' 1',
    '1 ',
    '1 Ki',
    '1ki',
    '1K',
    '1mi',
    '1i',
    '1B',
    '1g',
    '1core',
    '--1',
    '+-1',
  ],
  ...[
    '1..2',
    '1.1.M',
    '1,5',
    '1_000',
    '0x10',
    'NaN',
    'Infinity',
    '1e',
    '1e+',
    '10e',
    '1e1.5',
    '1.5e3Ki',
    '1k3',
    '1-',
    '٣',
  ],
  ...['1e4294967299', '1e99999999999999999999', '1'.repeat(1001)],
];
for (const text of unreadable) {
  test(`no quantity: ${text.slice(0, 30)}`, () => assert.equal(parseQuantity(text), undefined));
}

test('a JSON number is a quantity', () => {
  assert.equal(formatQuantity(parseQuantity(2) as Quantity), '2');
  assert.equal(formatQuantity(parseQuantity(0.5) as Quantity), '500m');
  assert.equal(parseQuantity(Number.NaN), undefined);
});

const ordered = ['-1e999999', '-1Gi', '-1', '-1m', '0', '1n', '0.1', '101m', '1', '1k', '1Ki', '1e999', '1e999999999'];

test('quantities are ordered by amount, however they are written', () => {
  for (const [i, a] of ordered.entries()) {
    for (const [j, b] of ordered.entries()) {
      const order = compareQuantities(parseQuantity(a) as Quantity, parseQuantity(b) as Quantity);
      assert.equal(Math.sign(order), Math.sign(i - j), `${a} and ${b}`);
    }
  }
});

const equal = [
  ['2048Mi', '2Gi'],
  ['0.1', '100m'],
  ['1e3', '1k'],
  ['1000000000n', '1'],
  ['1e3', '1000.000'],
];
for (const [a, b] of equal) {
  test(`${a} equals ${b}`, () => {
    assert.equal(compareQuantities(parseQuantity(a as string) as Quantity, parseQuantity(b as string) as Quantity), 0);
  });
}

test('whole numbers', () => {
  const whole = (text: string) => quantityToBigInt(parseExactQuantity(text) as Quantity);
  assert.equal(whole('1.5Gi'), 1610612736n);
  assert.equal(whole('9007199254740993'), 9007199254740993n);
  assert.equal(whole('1e3'), 1000n);
  assert.equal(whole('0.5'), undefined);
  assert.equal(whole('1e-999999999'), undefined);
  assert.equal(whole('1e999999999'), undefined);
  assert.equal(whole('0e999999999'), 0n);
});

const quantityText = fc
  .tuple(
    fc.constantFrom('', '-', '+'),
    fc.bigInt({ min: 0n, max: 10n ** 25n }),
    fc.option(fc.nat(999_999), { nil: undefined }),
    fc.constantFrom('', 'n', 'u', 'm', 'k', 'M', 'G', 'T', 'P', 'E', 'Ki', 'Mi', 'Gi', 'Ti', 'Pi', 'Ei', 'e2', 'E-4'),
  )
  .map(([sign, whole, fraction, suffix]) => `${sign}${whole}${fraction === undefined ? '' : `.${fraction}`}${suffix}`);

test('the canonical form is the same amount and stays as it is', () => {
  fc.assert(
    fc.property(quantityText, (text) => {
      const quantity = parseQuantity(text) as Quantity;
      const canonical = formatQuantity(quantity);
      const again = parseQuantity(canonical) as Quantity;
      assert.equal(compareQuantities(quantity, again), 0);
      assert.equal(formatQuantity(again), canonical);
    }),
  );
});

test('the order of three quantities is consistent, and that of their numbers', () => {
  fc.assert(
    fc.property(quantityText, quantityText, quantityText, (...texts) => {
      const [a, b, c] = texts.map((text) => parseQuantity(text)) as [Quantity, Quantity, Quantity];
      assert.equal(compareQuantities(a, b), -compareQuantities(b, a) + 0);
      if (compareQuantities(a, b) <= 0 && compareQuantities(b, c) <= 0) assert.ok(compareQuantities(a, c) <= 0);
      if (compareQuantities(a, b) <= 0) assert.ok(quantityToNumber(a) <= quantityToNumber(b));
    }),
  );
});

test('any text gives a quantity or nothing', () => {
  fc.assert(
    fc.property(fc.string(), (text) => {
      const quantity = parseQuantity(text);
      if (quantity) formatQuantity(quantity);
    }),
  );
});

const rounded = [
  ['2', 2n],
  ['1500m', 2n],
  ['1n', 1n],
  ['-1500m', -1n],
  ['1.5Gi', 1_610_612_736n],
  ['1e3', 1000n],
  ['0', 0n],
] as const;

for (const [text, whole] of rounded) {
  test(`${text} rounded up is ${whole}`, () => {
    const quantity = parseQuantity(text);
    assert.ok(quantity);
    assert.equal(quantityRoundedUp(quantity), whole);
  });
}

test('what is beyond all measure is not rounded', () => {
  const quantity = parseQuantity('1e2000000000');
  assert.ok(quantity);
  assert.equal(quantityRoundedUp(quantity), undefined);
});
