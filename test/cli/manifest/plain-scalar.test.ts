import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readPlainScalar } from '../../../src/cli/manifest/plain-scalar.ts';

/** What kubectl sends for an unquoted value; the third column says that a YAML 1.2 tool reads something else. */
const rows: readonly (readonly [text: string, value: unknown, ambiguous?: boolean])[] = [
  ['', null],
  ['~', null],
  ['Null', null],
  ['true', true],
  ['FALSE', false],
  ['yes', true, true],
  ['Off', false, true],
  ['y', true, true],
  ['N', false, true],
  ['yEs', 'yEs'],
  ['yesterday', 'yesterday'],
  ['0', 0],
  ['-12', -12],
  ['+3', 3],
  ['1.50', 1.5],
  ['.5', 0.5],
  ['1e3', 1000],
  ['1.', 1],
  ['0x1F', 31],
  ['0777', 511, true],
  ['0o17', 15, true],
  ['-0b101', -5, true],
  ['1_000', 1000, true],
  ['08', 8],
  ['1.2.3', '1.2.3'],
  ['2026-11-24', '2026-11-24'],
  ['12:30', '12:30'],
  ['2048m', '2048m'],
  ['-', '-'],
  ['--input', '--input'],
  ['.hidden', '.hidden'],
  ['v1_20', 'v1_20'],
];

for (const [text, value, ambiguous] of rows) {
  test(`kubectl reads ${JSON.stringify(text)} as ${JSON.stringify(value)}`, () => {
    assert.deepEqual(readPlainScalar(text), ambiguous ? { value, ambiguous: true } : { value });
  });
}

for (const text of ['.nan', '.NaN', '.inf', '-.INF', '+.Inf']) {
  test(`JSON cannot hold ${text}`, () => assert.equal(readPlainScalar(text).impossible, true));
}
