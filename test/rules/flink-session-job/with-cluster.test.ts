import assert from 'node:assert/strict';
import { test } from 'node:test';
import { sessionJobFindings, told, type World } from '../../support/flink-findings.ts';
import { sessionCluster } from '../../support/flink-objects.ts';

const resolve = { 'repo.example.com': '151.101.1.69' };
const at = (key: string) => `spec.flinkConfiguration['${key}']`;
const checkpointDir = 'execution.checkpointing.dir';
const savepointDir = 'execution.checkpointing.savepoint-dir';
const checkpoints = { [checkpointDir]: 's3://flink/checkpoints' };
const savepoints = { [savepointDir]: 's3://flink/savepoints' };
const on = { 'job.autoscaler.enabled': 'true' };

interface Row {
  readonly name: string;
  readonly job?: object;
  readonly keys?: object;
  readonly clusterKeys?: object;
  readonly clusterVersion?: string;
  readonly flinkConf?: Record<string, string>;
  readonly finds: readonly string[];
  /** The same without a cluster: places that are told in advance. */
  readonly deferred?: readonly string[];
}

const needs = (rule: string, key: string) => `${rule} at ${at(key)}`;

const rows: readonly Row[] = [
  { name: 'parallelism 0', job: { parallelism: 0 }, finds: ['job-parallelism-min at spec.job.parallelism'] },
  { name: 'parallelism left out', job: { parallelism: null }, finds: ['job-parallelism-min at spec.job.parallelism'] },
  {
    name: 'parallelism of the cluster',
    job: { parallelism: null },
    clusterKeys: { 'parallelism.default': 2 },
    finds: [],
    deferred: ['spec.job.parallelism'],
  },
  {
    name: 'last-state without a directory',
    job: { upgradeMode: 'last-state' },
    finds: [needs('checkpoint-dir-required', checkpointDir)],
  },
  {
    name: 'last-state with the directory of the cluster',
    job: { upgradeMode: 'last-state' },
    clusterKeys: checkpoints,
    finds: [],
    deferred: [at(checkpointDir)],
  },
  {
    name: 'last-state, directory of the cluster blanked',
    job: { upgradeMode: 'last-state' },
    keys: { [checkpointDir]: ' ' },
    clusterKeys: checkpoints,
    finds: [needs('checkpoint-dir-required', checkpointDir)],
  },
  {
    name: 'directory from the defaults of the version of the cluster',
    job: { upgradeMode: 'last-state' },
    clusterVersion: 'v1_20',
    flinkConf: { [`kubernetes.operator.default-configuration.flink-version.v1_20.${checkpointDir}`]: 's3://x' },
    finds: [],
    deferred: [at(checkpointDir)],
  },
  {
    name: 'periodic savepoints of the cluster',
    clusterKeys: { 'kubernetes.operator.periodic.savepoint.interval': '6h' },
    finds: [needs('savepoint-dir-required-for-periodic-savepoint', savepointDir)],
    deferred: [],
  },
  {
    name: 'all is well',
    job: { upgradeMode: 'savepoint' },
    keys: { ...checkpoints, ...savepoints },
    finds: [],
  },
  {
    name: 'autoscaler flag unreadable',
    keys: { 'job.autoscaler.enabled': 'x' },
    finds: [needs('config-value-invalid', 'job.autoscaler.enabled')],
  },
  {
    name: 'autoscaler number out of range',
    keys: { ...on, 'job.autoscaler.scale-up.max-factor': -1 },
    finds: [needs('autoscaler-number-out-of-range', 'job.autoscaler.scale-up.max-factor')],
  },
  {
    name: 'autoscaler window too small',
    keys: { ...on, 'job.autoscaler.metrics.window': '1 s' },
    finds: [needs('autoscaler-metrics-window-too-small', 'job.autoscaler.metrics.window')],
  },
  {
    name: "unreadable memory is the cluster's business",
    clusterKeys: { 'taskmanager.memory.process.size': 'abc' },
    finds: [],
  },
  { name: 'redeployment without a path', job: { savepointRedeployNonce: 1 }, finds: [] },
];

for (const { name, job = {}, keys = {}, clusterKeys = {}, clusterVersion = 'v1_20', flinkConf = {}, ...row } of rows) {
  const changes = { spec: { job, flinkConfiguration: keys } };

  test(`session job with its cluster: ${name}`, async () => {
    const cluster = sessionCluster({ spec: { flinkVersion: clusterVersion, flinkConfiguration: clusterKeys } });
    const world: World = { resolve, flinkConf, context: [cluster] };
    assert.deepEqual((await sessionJobFindings(changes, world)).map(told), row.finds);
  });

  test(`session job before its cluster: ${name}`, async () => {
    const found = await sessionJobFindings(changes, { resolve, flinkConf, context: [] });
    const told = found.filter(({ rule }) => rule === 'session-job-check-deferred');
    assert.ok(found.every(({ severity }) => severity === 'warning'));
    assert.deepEqual(
      told.map(({ path }) => path),
      row.deferred ?? row.finds.map((line) => line.slice(line.indexOf(' at ') + 4)),
    );
  });
}

test('what is deferred says what will settle it', async () => {
  const message = async (spec: object) =>
    (await sessionJobFindings({ spec }, { resolve, context: [] })).at(-1)?.message;
  assert.match((await message({ job: { upgradeMode: 'last-state' } })) ?? '', /, unless the cluster brings it along$/);
  assert.match((await message({ job: { parallelism: 0 } })) ?? '', /, and will be refused once the cluster is there$/);
});

const keyRows: { key: string; finds: string[] }[] = [
  {
    key: 'kubernetes.namespace',
    finds: [`session-job-forbidden-config-key at ${at('kubernetes.namespace')} (warning)`],
  },
  {
    key: 'kubernetes.cluster-id',
    finds: [`session-job-forbidden-config-key at ${at('kubernetes.cluster-id')} (warning)`],
  },
  {
    key: 'high-availability.cluster-id',
    finds: [`session-job-forbidden-config-key at ${at('high-availability.cluster-id')} (warning)`],
  },
  {
    key: 'taskmanager.numberOfTaskSlots',
    finds: [`session-job-cluster-config-key at ${at('taskmanager.numberOfTaskSlots')} (warning)`],
  },
  {
    key: 'kubernetes.jobmanager.replicas',
    finds: [`session-job-cluster-config-key at ${at('kubernetes.jobmanager.replicas')} (warning)`],
  },
  { key: 'kubernetes.operator.savepoint.history.max.count', finds: [] },
  { key: 'pipeline.max-parallelism', finds: [] },
];

for (const { key, finds } of keyRows) {
  test(`key of a session job: ${key}`, async () => {
    const changes = { spec: { flinkConfiguration: { [key]: '2' } } };
    const found = await sessionJobFindings(changes, { resolve, context: [sessionCluster()] });
    assert.deepEqual(found.map(told), finds);
  });
}
