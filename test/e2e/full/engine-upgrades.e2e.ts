import assert from 'node:assert/strict';
import { chmodSync, existsSync, mkdirSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { after, before, describe, test } from 'node:test';
import { countedIn } from '../../bench/flink/counting-job.ts';
import {
  countingJob,
  type Flink,
  FlinkOnBench,
  flinkDeployment,
  flinks,
  isStable,
  type Status,
} from './flink-on-bench.ts';

/** What the state of a job survives, on real Flink: a job that counts finds out by itself whether a number was lost or doubled. */

const count = 4500;
const rate = 100;

let on: FlinkOnBench;

before(async () => {
  on = await FlinkOnBench.start();
});

after(() => on?.stop());

interface Running {
  readonly at: string;
  readonly report: string;
  /** It runs as its spec says now, under another id or begun anew. */
  stable(): Promise<Status>;
  patch(spec: object): Promise<void>;
  hasCheckpoint(status: Status): Promise<void>;
}

/** A job that counts to the end, with its state in a directory that outlives every pod. */
async function start(
  name: string,
  flink: Flink,
  job: object,
  more: Readonly<Record<string, string>> = {},
): Promise<Running> {
  const at = await on.namespaceForJobs(name);
  const directory = path.join(on.bench.directory, at);
  const report = path.join(directory, 'report');
  mkdirSync(directory);
  chmodSync(directory, 0o777);
  const flinkConfiguration = {
    'execution.checkpointing.dir': `file://${directory}/checkpoints`,
    'execution.checkpointing.savepoint-dir': `file://${directory}/savepoints`,
    ...(flink.flinkVersion === 'v1_20' && {
      'state.checkpoints.dir': `file://${directory}/checkpoints`,
      'state.savepoints.dir': `file://${directory}/savepoints`,
    }),
    ...Object.fromEntries(Object.entries(more).map(([key, text]) => [key, text.replace('DIRECTORY', directory)])),
  };
  const args = ['--count', String(count), '--rate', String(rate), '--report', report];
  await on.apply(
    flinkDeployment(name, at, flink, { job: { ...countingJob, args, ...job }, flinkConfiguration, directory }),
  );
  const object = `flinkdep/${name}`;
  const stable = () =>
    on.becomes(at, object, (status) => {
      const { observedGeneration, generation } = status as Status & { generation: number };
      return isStable(status) && observedGeneration === generation;
    });
  await stable();
  const hasCheckpoint = async ({ jobStatus }: Status) => {
    const kept = path.join(directory, 'checkpoints', jobStatus?.jobId ?? '');
    const isThere = async () => existsSync(kept) && readdirSync(kept).some((name) => name.startsWith('chk-'));
    await on.bench.waitFor('a checkpoint', isThere);
  };
  return { at, report, stable, hasCheckpoint, patch: (spec) => on.patch(at, object, spec) };
}

async function countsToTheEnd({ at, report }: Running, name: string): Promise<void> {
  await on.becomes(at, `flinkdep/${name}`, ({ jobStatus }) => jobStatus?.state === 'FINISHED', 180);
  assert.equal(countedIn(report), count);
  await on.must(['delete', '-n', at, `flinkdep/${name}`, '--timeout=80s']);
}

const highAvailability = {
  'high-availability.type': 'kubernetes',
  'high-availability.storageDir': 'file://DIRECTORY/ha',
};

// Each takes some three minutes: every version and every mode has one of the two, unless all are asked for.
const all = process.env['BENCH_ALL'] === '1';

for (const [index, version] of flinks.entries()) {
  for (const [other, mode] of (['native', 'standalone'] as const).entries()) {
    const isEven = (index + other) % 2 === 0;
    describe(`${version.image}, ${mode}`, () => {
      const stops = 'no number is lost or doubled by upgrades with savepoints, by cancelling, and while suspended';
      if (all || isEven)
        test(stops, async () => {
          const job = await start('counts', { ...version, mode }, { upgradeMode: 'savepoint' });
          const first = await job.stable();
          await job.patch({ job: { parallelism: 1 } });
          const second = await job.stable();
          assert.notEqual(second.jobStatus?.jobId, first.jobStatus?.jobId);
          assert.match(second.jobStatus?.upgradeSavepointPath ?? '', /savepoints/);
          await job.hasCheckpoint(second);
          await job.patch({ restartNonce: 1, job: { upgradeMode: 'last-state' } });
          assert.match((await job.stable()).jobStatus?.upgradeSavepointPath ?? '', /checkpoints/);
          await job.patch({ job: { state: 'suspended', upgradeMode: 'savepoint' } });
          await on.becomes(job.at, 'flinkdep/counts', ({ lifecycleState }) => lifecycleState === 'SUSPENDED');
          await job.patch({ job: { state: 'running' } });
          await job.stable();
          await countsToTheEnd(job, 'counts');
        });

      const keeps = 'no number is lost or doubled where what high availability keeps is gone on from';
      if (all || !isEven)
        test(keeps, async () => {
          const job = await start('keeps', { ...version, mode }, { upgradeMode: 'last-state' }, highAvailability);
          const first = await job.stable();
          await job.patch({ restartNonce: 1 });
          const second = await job.stable();
          assert.equal(second.jobStatus?.jobId, first.jobStatus?.jobId);
          on.bench.kill(job.at, await on.podOf(job.at, 'keeps', 'jobmanager'));
          await on.becomes(
            job.at,
            'flinkdep/keeps',
            (status) => isStable(status) && status.jobStatus?.startTime !== second.jobStatus?.startTime,
          );
          on.bench.kill(job.at, await on.podOf(job.at, 'keeps', 'taskmanager'));
          await job.patch({ job: { parallelism: 1, upgradeMode: 'savepoint' } });
          await on.replaceEngine();
          await job.stable();
          await countsToTheEnd(job, 'keeps');
        });
    });
  }
}

test('a job goes on under another version of Flink', async () => {
  const job = await start(
    'moves',
    { image: 'flink:1.20', flinkVersion: 'v1_20', mode: 'native' },
    { upgradeMode: 'last-state' },
    highAvailability,
  );
  await job.patch({ image: 'flink:2.2', flinkVersion: 'v2_2' });
  const moved = await job.stable();
  assert.match(moved.jobStatus?.upgradeSavepointPath ?? '', /savepoints/);
  await countsToTheEnd(job, 'moves');
});

test('a savepoint is kept of a job that is deleted, where its owner wants one', async () => {
  const keeps = { 'kubernetes.operator.job.savepoint-on-deletion': 'true' };
  const job = await start('ends', { image: 'flink:1.20', flinkVersion: 'v1_20', mode: 'native' }, {}, keeps);
  await on.must(['delete', '-n', job.at, 'flinkdep/ends', '--timeout=80s']);
  assert.match(
    await on.must(['get', 'events', '-n', job.at]),
    /SavepointCompleted.*stopped with the savepoint file:.*savepoints/,
  );
});

test('snapshots are taken of a running job, and a savepoint goes with its object', async () => {
  const job = await start('snaps', { image: 'flink:2.2', flinkVersion: 'v2_2', mode: 'native' }, {});
  const snapshot = (name: string, spec: object) => ({
    apiVersion: 'flink.apache.org/v1beta1',
    kind: 'FlinkStateSnapshot',
    metadata: { name, namespace: job.at },
    spec: { jobReference: { kind: 'FlinkDeployment', name: 'snaps' }, ...spec },
  });
  await on.apply(snapshot('saved', { savepoint: { formatType: 'NATIVE' } }), snapshot('checked', { checkpoint: {} }));
  const pathOf = async (name: string) => {
    await on.must([
      'wait',
      '-n',
      job.at,
      `flinksnp/${name}`,
      '--for=jsonpath={.status.state}=COMPLETED',
      '--timeout=60s',
    ]);
    const text = await on.must(['get', '-n', job.at, `flinksnp/${name}`, '-o', 'jsonpath={.status.path}']);
    return text.replace('file:', '');
  };
  const [saved, checked] = [await pathOf('saved'), await pathOf('checked')];
  assert.match(checked, /checkpoints\/.*\/chk-/);
  assert.equal(existsSync(saved), true);
  await on.must(['delete', '-n', job.at, 'flinksnp/saved', '--timeout=60s']);
  assert.equal(existsSync(saved), false);
  const oneOf = (kind: string) =>
    on.bench.waitFor(`a snapshot of ${kind}`, async () => {
      const text = await on.must(['get', 'flinksnp', '-n', job.at, '-l', 'snapshot.state=COMPLETED', '-o', 'name']);
      return text.split('\n').find((name) => name.includes(`/snaps-savepoint-${kind}-`));
    });
  await job.patch({ job: { savepointTriggerNonce: 7 } });
  assert.match(await oneOf('manual'), /manual-7-/);
  await job.patch({ restartNonce: 1, job: { upgradeMode: 'savepoint' } });
  assert.ok(await oneOf('upgrade'));
  await job.stable();
  await on.must(['delete', '-n', job.at, 'flinkdep/snaps', '--timeout=80s']);
});
