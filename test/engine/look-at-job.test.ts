import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { FlinkCluster } from '../../src/engine/flink-port.ts';
import { jobSeen } from '../../src/engine/look-at-job.ts';
import { engineLimits } from '../../src/engine/options.ts';
import type { CommonStatus } from '../../src/engine/status/bookkeeping.ts';
import { writeKeptSpec } from '../../src/engine/status/last-spec.ts';
import type { JobState } from '../../src/engine/status/observed-job.ts';
import { EffectiveConfiguration } from '../../src/values/effective-configuration.ts';

const limits = engineLimits(new EffectiveConfiguration(new Map(), []));
const jobId = 'a'.repeat(32);

const statusOf = (upgradeMode: 'stateless' | 'savepoint', state: JobState): CommonStatus => ({
  jobStatus: { jobId, state, upgradeSavepointPath: 's3://savepoints/1' },
  reconciliationStatus: {
    state: 'DEPLOYED',
    lastReconciledSpec: writeKeptSpec({ spec: { job: { upgradeMode, state: 'running' } }, firstDeployment: false }),
  },
});

type Latest = Awaited<ReturnType<FlinkCluster['latestCheckpoint']>>;

function seen(state: JobState, latest: Latest, { mode = 'savepoint', before = 'RUNNING' }: Partial<Row>) {
  const flink = {
    latestCheckpoint: async () => latest,
    failure: async () => ({ type: 'answer', value: undefined }),
  } as unknown as FlinkCluster;
  return jobSeen(statusOf(mode, before), { type: 'found', job: { state } }, flink, new Date(0), limits);
}

interface Row {
  readonly name: string;
  readonly state: JobState;
  readonly before?: JobState;
  readonly mode?: 'stateless' | 'savepoint';
  readonly latest: Latest;
  readonly path: string | undefined;
}

const answer = (value: { readonly path: string | undefined } | undefined): Latest => ({
  type: 'answer',
  value: value && { ...value, bytes: 1 },
});
const known = 's3://savepoints/1';
const unaddressable = '<checkpoint-not-externally-addressable>';

/** Source: `spec/flink-engine.md` 11: FLINK-39043, FLINK-37869, FLINK-40162. */
const rows: readonly Row[] = [
  { name: 'with a checkpoint', state: 'FINISHED', latest: answer({ path: 's3://c/chk-2' }), path: 's3://c/chk-2' },
  {
    name: 'with one that only Flink can find',
    state: 'FINISHED',
    latest: answer({ path: unaddressable }),
    path: unaddressable,
  },
  { name: 'without one', state: 'FINISHED', latest: answer({ path: undefined }), path: known },
  { name: 'cancelled, without one', state: 'CANCELED', latest: answer({ path: undefined }), path: undefined },
  { name: 'of which its cluster knows no checkpoints', state: 'FAILED', latest: answer(undefined), path: known },
  {
    name: 'cancelled, and its cluster knows no checkpoints',
    state: 'CANCELED',
    latest: answer(undefined),
    path: known,
  },
  {
    name: 'cancelled, begun empty, and its cluster knows no checkpoints',
    state: 'CANCELED',
    mode: 'stateless',
    latest: answer(undefined),
    path: undefined,
  },
  {
    name: 'that had ended already when it was to be cancelled',
    before: 'CANCELLING',
    state: 'FINISHED',
    latest: answer({ path: 's3://c/chk-3' }),
    path: 's3://c/chk-3',
  },
];

for (const { name, state, latest, path, ...rest } of rows) {
  test(`where the state is of a job that has ended ${name}`, async () => {
    const { status } = await seen(state, latest, rest);
    assert.deepEqual([status.jobStatus?.state, status.jobStatus?.upgradeSavepointPath], [state, path]);
  });
}

test('the end of a job is not taken for known before it is known where its state is', async () => {
  const error = new Error('no answer');
  await assert.rejects(seen('FINISHED', { type: 'silent', error }, {}), error);
});
