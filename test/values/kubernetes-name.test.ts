import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  isDns1035Label,
  isDns1123Label,
  isDns1123Subdomain,
  isLabelValue,
  isQualifiedName,
  shortened,
} from '../../src/values/kubernetes-name.ts';

const a63 = 'a'.repeat(63);
const a64 = 'a'.repeat(64);
const subdomain253 = `${`${a63}.`.repeat(3)}${'a'.repeat(61)}`;

/** Text; DNS-1035 label, DNS-1123 label, subdomain, qualified name, label value. */
const names: [string, ...boolean[]][] = [
  ['', false, false, false, false, true],
  ['a', true, true, true, true, true],
  ['a-b', true, true, true, true, true],
  ['1a', false, true, true, true, true],
  ['-a', false, false, false, false, false],
  ['a-', false, false, false, false, false],
  ['A', false, false, false, true, true],
  ['a_b', false, false, false, true, true],
  ['a.b', false, false, true, true, true],
  ['a..b', false, false, false, true, true],
  ['a.', false, false, false, false, false],
  ['é', false, false, false, false, false],
  ['a\n', false, false, false, false, false],
  ['a b', false, false, false, false, false],
  [a63, true, true, true, true, true],
  [a64, false, false, true, false, false],
  ['example.com/name', false, false, false, true, false],
  ['example.com/', false, false, false, false, false],
  ['/name', false, false, false, false, false],
  ['Example.com/name', false, false, false, false, false],
  ['a/b/c', false, false, false, false, false],
  [subdomain253, false, false, true, false, false],
  [`${subdomain253}a`, false, false, false, false, false],
  [`${subdomain253}/name`, false, false, false, true, false],
];
for (const [text, ...expected] of names) {
  test(`name ${JSON.stringify(text.slice(0, 30))} of ${text.length}`, () => {
    const checks = [isDns1035Label, isDns1123Label, isDns1123Subdomain, isQualifiedName, isLabelValue];
    assert.deepEqual(
      checks.map((check) => check(text)),
      expected,
    );
  });
}

test('a name that fits stays, and a long one is told from others like it', () => {
  assert.equal(shortened('orders', 6), 'orders');
  const [one, other] = [`${'a'.repeat(260)}b`, `${'a'.repeat(260)}c`].map((name) => shortened(name, 63)) as [
    string,
    string,
  ];
  assert.notEqual(one, other);
  for (const name of [one, other]) assert.ok(name.length === 63 && isLabelValue(name));
  // Between what is cut and the hash stands no other sign.
  assert.match(shortened(`${'a'.repeat(53)}.-b`.padEnd(70, 'c'), 63), /^a{53}-[0-9a-f]{8}$/);
});
