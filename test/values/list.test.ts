import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { parse } from 'yaml';
import { parseList, parseMap } from '../../src/values/list.ts';

const lists: [string, string[] | undefined][] = [
  ['', []],
  [' ', []],
  ['a', ['a']],
  ['a;b', ['a', 'b']],
  [' a ; b c ', ['a', 'b c']],
  ['https,s3', ['https,s3']],
  ['a;;b', ['a', '', 'b']],
  [';a;', ['a']],
  ['; ;', ['']],
  ["'a;b';c", ['a;b', 'c']],
  [' "a;b" ;c', ['a;b', 'c']],
  ["'it''s'", ["it's"]],
  ['"say ""hi"""', ['say "hi"']],
  ["''", ['']],
  ["a'b", ["a'b"]],
  ["'a", undefined],
  ["'a'b", undefined],
  ["'a' 'b'", undefined],
  ['"', undefined],
];
for (const [text, items] of lists) {
  test(`list ${JSON.stringify(text)}`, () => assert.deepEqual(parseList(text), items));
}

const maps: [string, Record<string, string> | undefined][] = [
  ['', {}],
  ['a:b', { a: 'b' }],
  [' a : b , c:d ', { a: 'b', c: 'd' }],
  ["'a:b':c", undefined],
  ["'''a:b'':c'", { 'a:b': 'c' }],
  ["'a:1,2'", { a: '1,2' }],
  ['__proto__:x', JSON.parse('{"__proto__":"x"}')],
  ['a', undefined],
  ['a:b:c', undefined],
  ['a:', undefined],
  ['a:b,a:c', undefined],
  ["'a", undefined],
  ['a:"b', undefined],
];
for (const [text, entries] of maps) {
  test(`map ${JSON.stringify(text)}`, () => {
    const map = parseMap(text);
    assert.deepEqual(map && [...map], entries && Object.entries(entries));
  });
}

test('with a YAML parser, a list may be YAML', () => {
  assert.deepEqual(parseList('[a, 1, true]', parse), ['a', '1', 'true']);
  assert.deepEqual(parseList('a;b', parse), ['a', 'b']);
  assert.deepEqual(parseList('[a, ~]', parse), ['[a, ~]']);
  assert.deepEqual(parseList('[a', parse), ['[a']);
});

test('with a YAML parser, a map may be YAML', () => {
  assert.deepEqual(
    [...(parseMap('{a: b, c: 1}', parse) ?? [])],
    [
      ['a', 'b'],
      ['c', '1'],
    ],
  );
  assert.deepEqual(
    [...(parseMap('a:b,c:d', parse) ?? [])],
    [
      ['a', 'b'],
      ['c', 'd'],
    ],
  );
  assert.equal(parseMap('{a: ~}', parse)?.get('{a'), '~}');
  assert.equal(parseMap('[a]', parse), undefined);
});

test('quoted items are read as they were', () => {
  fc.assert(
    fc.property(fc.array(fc.string(), { minLength: 1 }), fc.constantFrom("'", '"'), (items, quote) => {
      const text = items.map((item) => quote + item.replaceAll(quote, quote + quote) + quote).join(';');
      assert.deepEqual(parseList(text), items);
    }),
  );
});

test('any text gives a list and a map or nothing', () => {
  fc.assert(
    fc.property(fc.string({ unit: fc.constantFrom('a', ';', "'", '"', ':', ',', ' ') }), (text) => {
      parseList(text);
      parseMap(text);
    }),
  );
});
