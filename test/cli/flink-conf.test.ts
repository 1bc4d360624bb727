import assert from 'node:assert/strict';
import path from 'node:path';
import { test } from 'node:test';
import { readFlinkConfiguration } from '../../src/cli/flink-conf.ts';
import { folderWith } from './run-sluice.ts';

const cwd = folderWith({
  'flat.yaml': 'a.b: 1.10\nc: "yes"\nempty:\n',
  'nested.yaml': 'a:\n  b: 1.10\n  c: [x, y]\n',
  'nothing.yaml': '# nothing\n',
  'flink-conf.yaml': 'a.b: c: d # comment\n- : x\nno pair\n',
  'list.yaml': '- a\n',
  'broken.yaml': 'a: [\n',
  'conf/config.yaml': 'a:\n  b: c\n',
  'empty/.keep': '',
});

const rows: readonly { file: string; entries: Record<string, string> }[] = [
  { file: 'flat.yaml', entries: { 'a.b': '1.10', c: 'yes', empty: '' } },
  { file: 'nested.yaml', entries: { 'a.b': '1.10', 'a.c': 'x;y' } },
  { file: 'nothing.yaml', entries: {} },
  { file: 'flink-conf.yaml', entries: { 'a.b': 'c: d', '-': 'x' } },
  { file: 'conf', entries: { 'a.b': 'c' } },
];

for (const { file, entries } of rows) {
  test(`--flink-conf ${file}`, async () => {
    const configuration = await readFlinkConfiguration(path.join(cwd, file));
    assert.deepEqual(Object.fromEntries(configuration.entries), entries);
  });
}

for (const [file, told] of [
  ['list.yaml', /holds no map of keys/],
  ['broken.yaml', /broken\.yaml: /],
  ['empty', /has neither flink-conf\.yaml nor config\.yaml/],
  ['nope.yaml', /there is no such file/],
] as const) {
  test(`--flink-conf ${file} cannot be used`, async () => {
    await assert.rejects(readFlinkConfiguration(path.join(cwd, file)), told);
  });
}
