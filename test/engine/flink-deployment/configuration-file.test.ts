import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parse, stringify } from 'yaml';
import { ConfigurationDraft } from '../../../src/engine/flink-deployment/configuration/draft.ts';
import { configurationFile, configurationFileName } from '../../../src/engine/flink-deployment/configuration/file.ts';
import { ReconcileError } from '../../../src/engine/reconcile-error.ts';
import type { FlinkVersion } from '../../../src/values/flink-version.ts';

function file(
  version: FlinkVersion,
  entries: Readonly<Record<string, string>>,
  lists: Readonly<Record<string, string[]>> = {},
) {
  const draft = new ConfigurationDraft(Object.entries(entries));
  for (const [key, items] of Object.entries(lists)) draft.setList(key, items);
  return configurationFile(draft.finish(), version, (value) => stringify(value, { lineWidth: 0 }));
}

test('the file has the name that its Flink looks for', () => {
  assert.deepEqual((['v1_15', 'v1_20', 'v2_0', 'v2_4'] as const).map(configurationFileName), [
    'flink-conf.yaml',
    'flink-conf.yaml',
    'config.yaml',
    'config.yaml',
  ]);
});

test('Flink 1 gets sorted lines', () => {
  assert.equal(file('v1_20', { b: 'x: y', a: '1' }), 'a: 1\nb: x: y\n');
});

test('a line break becomes a blank in a file that cannot hold one', () => {
  assert.equal(file('v1_20', { 'env.java.opts.all': '-Da=1\n  -Db=2\n' }), 'env.java.opts.all: -Da=1 -Db=2\n');
});

test('lists are quoted where an item holds what parts them', () => {
  assert.equal(file('v1_20', {}, { args: ['a', 'b;c', "it's"] }), "args: a;'b;c';'it''s'\n");
});

test('what is true of the operator only is left out', () => {
  assert.equal(file('v1_20', { 'rest.bind-address': 'localhost', 'taskmanager.host': 'x', a: '1' }), 'a: 1\n');
});

test('Flink 2 gets nested YAML, in which every value is a text, and lists are lists', () => {
  const text = file(
    'v2_0',
    { 'a.b': '8081', 'a.c': 'true', d: '[x, y]', e: 'k: v', f: ' lead', g: 'two\nlines', h: '0777', i: 'null' },
    { 'p.q': ['--x', '1'], r: [] },
  );
  assert.deepEqual(parse(text), {
    a: { b: '8081', c: 'true' },
    d: '[x, y]',
    e: 'k: v',
    f: ' lead',
    g: 'two\nlines',
    h: '0777',
    i: 'null',
    p: { q: ['--x', '1'] },
    r: [],
  });
});

for (const keys of [
  ['state.backend', 'state.backend.type'],
  ['high-availability.type', 'high-availability'],
]) {
  test(`Flink 2 cannot be given both ${keys.join(' and ')}`, () => {
    const entries = Object.fromEntries(keys.map((key) => [key, 'x']));
    assert.throws(
      () => file('v2_0', entries),
      (error) => error instanceof ReconcileError && error.message.includes('cannot both be set'),
    );
    assert.ok(file('v1_20', entries));
  });
}
