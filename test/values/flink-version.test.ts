import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  compareFlinkVersions,
  flinkVersions,
  isDeprecated,
  isFlinkVersion,
  isSupported,
} from '../../src/values/flink-version.ts';

test('versions are known from v1_13 to v2_4, oldest first', () => {
  assert.equal(flinkVersions[0], 'v1_13');
  assert.equal(flinkVersions.at(-1), 'v2_4');
  for (const [i, a] of flinkVersions.entries()) {
    for (const [j, b] of flinkVersions.entries()) assert.equal(Math.sign(compareFlinkVersions(a, b)), Math.sign(i - j));
  }
});

const support: [string, boolean, boolean, boolean][] = [
  ['v1_13', true, false, false],
  ['v1_14', true, false, false],
  ['v1_15', true, true, true],
  ['v1_18', true, true, true],
  ['v1_19', true, true, false],
  ['v1_20', true, true, false],
  ['v2_0', true, true, false],
  ['v2_4', true, true, false],
  ['v3_0', false, false, false],
  ['1.20', false, false, false],
  ['', false, false, false],
  ['toString', false, false, false],
];
for (const [version, known, supported, deprecated] of support) {
  test(`version ${version}`, () => {
    assert.equal(isFlinkVersion(version), known);
    assert.equal(isSupported(version), supported);
    assert.equal(isDeprecated(version), deprecated);
  });
}
