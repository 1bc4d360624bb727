import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import fastJsonPatch from 'fast-json-patch';
import { diff, pointer } from '../../src/admission/json-patch.ts';

const cases = [
  { name: 'nothing', before: { a: 1 }, after: { a: 1 }, operations: [] },
  { name: 'a new field', before: {}, after: { a: 1 }, operations: [{ op: 'add', path: '/a', value: 1 }] },
  {
    name: 'a missing parent',
    before: { spec: {} },
    after: { spec: { job: { state: 'running' } } },
    operations: [{ op: 'add', path: '/spec/job', value: { state: 'running' } }],
  },
  {
    name: 'one field of one item',
    before: { ports: [{ port: 1 }, { port: 2 }] },
    after: { ports: [{ port: 1 }, { port: 2, protocol: 'TCP' }] },
    operations: [{ op: 'add', path: '/ports/1/protocol', value: 'TCP' }],
  },
  {
    name: 'a shorter list',
    before: [1, 2, 3],
    after: [1],
    operations: [
      { op: 'remove', path: '/2' },
      { op: 'remove', path: '/1' },
    ],
  },
  {
    name: 'a key with a slash and a tilde',
    before: {},
    after: { 'a/b~c': 1 },
    operations: [{ op: 'add', path: '/a~1b~0c', value: 1 }],
  },
  { name: 'another type', before: { a: [] }, after: { a: {} }, operations: [{ op: 'replace', path: '/a', value: {} }] },
];

for (const { name, before, after, operations } of cases) {
  test(`the patch for ${name}`, () => assert.deepEqual(diff(before, after), operations));
}

test('a pointer escapes what RFC 6901 reserves', () => assert.equal(pointer(['a/b', 0, 'c~d']), '/a~1b/0/c~0d'));

// fast-json-patch refuses to set __proto__, which is right for it and says nothing about our patch.
const json = fc.jsonValue({ maxDepth: 4 }).filter((value) => !JSON.stringify(value).includes('__proto__'));

test('applying the difference of two values to the first gives the second', () => {
  fc.assert(
    fc.property(json, json, (before, after) => {
      const operations = diff({ value: before }, { value: after });
      const patched = fastJsonPatch.applyPatch(
        structuredClone({ value: before }),
        operations as never,
        true,
      ).newDocument;
      // JSON has no -0, so both sides go through it.
      assert.deepEqual(JSON.parse(JSON.stringify(patched)), JSON.parse(JSON.stringify({ value: after })));
    }),
  );
});
