import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { equalJson, TooDeep, valueAt, withoutNulls } from '../../src/values/json.ts';

const strippings = [
  { name: 'a field', value: { a: null, b: 1 }, stripped: { b: 1 } },
  { name: 'a nested field', value: { a: { b: null } }, stripped: { a: {} } },
  { name: 'a field of an item', value: [{ a: null }, 1], stripped: [{}, 1] },
  { name: 'not an item', value: [null, 1], stripped: [null, 1] },
  { name: 'not the value itself', value: null, stripped: null },
];

for (const { name, value, stripped } of strippings) {
  test(`nulls are dropped: ${name}`, () => assert.deepEqual(withoutNulls(value, 10), stripped));
}

test('a value without nulls is handed back, not copied', () => {
  const value = { a: { b: [1, { c: 'd' }] } };
  assert.equal(withoutNulls(value, 10), value);
});

test('a key named __proto__ stays an ordinary key', () => {
  const value = JSON.parse('{"__proto__": {"a": null, "b": 1}, "c": null}');
  const stripped = withoutNulls(value, 10);
  assert.deepEqual(Object.keys(stripped), ['__proto__']);
  assert.equal(Object.getPrototypeOf(stripped), Object.prototype);
  assert.equal(JSON.stringify(stripped), '{"__proto__":{"b":1}}');
});

test('what is nested too deep is refused before the stack is', () => {
  const deep = (levels: number) => JSON.parse('['.repeat(levels) + ']'.repeat(levels));
  assert.doesNotThrow(() => withoutNulls(deep(100), 100));
  assert.throws(() => withoutNulls(deep(101), 100), TooDeep);
  assert.throws(() => withoutNulls(deep(100_000), 100), TooDeep);
});

const equalities: { name: string; a: unknown; b: unknown; equal: boolean }[] = [
  { name: 'order of keys', a: { x: 1, y: 2 }, b: { y: 2, x: 1 }, equal: true },
  { name: 'order of items', a: [1, 2], b: [2, 1], equal: false },
  { name: 'list and object', a: [], b: {}, equal: false },
  { name: 'object and list', a: {}, b: [], equal: false },
  { name: 'null and absent', a: { x: null }, b: {}, equal: false },
  { name: 'inherited is not own', a: { toString: 1 }, b: { x: 1 }, equal: false },
  { name: 'number and text', a: 1, b: '1', equal: false },
  { name: 'longer list', a: [1], b: [1, 2], equal: false },
];

for (const { name, a, b, equal } of equalities) {
  test(`equality of JSON: ${name}`, () => assert.equal(equalJson(a, b), equal));
}

test('a value equals its copy', () => {
  fc.assert(fc.property(fc.jsonValue(), (value) => equalJson(value, JSON.parse(JSON.stringify(value)))));
});

test('the value at a path, own properties only', () => {
  assert.equal(valueAt({ a: [{ b: 1 }] }, ['a', 0, 'b']), 1);
  assert.equal(valueAt({ a: 1 }, ['a', 'b']), undefined);
  assert.equal(valueAt({}, ['toString']), undefined);
});
