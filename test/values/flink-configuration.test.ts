import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { flattenConfiguration } from '../../src/values/flink-configuration.ts';

function flat(value: unknown): Record<string, unknown> {
  const configuration = flattenConfiguration(value);
  return Object.fromEntries([...configuration.keys()].map((key) => [key, configuration.text(key)]));
}

const cases: { name: string; value: unknown; flat: Record<string, string>; nulls?: string[] }[] = [
  { name: 'a flat map', value: { 'a.b': 'x', c: 'y' }, flat: { 'a.b': 'x', c: 'y' } },
  {
    name: 'numbers and booleans',
    value: { a: 1, b: 0.5, c: true, d: false },
    flat: { a: '1', b: '0.5', c: 'true', d: 'false' },
  },
  { name: 'nested objects', value: { a: { b: { c: 'x' }, 'd.e': 1 } }, flat: { 'a.b.c': 'x', 'a.d.e': '1' } },
  { name: 'a list', value: { a: ['x', 1, true, null, { b: 1 }] }, flat: { a: 'x;1;true;null;' } },
  { name: 'an empty list and an empty object', value: { a: [], b: {}, c: { d: [] } }, flat: {} },
  { name: 'blank values', value: { a: '', b: { c: ' ' } }, flat: { a: '', 'b.c': ' ' } },
  { name: 'null', value: { a: null, b: { c: null }, d: 'x' }, flat: { d: 'x' }, nulls: ['a', 'b.c'] },
  { name: 'the later of two', value: { 'a.b': 'flat', a: { b: 'nested' } }, flat: { 'a.b': 'nested' } },
  { name: 'the later of two, the other way', value: { a: { b: 'nested' }, 'a.b': 'flat' }, flat: { 'a.b': 'flat' } },
  { name: 'a null that is later', value: { a: { b: 'x' }, 'a.b': null }, flat: {}, nulls: ['a.b'] },
  { name: 'a null that is earlier', value: { 'a.b': null, a: { b: 'x' } }, flat: { 'a.b': 'x' }, nulls: [] },
  { name: 'a key with a key below it', value: { a: 'x', 'a.b': 'y' }, flat: { a: 'x', 'a.b': 'y' } },
  { name: 'an empty name', value: { '': { a: 'x' } }, flat: { a: 'x' } },
  { name: 'undefined', value: undefined, flat: {} },
  { name: 'null as a whole', value: null, flat: {} },
  { name: 'a list as a whole', value: ['a'], flat: {} },
  { name: 'a text as a whole', value: 'a: b', flat: {} },
];
for (const { name, value, flat: expected, nulls = [] } of cases) {
  test(`configuration: ${name}`, () => {
    assert.deepEqual(flat(value), expected);
    assert.deepEqual(flattenConfiguration(value).nulls, nulls);
    assert.deepEqual(flattenConfiguration(value).tooDeep, []);
  });
}

test('a path leads to where the key stands', () => {
  const configuration = flattenConfiguration({ 'a.b': 'x', c: { d: { 'e.f': 1 } }, g: null });
  assert.deepEqual(configuration.path('a.b'), ['a.b']);
  assert.deepEqual(configuration.path('c.d.e.f'), ['c', 'd', 'e.f']);
  assert.deepEqual(configuration.path('g'), ['g']);
  assert.equal(configuration.path('c.d'), undefined);
  assert.equal(configuration.path('toString'), undefined);
  assert.equal(configuration.text('toString'), undefined);
});

test('of a flat map, too', () => {
  const configuration = flattenConfiguration({ 'a.b': 'x' });
  assert.deepEqual(configuration.path('a.b'), ['a.b']);
  assert.equal(configuration.path('constructor'), undefined);
  assert.equal(configuration.text('constructor'), undefined);
});

for (const text of ['{"__proto__": "x", "a": "y"}', '{"__proto__": "x", "a": {"b": "y"}}']) {
  test(`__proto__ is a key like any other: ${text}`, () => {
    const configuration = flattenConfiguration(JSON.parse(text));
    assert.equal(configuration.text('__proto__'), 'x');
    assert.deepEqual(configuration.path('__proto__'), ['__proto__']);
    assert.equal(configuration.path('hasOwnProperty'), undefined);
  });
}

test('__proto__ may hold more', () => {
  const configuration = flattenConfiguration(JSON.parse('{"a": {"__proto__": {"polluted": 1}}}'));
  assert.equal(configuration.text('a.__proto__.polluted'), '1');
  assert.equal(({} as { polluted?: number }).polluted, undefined);
});

function nested(depth: number): unknown {
  let value: unknown = 'x';
  for (let i = 0; i < depth; i++) value = { a: value };
  return value;
}

test('deeper than 32 levels is reported, not read', () => {
  assert.equal(flattenConfiguration(nested(32)).text('a.'.repeat(31).concat('a')), 'x');
  const { tooDeep, keys } = Object.assign(flattenConfiguration(nested(33)), { keys: [] });
  assert.deepEqual(tooDeep, [Array.from({ length: 32 }, () => 'a')]);
  assert.deepEqual(keys, []);
  assert.equal(flattenConfiguration(nested(100_000)).tooDeep.length, 1);
});

test('a long name above many entries is reported, not multiplied', () => {
  const entries = Object.fromEntries(Array.from({ length: 5000 }, (_, i) => [`k${i}`, 'x']));
  const long = 'a'.repeat(100_000);
  const configuration = flattenConfiguration({ [long]: entries, b: 'y', c: { d: 'z' } });
  assert.ok(configuration.tooDeep.every(([name]) => name === long || name === 'c'));
  assert.equal(configuration.tooDeep.length, 2);
  assert.equal(configuration.text('b'), 'y');
});

test('another text of lists can be asked for', () => {
  const configuration = flattenConfiguration({ a: [1, { b: 2 }] }, (list) => JSON.stringify(list));
  assert.equal(configuration.text('a'), '[1,{"b":2}]');
});

test('every key has a text and a path to it, whatever is in the object', () => {
  fc.assert(
    fc.property(fc.jsonValue(), (value) => {
      const configuration = flattenConfiguration(value);
      for (const key of configuration.keys()) {
        assert.equal(typeof configuration.text(key), 'string');
        assert.equal(configuration.path(key)?.join('.').replace(/^\.+/, ''), key.replace(/^\.+/, ''));
      }
      for (const key of configuration.nulls) assert.equal(configuration.text(key), undefined);
    }),
  );
});
