import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { stringify } from 'yaml';
import type { ManifestDocument } from '../../../src/cli/manifest/manifest.ts';
import { readManifest } from '../../../src/cli/manifest/read-manifest.ts';

function read(text: string): readonly ManifestDocument[] {
  return readManifest('test.yaml', text).documents;
}

function valueIn(text: string): unknown {
  const [document] = read(text);
  assert.deepEqual(document?.problems, []);
  return document?.value;
}

function rulesOf(text: string): string[][] {
  return read(text).map(({ problems }) => problems.map(({ rule }) => rule));
}

const values: readonly { name: string; text: string; value: unknown }[] = [
  { name: 'a map', text: 'a: 1\nb: [x, "2"]\n', value: { a: 1, b: ['x', '2'] } },
  { name: 'JSON', text: '{"a": {"b": [1, true, null, "yes"]}}', value: { a: { b: [1, true, null, 'yes'] } } },
  { name: 'JSON with tabs', text: '{\n\t"a":\t1\n}', value: { a: 1 } },
  { name: 'Windows line ends', text: 'a: 1\r\nb: |\r\n  x\r\n  y\r\n', value: { a: 1, b: 'x\ny\n' } },
  { name: 'nothing as null', text: 'a:\nb: ~\n', value: { a: null, b: null } },
  { name: 'quotes keep texts', text: 'a: "yes"\nb: \'1\'\n', value: { a: 'yes', b: '1' } },
  { name: 'tags', text: 'a: !!str 1\nb: !!int "1"\nc: !!binary aGk=\n', value: { a: '1', b: 1, c: 'hi' } },
  { name: 'aliases', text: 'a: &x {b: 1}\nc: *x\n', value: { a: { b: 1 }, c: { b: 1 } } },
  { name: 'the nearest anchor before', text: 'a: &x 1\nb: *x\nc: &x 2\nd: *x\n', value: { a: 1, b: 1, c: 2, d: 2 } },
  {
    name: 'own entries win over merged ones',
    text: 'a: &x {b: 1, c: 2}\nd:\n  c: 3\n  <<: *x\n',
    value: { a: { b: 1, c: 2 }, d: { c: 3, b: 1 } },
  },
  {
    name: 'the first of several merged maps wins',
    text: 'o: &x {a: 1}\np: &y {a: 2, b: 2}\nq:\n  <<: [*x, *y]\n',
    value: { o: { a: 1 }, p: { a: 2, b: 2 }, q: { a: 1, b: 2 } },
  },
  { name: 'keys become texts', text: '1: a\ntrue: b\n"x": c\n', value: { 1: 'a', true: 'b', x: 'c' } },
  { name: 'directives', text: '%YAML 1.2\n---\na: 1\n', value: { a: 1 } },
];

for (const { name, text, value } of values) {
  test(`YAML: ${name}`, () => assert.deepEqual(valueIn(text), value));
}

test('YAML: a key named __proto__ is an ordinary key', () => {
  const value = valueIn('__proto__: {polluted: true}\na: 1\n') as object;
  assert.deepEqual(Object.keys(value), ['__proto__', 'a']);
  assert.equal(Object.getPrototypeOf(value), Object.prototype);
  assert.equal('polluted' in value, false);
});

const problems: readonly { name: string; text: string; rules: string[][] }[] = [
  { name: 'a key that stands twice', text: 'a: 1\nb: 2\na: 3\n', rules: [['yaml-duplicate-key']] },
  { name: 'a key that stands twice in JSON', text: '{"a": 1, "a": 2}', rules: [['yaml-duplicate-key']] },
  { name: 'a value that tools read differently', text: 'a: on\n', rules: [['yaml-ambiguous-value']] },
  { name: 'an open bracket', text: 'a: [1\n', rules: [['yaml-syntax']] },
  { name: 'an open quote hides no other document', text: 'a: "x\n---\nb: 1\n', rules: [['yaml-syntax'], []] },
  { name: 'an open brace hides no other document', text: '{"a":\n---\nb: 1\n', rules: [['yaml-syntax'], []] },
  { name: 'a tab as indentation', text: 'a:\n\tb: 1\n', rules: [['yaml-syntax']] },
  { name: 'an alias without anchor', text: 'a: *x\n', rules: [['yaml-syntax']] },
  { name: 'an alias of itself', text: 'a: &a [*a]\n', rules: [['yaml-too-large']] },
  { name: 'a map as key', text: '? {a: 1}\n: b\n', rules: [['yaml-syntax']] },
  { name: 'a number that JSON has not', text: 'a: .inf\n', rules: [['yaml-syntax']] },
  { name: 'something else than a map to merge', text: 'a:\n  <<: 1\n', rules: [['yaml-syntax']] },
  { name: 'a hundred levels and one', text: `${'['.repeat(102)}${']'.repeat(102)}`, rules: [['yaml-too-large']] },
];

