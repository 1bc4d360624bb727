import assert from 'node:assert/strict';
import { test } from 'node:test';
import { toFlinkDeployment } from '../../../src/conversion/to-flink-deployment/convert.ts';
import type { ConversionOptions } from '../../../src/conversion/to-flink-deployment/source.ts';
import { flinkCluster } from '../../support/flink-cluster.ts';
import {
  asObject,
  configurationOf,
  convertJob,
  convertSpec,
  outcomeOf,
  smallestJob,
  specOf,
  toldOf,
} from './converted.ts';

const savepointsDir = 's3://state/savepoints';
const checkpoints = { flinkProperties: { 'state.checkpoints.dir': 's3://state/checkpoints' } };

interface Row {
  readonly job: object;
  readonly spec?: object;
  readonly mode: string;
  readonly outcome: string | undefined;
  readonly checkpointDir?: string;
}

const upgrades: readonly Row[] = [
  { job: { savepointsDir }, spec: checkpoints, mode: 'savepoint', outcome: undefined },
  { job: { savepointsDir, takeSavepointOnUpdate: true }, spec: checkpoints, mode: 'savepoint', outcome: 'carried' },
  { job: { savepointsDir }, mode: 'savepoint', outcome: 'changed', checkpointDir: `${savepointsDir}/checkpoints` },
  {
    job: { savepointsDir: `${savepointsDir}/` },
    mode: 'savepoint',
    outcome: 'changed',
    checkpointDir: `${savepointsDir}/checkpoints`,
  },
  { job: { savepointsDir, takeSavepointOnUpdate: false }, spec: checkpoints, mode: 'last-state', outcome: 'changed' },
  { job: {}, spec: checkpoints, mode: 'last-state', outcome: 'changed' },
  { job: {}, mode: 'stateless', outcome: 'changed' },
  { job: { savepointsDir: ' ' }, mode: 'stateless', outcome: 'changed' },
];

for (const { job, spec, mode, outcome, checkpointDir } of upgrades) {
  test(`${JSON.stringify({ ...job, ...spec })} is upgraded by ${mode}`, () => {
    const conversion = convertJob(job, spec);
    assert.equal(specOf(conversion).job?.upgradeMode, mode);
    assert.equal(outcomeOf(conversion, 'spec.job.takeSavepointOnUpdate'), outcome);
    assert.equal(configurationOf(conversion)['execution.checkpointing.dir'], checkpointDir);
  });
}

test('directories have the names that the version knows', () => {
  const { 'taskmanager.numberOfTaskSlots': _, ...old } = configurationOf(
    convertJob({ savepointsDir }, {}, { flinkVersion: 'v1_19' }),
  );
  const { 'taskmanager.numberOfTaskSlots': __, ...current } = configurationOf(convertJob({ savepointsDir }));
  assert.deepEqual(Object.keys(old), ['state.savepoints.dir', 'state.checkpoints.dir']);
  assert.deepEqual(Object.keys(current), ['execution.checkpointing.savepoint-dir', 'execution.checkpointing.dir']);
});

test('savepoints by time, their format and their age', () => {
  const conversion = convertJob({
    savepointsDir,
    autoSavepointSeconds: 3600,
    savepointFormatType: 'NATIVE',
    maxStateAgeToRestoreSeconds: 0,
    savepointGeneration: 4,
  });
  const configuration = configurationOf(conversion);
  assert.equal(configuration['kubernetes.operator.periodic.savepoint.interval'], '3600 s');
  assert.equal(configuration['kubernetes.operator.savepoint.format.type'], 'NATIVE');
  assert.equal(configuration['kubernetes.operator.job.upgrade.last-state.max.allowed.checkpoint.age'], '0 s');
  assert.equal(outcomeOf(conversion, 'spec.job.savepointGeneration'), 'idle');
});

test('without a directory no savepoint was taken, and none is now', () => {
  const conversion = convertJob({ autoSavepointSeconds: 3600, maxStateAgeToRestoreSeconds: 60 });
  assert.deepEqual(Object.keys(configurationOf(conversion)), ['taskmanager.numberOfTaskSlots']);
  assert.equal(outcomeOf(conversion, 'spec.job.autoSavepointSeconds'), 'idle');
  assert.equal(outcomeOf(conversion, 'spec.job.maxStateAgeToRestoreSeconds'), 'idle');
  assert.equal(
    outcomeOf(convertJob({ savepointsDir, autoSavepointSeconds: 0 }), 'spec.job.autoSavepointSeconds'),
    'lost',
  );
});

const stopped = { components: { job: { state: 'Cancelled', finalSavepoint: true, savepointLocation: 's3://last' } } };
const running = { components: { job: { state: 'Running', savepointLocation: 's3://some' } } };

