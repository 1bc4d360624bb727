import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isBlank, javaTrim } from '../../src/values/java-text.ts';

test("Java's trim takes everything up to the blank, and nothing above", () => {
  assert.equal(javaTrim('\u0000 \t\u001fa b\n '), 'a b');
  assert.equal(javaTrim('\u00a0a\u3000'), '\u00a0a\u3000');
  assert.equal(javaTrim('ab'), 'ab');
  assert.equal(javaTrim('  '), '');
});

const blanks: [string, boolean][] = [
  ['', true],
  [' \t\r\n\u000b\f', true],
  ['\u001c\u001d\u001e\u001f', true],
  ['\u1680\u2000\u2006\u2008\u200a\u2028\u2029\u205f\u3000', true],
  ['a', false],
  [' a ', false],
  // No white space to Java: the non-breaking ones, the control characters, the byte-order mark.
  ['\u00a0', false],
  ['\u2007', false],
  ['\u202f', false],
  ['\u0000', false],
  ['\u0085', false],
  ['\u200b', false],
  ['\ufeff', false],
];
for (const [text, blank] of blanks) {
  test(`blank: ${JSON.stringify(text)}`, () => assert.equal(isBlank(text), blank));
}
