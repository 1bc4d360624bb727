import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { compareLooseVersions, type LooseVersion, parseLooseVersion } from '../../src/values/semantic-version.ts';

const versions: [string, number[], string][] = [
  ['1', [1], ''],
  ['1.14', [1, 14], ''],
  ['v1.15', [1, 15], ''],
  ['1.2.3.4.5', [1, 2, 3, 4, 5], ''],
  ['1.14-SNAPSHOT', [1, 14], 'SNAPSHOT'],
  ['1.17rc1', [1, 17], 'rc1'],
  ['1.10.0-rc2', [1, 10, 0], 'rc2'],
  ['2.0.0-preview1.b', [2, 0, 0], 'preview1.b'],
  ['1.18-1', [1, 18], '1'],
  ['1.18~rc1', [1, 18], '~rc1'],
  ['1.18-', [1, 18], '-'],
  ['1.18+build.5', [1, 18], ''],
  ['1.18-rc1+b-1', [1, 18], 'rc1'],
];
for (const [text, numbers, preRelease] of versions) {
  test(`version ${text}`, () => assert.deepEqual(parseLooseVersion(text), { numbers, preRelease }));
}

const unreadable = [
  '',
  ' ',
  'v',
  'V1.2',
  'latest',
  'nightly',
  'x',
  '1.x',
  '1..2',
  '1.',
  '.1',
  '1.18.1-scala_2.12',
  '1.17,',
];
for (const text of [
  ...unreadable,
  ' 1.17',
  '1.17 ',
  '1.1-a..b',
  '1.1+',
  '1.1+_',
  '9223372036854775808',
  '1'.repeat(300),
]) {
  test(`no version: ${JSON.stringify(text.slice(0, 30))}`, () => assert.equal(parseLooseVersion(text), undefined));
}

const ascending = [
  ...['1.8.1', '1.9', '1.9.3', '1.10-1', '1.10-2', '1.10-10', '1.10-1a', '1.10-SNAPSHOT', '1.10-rc1', '1.10-rc1.5'],
  ...['1.10-rc2', '1.10', '1.10.1', '1.14-SNAPSHOT', '1.14', '1.17', '2.0.0-preview1', '2.0'],
];

test('a pre-release comes before its version, a number before a word', () => {
  for (const [i, a] of ascending.entries()) {
    for (const [j, b] of ascending.entries()) {
      const order = compareLooseVersions(parseLooseVersion(a) as LooseVersion, parseLooseVersion(b) as LooseVersion);
      assert.equal(order, Math.sign(i - j), `${a} and ${b}`);
    }
  }
});

const equal = [
  ['1.14', 'v1.14.0'],
  ['1.14', '1.14+build'],
  ['1.14-rc1', '1.14.0rc1'],
];
for (const [a, b] of equal) {
  test(`${a} equals ${b}`, () => {
    const order = compareLooseVersions(
      parseLooseVersion(a as string) as LooseVersion,
      parseLooseVersion(b as string) as LooseVersion,
    );
    assert.equal(order, 0);
  });
}

test('any text gives a version or nothing, and the order has two sides', () => {
  const text = fc.string({ unit: fc.constantFrom(...'0123.-~+vab'.split('')), maxLength: 12 });
  fc.assert(
    fc.property(text, text, (left, right) => {
      const a = parseLooseVersion(left);
      const b = parseLooseVersion(right);
      if (a && b) assert.equal(compareLooseVersions(a, b) + 0, -compareLooseVersions(b, a) + 0);
    }),
  );
});
