import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { parse } from 'yaml';
import { configurationFileName, configurationText } from '../../../src/engine/flink-cluster/configuration/file.ts';
import { flinkCluster } from '../../support/flink-cluster.ts';
import { childrenOf, planTools } from '../../support/flink-cluster-children.ts';

const yaml = (entries: readonly (readonly [string, string])[]) =>
  configurationText(entries, '2.0', planTools.printYaml);

test('the file has the name that its Flink looks for', () => {
  const versions = [undefined, '', '1.20', 'v1.9.3', '2.0-SNAPSHOT', '2.0', '2.2.1'];
  assert.deepEqual(versions.map(configurationFileName), [
    ...Array(4).fill('flink-conf.yaml'),
    ...Array(3).fill('config.yaml'),
  ]);
});

test('values that YAML takes for what they are stand as they are', () => {
  const plain = [
    '8081',
    '0',
    '-1',
    'true',
    '0.7',
    '1.0',
    'rocksdb',
    '1639m',
    '10 s',
    's3://b/ha',
    'a:b,c:d',
    '-Da=b -Dc=d',
  ];
  for (const value of plain) assert.equal(yaml([['key', value]]), `key: ${value}\n`);
});

test('values that YAML takes for something else are quoted', () => {
  const others = [
    'null',
    '~',
    '',
    ' a',
    '1.10',
    '1e3',
    '0x10',
    '012',
    '0.0001',
    '#a',
    'a #b',
    'a: b',
    '*',
    '%',
    '[a]',
    '{a: b}',
    '- a',
  ];
  for (const value of others) {
    const text = yaml([['key', value]]);
    assert.match(text, /^key: ["'].*["']\n$/);
    assert.deepEqual(parse(text), { key: value });
  }
});

test('property: whatever the values are, the file holds them', () => {
  const text = fc.oneof(fc.string(), fc.string({ unit: fc.constantFrom(...'ab01. :#-\n\'"[]{}&*!|>%@`,?~') }));
  const key = text.filter((name) => name !== '__proto__');
  fc.assert(
    fc.property(fc.uniqueArray(fc.tuple(key, text), { selector: ([name]) => name }), (options) => {
      const read = Object.entries(parse(yaml(options)) ?? {});
      assert.equal(read.length, options.length);
      const wanted = new Map(options);
      for (const [name, value] of read) {
        const written = wanted.get(name);
        assert.ok(value === written || String(value) === written || value === Number(written), written);
      }
    }),
  );
});

test('a line break becomes a blank in a file that cannot hold one', () => {
  const entries = [['env.java.opts', '-Da=1\n-Db=2']] as const;
  assert.equal(configurationText(entries, '1.20', planTools.printYaml), 'env.java.opts: -Da=1 -Db=2\n');
});

test('ports cannot be set twice, other options can', () => {
  const flinkProperties = { 'rest.port': '1', 'taskmanager.rpc.port': '7000', 'state.backend': 'rocksdb' };
  const [map] = childrenOf(flinkCluster({ spec: { flinkVersion: '2.0', flinkProperties } }));
  const options = parse(map?.data?.['config.yaml'] ?? '');
  assert.deepEqual(
    [options['rest.port'], options['taskmanager.rpc.port'], options['state.backend']],
    [8081, 7000, 'rocksdb'],
  );
});

test('log files of the user take the place of ours, other files of ours stay', () => {
  const logConfig = {
    'log4j-console.properties': 'own',
    'submit-job.sh': 'own',
    'flink-conf.yaml': 'own',
    'a.xml': '<a/>',
  };
  const [map] = childrenOf(flinkCluster({ spec: { logConfig } }));
  const data = map?.data ?? {};
  assert.deepEqual([data['log4j-console.properties'], data['a.xml']], ['own', '<a/>']);
  assert.match(data['submit-job.sh'] ?? '', /^#!/);
  assert.match(data['flink-conf.yaml'] ?? '', /rest\.port: 8081/);
  assert.match(data['log4j-cli.properties'] ?? '', /^rootLogger\.level = INFO$/m);
});
