import assert from 'node:assert/strict';
import { test } from 'node:test';
import { followsFile, namespacesToWatch } from '../../src/bin/engine/watched-namespaces.ts';
import { OperatorConfiguration } from '../../src/values/effective-configuration.ts';

const key = 'kubernetes.operator.watched.namespaces';
const rows = [
  { name: 'nobody says anything', settings: [], environment: undefined, file: {}, watches: [] },
  { name: 'the file of the operator', settings: [], environment: ' ', file: { [key]: 'a, b,a' }, watches: ['a', 'b'] },
  { name: 'the environment', settings: [], environment: 'c', file: { [key]: 'a' }, watches: ['c'] },
  { name: 'settings of our own', settings: ['d'], environment: 'c', file: { [key]: 'a' }, watches: ['d'] },
  { name: "the reference's word for all", settings: [], environment: 'JOSDK_ALL_NAMESPACES', file: {}, watches: [] },
];

for (const { name, settings, environment, file, watches } of rows) {
  test(`namespaces that are watched: ${name}`, () => {
    const operator = OperatorConfiguration.from(file as Record<string, string>);
    assert.deepEqual(namespacesToWatch({ settings, environment }, operator), watches);
  });
}

test('the file is followed where it says so, and nobody else says which', () => {
  const operator = OperatorConfiguration.from({ 'kubernetes.operator.dynamic.namespaces.enabled': 'true' });
  const follows = (settings: string[], environment?: string) => followsFile({ settings, environment }, operator);
  assert.deepEqual([follows([]), follows(['a']), follows([], 'b')], [true, false, false]);
  assert.equal(followsFile({ settings: [], environment: undefined }, OperatorConfiguration.from({})), false);
});
