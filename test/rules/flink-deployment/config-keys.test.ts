import assert from 'node:assert/strict';
import { test } from 'node:test';
import { deploymentFindings, warnings } from '../../support/flink-findings.ts';

const at = (key: string) => `spec.flinkConfiguration['${key}']`;
const unknown = (key: string) => [`config-key-unknown at ${at(key)} (warning)`];
const notHere = (key: string) => [`config-key-not-per-resource at ${at(key)} (warning)`];

const keys: { key: string; finds: string[]; fix?: string }[] = [
  { key: 'state.checkpoint.dir', finds: unknown('state.checkpoint.dir'), fix: 'state.checkpoints.dir' },
  { key: 'state.checkpoints.dir', finds: [] },
  {
    key: 'taskmanager.numberoftaskslots',
    finds: unknown('taskmanager.numberoftaskslots'),
    fix: 'taskmanager.numberOfTaskSlots',
  },
  { key: 'high-availibility.type', finds: unknown('high-availibility.type'), fix: 'high-availability.type' },
  { key: 'kubernetes.operator.foo', finds: unknown('kubernetes.operator.foo'), fix: 'remove it' },
  { key: 'job.autoscaler.foo', finds: unknown('job.autoscaler.foo'), fix: 'remove it' },
  { key: 'kubernetes.operator.job.autoscaler.enabled', finds: [] },
  { key: 'kubernetes.operator.plugins.listeners.audit.class', finds: [] },
  { key: 'kubernetes.operator.metrics.reporter.slf4j.interval', finds: [] },
  { key: 'job.autoscaler.scaling.custom-executor.mine.class', finds: [] },
  { key: 'kubernetes.cluster-id-x', finds: [] },
  { key: 's3.endpoint', finds: [] },
  { key: 'state.backend.rocksdb.localdir', finds: [] },
  { key: 'restart-strategy.fixed-delay.attempts', finds: [] },
  { key: 'x'.repeat(101), finds: [] },
  { key: 'kubernetes.operator.retry.max.attempts', finds: notHere('kubernetes.operator.retry.max.attempts') },
  { key: 'kubernetes.operator.ingress.manage', finds: notHere('kubernetes.operator.ingress.manage') },
  { key: 'kubernetes.operator.deployment.readiness.timeout', finds: [] },
];

for (const { key, finds, fix } of keys) {
  test(`key of the configuration: ${key}`, () => {
    const found = deploymentFindings({ spec: { flinkConfiguration: { [key]: '1' } } });
    assert.deepEqual(warnings(found), finds);
    if (fix) assert.match(found[0]?.fix ?? '', new RegExp(fix));
  });
}

test('not every one of very many keys is compared', () => {
  const many = Array.from({ length: 150 }, (_, i) => [`kubernetes.operator.unknown-${i}`, '']);
  assert.equal(warnings(deploymentFindings({ spec: { flinkConfiguration: Object.fromEntries(many) } })).length, 100);
});

const conflict = (key: string) => [`config-key-prefix-conflict at ${at(key)} (warning)`];

const nested: { name: string; spec: object; finds: string[] }[] = [
  {
    name: 'null',
    spec: { flinkConfiguration: { a: { 'b.c': null } } },
    finds: ["config-value-null at spec.flinkConfiguration.a['b.c'] (warning)"],
  },
  { name: 'a forbidden key with null', spec: { flinkConfiguration: { 'kubernetes.namespace': null } }, finds: [] },
  {
    name: 'both a key and one below it in Flink 2',
    spec: {
      flinkVersion: 'v2_0',
      image: 'x',
      flinkConfiguration: { 'state.backend': 'rocksdb', 'state.backend.incremental': true },
    },
    finds: conflict('state.backend'),
  },
  {
    name: 'both a key and one below it in Flink 1',
    spec: { flinkConfiguration: { 'state.backend': 'rocksdb', 'state.backend.incremental': true } },
    finds: [],
  },
  {
    name: 'keys of the operator are not handed to Flink',
    spec: {
      flinkVersion: 'v2_0',
      image: 'x',
      flinkConfiguration: { 'job.autoscaler': 'x', 'job.autoscaler.enabled': 'true' },
    },
    finds: [],
  },
  {
    name: 'a very long key',
    spec: { flinkVersion: 'v2_0', image: 'x', flinkConfiguration: { a: '', [`a${'.b'.repeat(200)}`]: '' } },
    finds: [],
  },
];

for (const { name, spec, finds } of nested) {
  test(`keys of the configuration: ${name}`, () => assert.deepEqual(warnings(deploymentFindings({ spec })), finds));
}

test('a key below one of the operator in Flink 2', () => {
  const spec = { flinkVersion: 'v2_1', image: 'x', flinkConfiguration: { 'state.backend.type': 'rocksdb' } };
  const found = deploymentFindings({ spec }, { flinkConf: { 'state.backend': 'hashmap' } });
  assert.deepEqual(warnings(found), conflict('state.backend'));
});

test('nested too deep', () => {
  let value: object = { a: 1 };
  for (let i = 0; i < 40; i++) value = { a: value };
  const [found] = deploymentFindings({ spec: { flinkConfiguration: value } });
  assert.equal(found?.rule, 'config-nested-too-deep');
});