for (const { name, text, rules } of problems) {
  test(`YAML problems: ${name}`, () => assert.deepEqual(rulesOf(text), rules));
}

test('YAML: empty documents count, so that the others keep their numbers', () => {
  assert.deepEqual(
    read('---\n---\na: 1\n---\n# only a comment\n').map(({ index, value }) => [index, value]),
    [
      [0, null],
      [1, { a: 1 }],
      [2, null],
    ],
  );
});

test('YAML: the last of two values counts, as with kubectl', () => {
  assert.deepEqual(read('a: 1\na: 2\n')[0]?.value, { a: 2 });
});

const hostile: readonly { name: string; text: string }[] = [
  { name: 'a billion laughs', text: laughs(10, 10) },
  { name: 'ten thousand open brackets', text: '['.repeat(10_000) },
  { name: 'ten thousand open braces', text: '{a: '.repeat(10_000) },
  {
    name: 'three thousand levels of blocks',
    text: Array.from({ length: 3000 }, (_, i) => `${' '.repeat(i)}a:`).join('\n'),
  },
  { name: 'a map of a hundred thousand keys', text: Array.from({ length: 100_000 }, (_, i) => `k${i}: v`).join('\n') },
  { name: 'fifty thousand aliases', text: `a: &a x\nb: [${Array(50_000).fill('*a').join(', ')}]\n` },
];

function laughs(levels: number, width: number): string {
  const line = (i: number) =>
    `a${i}: &a${i} [${Array(width)
      .fill(i === 0 ? 'lol' : `*a${i - 1}`)
      .join(', ')}]`;
  return Array.from({ length: levels }, (_, i) => line(i)).join('\n');
}

for (const { name, text } of hostile) {
  test(`YAML that means harm ends soon: ${name}`, () => {
    const start = performance.now();
    read(text);
    assert.ok(performance.now() - start < 10_000);
  });
}

test('YAML: whatever JSON holds is read back as it was', () => {
  fc.assert(
    fc.property(fc.jsonValue({ maxDepth: 5 }), (value) => {
      const text = JSON.stringify(value);
      assert.deepEqual(read(text)[0]?.value, JSON.parse(text));
    }),
  );
});

test('YAML: what is in quotes is read back as it was', () => {
  const tree = fc.dictionary(fc.string({ minLength: 1 }), fc.oneof(fc.string(), fc.integer(), fc.boolean()));
  fc.assert(
    fc.property(tree, (value) => {
      const text = stringify(value, { defaultStringType: 'QUOTE_DOUBLE', defaultKeyType: 'QUOTE_DOUBLE' });
      assert.deepEqual(JSON.stringify(read(text)[0]?.value), JSON.stringify(value));
    }),
  );
});

test('YAML: no text breaks the reader', () => {
  const pieces = fc.constantFrom(
    'a',
    ': ',
    '- ',
    '\n',
    '---\n',
    '{',
    '}',
    '[',
    ']',
    '"',
    "'",
    '&a ',
    '*a',
    '|',
    '>',
    '#',
    '!!int ',
    '<<: ',
    '%',
    '\t',
    '? ',
    '\u0000',
    '\ud800',
  );
  fc.assert(
    fc.property(fc.array(pieces, { maxLength: 60 }), (parts) => {
      const text = parts.join('');
      for (const { problems: found, start, end } of read(text)) {
        assert.ok(start <= end && end <= text.length);
        for (const problem of found) assert.ok(problem.start >= 0 && problem.start <= problem.end);
      }
    }),
    { numRuns: 2000 },
  );
});
