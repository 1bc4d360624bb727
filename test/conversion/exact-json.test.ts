import assert from 'node:assert/strict';
import { test } from 'node:test';
import { findInexact, InexactInteger, parseExactly } from '../../src/conversion/exact-json.ts';

for (const text of [
  '0',
  '-0',
  '9007199254740991',
  '-9007199254740991',
  '9007199254740992',
  '1.5',
  '0.1',
  '1e400',
  '1e30',
]) {
  test(`${text} is read as JSON.parse reads it`, () => {
    assert.deepEqual(parseExactly(text), JSON.parse(text));
  });
}

for (const text of ['9007199254740993', '-9007199254740993', '4611686018427387904', '123456789012345678901234567890']) {
  test(`${text} would be rounded`, () => {
    assert.deepEqual(parseExactly(text), new InexactInteger(text));
  });
}

test('the first integer that would be rounded is found with its path', () => {
  const value = parseExactly('{"a": [1, {"b": 2}, {"c": 9007199254740993}], "d": 9007199254740995}');
  assert.deepEqual(findInexact(value), { path: 'a[2].c', source: '9007199254740993' });
});

test('where nothing would be rounded nothing is found', () => {
  assert.equal(findInexact(parseExactly('{"a": [null, "9007199254740993", true, {}]}')), undefined);
});