const beginnings: readonly {
  readonly fromSavepoint?: string;
  readonly status?: object;
  readonly options?: ConversionOptions;
  readonly path: string | undefined;
  readonly outcome: string;
}[] = [
  { path: undefined, outcome: 'changed' },
  { fromSavepoint: ' ', path: undefined, outcome: 'changed' },
  { fromSavepoint: 's3://first', path: 's3://first', outcome: 'changed' },
  { fromSavepoint: 's3://first', status: running, path: 's3://first', outcome: 'changed' },
  { fromSavepoint: 's3://first', status: stopped, path: 's3://last', outcome: 'changed' },
  { status: stopped, options: { fromSavepoint: 's3://mine' }, path: 's3://mine', outcome: 'changed' },
  { fromSavepoint: 's3://mine', options: { fromSavepoint: 's3://mine' }, path: 's3://mine', outcome: 'carried' },
];

for (const { fromSavepoint, status, options, path, outcome } of beginnings) {
  test(`${JSON.stringify({ fromSavepoint, status, options })} begins from ${path}`, () => {
    const job = { ...smallestJob, ...(fromSavepoint !== undefined && { fromSavepoint }) };
    const conversion = toFlinkDeployment(asObject(flinkCluster({ spec: { job }, ...(status && { status }) })), options);
    assert.equal(specOf(conversion).job?.initialSavepointPath, path);
    assert.equal(outcomeOf(conversion, 'spec.job.fromSavepoint'), outcome);
  });
}

const ha = { flinkProperties: { 'high-availability': 'kubernetes', 'kubernetes.cluster-id': 'orders' } };

test('a failed job begins again where it did so before', () => {
  const key = 'kubernetes.operator.job.restart.failed';
  const policy = { restartPolicy: 'FromSavepointOnFailure', maxStateAgeToRestoreSeconds: 60, savepointsDir };
  assert.equal(configurationOf(convertJob(policy))[key], 'true');
  const never = convertJob({ restartPolicy: 'Never' });
  assert.equal(configurationOf(never)[key], undefined);
  assert.match(toldOf(never, 'spec.job.restartPolicy').join(), /^changed .* container dies/);
  assert.equal(outcomeOf(convertJob({ restartPolicy: 'Never' }, ha), 'spec.job.restartPolicy'), 'carried');
});

const kept = { afterJobSucceeds: 'KeepCluster', afterJobFails: 'KeepCluster', afterJobCancelled: 'KeepCluster' };
const deleted = {
  afterJobSucceeds: 'DeleteCluster',
  afterJobFails: 'DeleteCluster',
  afterJobCancelled: 'DeleteCluster',
};

const endings: readonly (readonly [policy: object, ttl: string | undefined, outcome: string])[] = [
  [deleted, '0 s', 'carried'],
  [kept, '3650 d', 'carried'],
  [{}, undefined, 'changed'],
  [{ ...kept, afterJobFails: 'DeleteTaskManager' }, '3650 d', 'changed'],
];

for (const [cleanupPolicy, ttl, outcome] of endings) {
  test(`after the end of the job ${JSON.stringify(cleanupPolicy)} leaves the cluster for ${ttl ?? 'the usual day'}`, () => {
    const conversion = convertJob({ cleanupPolicy });
    assert.equal(configurationOf(conversion)['kubernetes.operator.jm-deployment.shutdown-ttl'], ttl);
    assert.equal(outcomeOf(conversion, 'spec.job.cleanupPolicy'), outcome);
  });
}

test('a job that was cancelled is suspended', () => {
  assert.equal(specOf(convertJob({ cancelRequested: true })).job?.state, 'suspended');
  assert.equal(specOf(convertJob({})).job?.state, 'running');
});

const properties: readonly (readonly [key: string, value: string, kept: boolean, outcome: string | undefined])[] = [
  ['execution.checkpointing.interval', '1 min', true, undefined],
  ['high-availability.storageDir', 's3://ha', true, undefined],
  ['jobmanager.rpc.address', 'here', false, 'idle'],
  ['rest.port', '9999', false, 'idle'],
  ['kubernetes.namespace', 'there', false, 'idle'],
  ['kubernetes.cluster-id', 'orders', false, 'changed'],
  ['high-availability.cluster-id', '/orders', false, 'changed'],
  ['job.autoscaler.enabled', 'true', false, 'idle'],
  ['kubernetes.operator.job.restart.failed', 'true', false, 'idle'],
  ['taskmanager.memory.process.size', '1g', false, 'changed'],
  ['taskmanager.memory.process.size', 'much', true, undefined],
  ['state.savepoints.dir', 's3://elsewhere', true, undefined],
  ['high-availability', 'zookeeper', true, 'changed'],
];

for (const [key, value, isKept, outcome] of properties) {
  test(`the property ${key}: ${value} is ${isKept ? 'kept' : 'left out'}`, () => {
    const conversion = convertSpec({ flinkProperties: { [key]: value } });
    assert.equal(configurationOf(conversion)[key], isKept ? value : undefined);
    assert.equal(outcomeOf(conversion, `spec.flinkProperties['${key}']`), outcome);
  });
}

test('of two directories of savepoints that of the job counts', () => {
  const conversion = convertJob({ savepointsDir }, { flinkProperties: { 'state.savepoints.dir': 's3://elsewhere' } });
  assert.equal(configurationOf(conversion)['state.savepoints.dir'], undefined);
  assert.equal(outcomeOf(conversion, "spec.flinkProperties['state.savepoints.dir']"), 'changed');
});
