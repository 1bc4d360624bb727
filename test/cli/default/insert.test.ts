import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { stringify } from 'yaml';
import { type Addition, withAdditions } from '../../../src/cli/default/insert.ts';
import { readManifest } from '../../../src/cli/manifest/read-manifest.ts';

const rows: readonly { name: string; text: string; additions: Addition[]; result: string | undefined }[] = [
  {
    name: 'behind the last field, before a comment of the next',
    text: 'a:\n  b: 1 # one\n# about c\nc: 2\n',
    additions: [{ path: ['a', 'x'], value: 3 }],
    result: 'a:\n  b: 1 # one\n  x: 3\n# about c\nc: 2\n',
  },
  {
    name: 'a map',
    text: 'a:\n    b: 1\n',
    additions: [{ path: ['a', 'x'], value: { v: 'on', z: [1] } }],
    result: 'a:\n    b: 1\n    x:\n      v: "on"\n      z:\n        - 1\n',
  },
  {
    name: 'several, in their order',
    text: 'a: 1\n',
    additions: [
      { path: ['x'], value: 1 },
      { path: ['z'], value: 2 },
    ],
    result: 'a: 1\nx: 1\nz: 2\n',
  },
  {
    name: 'behind a block of text',
    text: 'a:\n  b: |\n    one\n\n    two\nc: 1\n',
    additions: [{ path: ['a', 'x'], value: 1 }],
    result: 'a:\n  b: |\n    one\n\n    two\n  x: 1\nc: 1\n',
  },
  {
    name: 'into an item of a list',
    text: 'a:\n- b: 1\n- c: 2\n',
    additions: [{ path: ['a', 0, 'x'], value: 1 }],
    result: 'a:\n- b: 1\n  x: 1\n- c: 2\n',
  },
  {
    name: 'in the line of a flow map',
    text: 'a: {b: 1}\n',
    additions: [{ path: ['a', 'x'], value: 's' }],
    result: 'a: {b: 1, x: "s"}\n',
  },
  { name: 'into an empty map', text: 'a: {}\n', additions: [{ path: ['a', 'x'], value: 1 }], result: 'a: {x: 1}\n' },
  {
    name: 'into JSON',
    text: '{\n  "a": {\n    "b": 1\n  }\n}\n',
    additions: [{ path: ['a', 'x'], value: { y: 1 } }],
    result: '{\n  "a": {\n    "b": 1,\n    "x": {\n      "y": 1\n    }\n  }\n}\n',
  },
  {
    name: 'behind a comma at the end',
    text: '{"a": 1,}\n',
    additions: [{ path: ['x'], value: 1 }],
    result: '{"a": 1, "x": 1}\n',
  },
  { name: 'instead of nothing', text: 'a:\nb: 1\n', additions: [{ path: ['a'], value: 5 }], result: 'a: 5\nb: 1\n' },
  {
    name: 'a map instead of nothing',
    text: 'a:\nb: 1\n',
    additions: [{ path: ['a'], value: { c: 5 } }],
    result: 'a:\n  c: 5\nb: 1\n',
  },
  { name: 'instead of null', text: 'a: ~\n', additions: [{ path: ['a'], value: true }], result: 'a: true\n' },
  { name: 'without a newline at the end', text: 'a: 1', additions: [{ path: ['x'], value: 1 }], result: 'a: 1\nx: 1' },
  {
    name: 'with Windows line ends',
    text: 'a: 1\r\nb: 2\r\n',
    additions: [{ path: ['x'], value: 1 }],
    result: 'a: 1\r\nb: 2\nx: 1\r\n',
  },
  {
    name: 'not into an alias',
    text: 'a: &a {b: 1}\nc: *a\n',
    additions: [{ path: ['c', 'x'], value: 1 }],
    result: undefined,
  },
];

for (const { name, text, additions, result } of rows) {
  test(`values are written ${name}`, () => assert.equal(withAdditions(text, additions), result));
}

test('what is written means what it should, and takes nothing away', () => {
  const leaf = fc.oneof(fc.string(), fc.integer(), fc.boolean());
  const inner = fc.dictionary(fc.string({ minLength: 1 }), leaf, { minKeys: 1 });
  const word = fc.stringMatching(/^[a-z]{1,8}$/);
  const defaults = fc.dictionary(word, fc.oneof(word, fc.integer(), fc.boolean()), { minKeys: 1 });
  const quoted = { defaultStringType: 'QUOTE_DOUBLE', defaultKeyType: 'QUOTE_DOUBLE' } as const;
  const outer = fc.dictionary(fc.string({ minLength: 1 }), fc.oneof(leaf, inner), { minKeys: 1 });
  fc.assert(
    fc.property(outer, defaults, fc.constantFrom('block', 'json', 'pretty'), (before, more, style) => {
      fc.pre(!('added' in before) && !('__proto__' in before) && !('__proto__' in more));
      const text =
        style === 'block' ? stringify(before, quoted) : JSON.stringify(before, undefined, style === 'pretty' ? 2 : 0);
      const after = withAdditions(text, [{ path: ['added'], value: more }]);
      assert.ok(after !== undefined);
      const value = readManifest('', after).documents[0]?.value;
      assert.equal(JSON.stringify(value), JSON.stringify({ ...before, added: more }));
      const left = text.trimEnd().replace(/\n?\}$/, '');
      assert.ok(after.startsWith(left));
    }),
  );
});
