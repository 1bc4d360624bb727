import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { parseBoolean, parseJavaInt, parseJavaLong } from '../../src/values/scalar.ts';

const booleans: [string, boolean | undefined][] = [
  ['true', true],
  ['TRUE', true],
  ['True', true],
  ['false', false],
  ['False', false],
  ...['', ' true', 'true ', '1', '0', 'yes', 'on', 'null', 'truth', 'false.'].map((text): [string, undefined] => [
    text,
    undefined,
  ]),
];
for (const [text, value] of booleans) {
  test(`boolean ${JSON.stringify(text)}`, () => assert.equal(parseBoolean(text), value));
}

const whole: [string, bigint][] = [
  ['0', 0n],
  ['-0', 0n],
  ['+7', 7n],
  ['-7', -7n],
  ['007', 7n],
  [`${'0'.repeat(100)}5`, 5n],
  ['2147483647', 2147483647n],
  ['-2147483648', -2147483648n],
];
for (const [text, value] of whole) {
  test(`whole number ${text.slice(-12)}`, () => {
    assert.equal(parseJavaLong(text), value);
    assert.equal(parseJavaInt(text), Number(value));
  });
}

test('32 bits end before 64 bits', () => {
  assert.equal(parseJavaInt('2147483648'), undefined);
  assert.equal(parseJavaLong('2147483648'), 2147483648n);
  assert.equal(parseJavaInt('-2147483649'), undefined);
  assert.equal(parseJavaLong('9223372036854775807'), 9223372036854775807n);
  assert.equal(parseJavaLong('-9223372036854775808'), -9223372036854775808n);
});

for (const text of [
  '',
  '+',
  '-',
  ' 1',
  '1 ',
  '1.0',
  '1e3',
  '0x1',
  '1L',
  '--1',
  '9223372036854775808',
  '9'.repeat(99),
]) {
  test(`no whole number: ${JSON.stringify(text.slice(0, 25))}`, () => assert.equal(parseJavaLong(text), undefined));
}

test('what JavaScript writes of a whole number is read as that number', () => {
  fc.assert(fc.property(fc.integer(), (value) => assert.equal(parseJavaInt(String(value)), value)));
  fc.assert(
    fc.property(fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }), (value) =>
      assert.equal(parseJavaLong(`${value}`), value),
    ),
  );
});
