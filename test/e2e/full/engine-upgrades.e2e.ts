import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { after, before, test } from 'node:test';
import { CountingJobs, highAvailability } from './counting-on-bench.ts';
import {
  everyFlink,
  FlinkOnBench,
  isStable,
  newerNative,
  olderNative,
  oneHalf,
  otherHalf,
  type Status,
  sideBySide,
} from './flink-on-bench.ts';

/** What the state of a job survives, on real Flink: a job that counts finds out by itself whether a number was lost or doubled. */

let on: FlinkOnBench;
let jobs: CountingJobs;

before(async () => {
  on = await FlinkOnBench.start();
  jobs = new CountingJobs(on);
});

after(() => on?.stop());

sideBySide('state on real Flink', () => {
  // Each takes minutes: every version and every mode has one of the two, unless all are asked for.
  for (const flink of everyFlink(oneHalf)) {
    test(`no number is lost or doubled by upgrades with savepoints, by cancelling, and while suspended: ${flink.image}, ${flink.mode}`, async () => {
      const job = await jobs.start('counts', flink, { job: { upgradeMode: 'savepoint' } });
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
      await job.countsToTheEnd();
    });
  }

  for (const flink of everyFlink(otherHalf)) {
    test(`no number is lost or doubled where what high availability keeps is gone on from: ${flink.image}, ${flink.mode}`, async () => {
      const job = await jobs.start('keeps', flink, {
        job: { upgradeMode: 'last-state' },
        flinkConfiguration: highAvailability,
      });
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
      await job.countsToTheEnd();
    });
  }

  test('a job goes on under another version of Flink', async () => {
    const job = await jobs.start('moves', olderNative, {
      job: { upgradeMode: 'last-state' },
      flinkConfiguration: highAvailability,
    });
    await job.patch({ image: 'flink:2.2', flinkVersion: 'v2_2' });
    const moved = await job.stable();
    assert.match(moved.jobStatus?.upgradeSavepointPath ?? '', /savepoints/);
    await job.countsToTheEnd();
  });

  test('a savepoint is kept of a job that is deleted, where its owner wants one', async () => {
    const keeps = { 'kubernetes.operator.job.savepoint-on-deletion': 'true' };
    const job = await jobs.start('ends', olderNative, { flinkConfiguration: keeps });
    await on.must(['delete', '-n', job.at, 'flinkdep/ends', '--timeout=80s']);
    assert.match(
      await on.must(['get', 'events', '-n', job.at]),
      /SavepointCompleted.*stopped with the savepoint file:.*savepoints/,
    );
  });

  for (const flink of everyFlink([newerNative])) {
    test(`snapshots are taken of a running job, and a savepoint goes with its object: ${flink.image}, ${flink.mode}`, async () => {
      const job = await jobs.start('snaps', flink);
      const snapshot = (name: string, spec: object) => ({
        apiVersion: 'flink.apache.org/v1beta1',
        kind: 'FlinkStateSnapshot',
        metadata: { name, namespace: job.at },
        spec: { jobReference: { kind: 'FlinkDeployment', name: 'snaps' }, ...spec },
      });
      await on.apply(
        snapshot('saved', { savepoint: { formatType: 'NATIVE' } }),
        snapshot('checked', { checkpoint: {} }),
      );
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
      await job.patch({ job: { savepointTriggerNonce: 7 } });
      await on.completed(job.at, 'snaps-savepoint-manual-7-');
      await job.patch({ restartNonce: 1, job: { upgradeMode: 'savepoint' } });
      await on.completed(job.at, 'snaps-savepoint-upgrade-');
      await job.stable();
      await on.must(['delete', '-n', job.at, 'flinkdep/snaps', '--timeout=80s']);
    });
  }

  for (const flink of everyFlink([olderNative])) {
    test(`snapshots that only the status tells of, and then objects of their own, also periodically: ${flink.image}, ${flink.mode}`, async () => {
      const job = await jobs.start('tells', flink, {
        job: { upgradeMode: 'savepoint' },
        flinkConfiguration: { 'kubernetes.operator.snapshot.resource.enabled': 'false' },
      });
      await job.hasCheckpoint(await job.stable());
      await job.patch({ job: { savepointTriggerNonce: 1 } });
      const infoOf = ({ jobStatus }: Status) => jobStatus?.savepointInfo;
      const saved = await job.becomes((status) => infoOf(status)?.lastSavepoint?.triggerType === 'MANUAL');
      assert.match(infoOf(saved)?.lastSavepoint?.location ?? '', /savepoints/);
      await job.patch({ job: { state: 'suspended' } });
      const suspended = await job.becomes(({ lifecycleState }) => lifecycleState === 'SUSPENDED');
      const path = infoOf(suspended)?.lastSavepoint?.location;
      assert.deepEqual(
        infoOf(suspended)?.savepointHistory?.map(({ triggerType }) => triggerType),
        ['MANUAL', 'UPGRADE'],
      );
      await on.replaceEngine();
      const periodic = {
        'kubernetes.operator.snapshot.resource.enabled': 'true',
        'kubernetes.operator.periodic.savepoint.interval': '10 s',
        'kubernetes.operator.periodic.checkpoint.interval': '10 s',
      };
      await job.patch({ flinkConfiguration: periodic, job: { state: 'running' } });
      assert.equal((await job.stable()).jobStatus?.upgradeSavepointPath, path);
      await on.completed(job.at, 'tells-savepoint-periodic-');
      await on.completed(job.at, 'tells-checkpoint-periodic-');
      await job.countsToTheEnd();
    });
  }
});
