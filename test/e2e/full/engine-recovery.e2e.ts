import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { CountingJobs, highAvailability } from './counting-on-bench.ts';
import { asksForAll, everyFlink, FlinkOnBench, newerNative, olderStandalone, sideBySide } from './flink-on-bench.ts';

/** What real jobs survive of what goes wrong: bad specs, failures, an engine that dies all the time, a JobManager that does not answer. */

let on: FlinkOnBench;
let jobs: CountingJobs;

before(async () => {
  on = await FlinkOnBench.start();
  jobs = new CountingJobs(on);
});

after(() => on?.stop());

sideBySide('what goes wrong on real Flink', () => {
  for (const flink of everyFlink([olderStandalone])) {
    test(`a spec that does not come up is rolled back, and no number is lost: ${flink.image}, ${flink.mode}`, async () => {
      const job = await jobs.start('rolls', flink, {
        job: { upgradeMode: 'last-state' },
        flinkConfiguration: {
          ...highAvailability,
          'kubernetes.operator.deployment.rollback.enabled': 'true',
          'kubernetes.operator.deployment.readiness.timeout': '15 s',
        },
      });
      await job.hasCheckpoint(await job.stable());
      await job.patch({ image: 'flink:none' });
      const back = await job.becomes(
        ({ lifecycleState, jobStatus }) => lifecycleState === 'ROLLED_BACK' && jobStatus?.state === 'RUNNING',
      );
      assert.match(back.jobStatus?.upgradeSavepointPath ?? '', /LAST_STATE/);
      // A slow machine may take longer than that for a good one.
      const patient = { 'kubernetes.operator.deployment.readiness.timeout': '3 min' };
      await job.patch({ image: flink.image, flinkConfiguration: patient, job: { parallelism: 1 } });
      await job.stable();
      await job.countsToTheEnd();
    });
  }

  for (const flink of everyFlink([newerNative])) {
    test(`a job that fails is begun again from its last checkpoint until it is mended: ${flink.image}, ${flink.mode}`, async () => {
      const job = await jobs.start('fails', flink, {
        job: { upgradeMode: 'savepoint' },
        flinkConfiguration: { 'restart-strategy.type': 'none', 'kubernetes.operator.job.restart.failed': 'true' },
        fails: true,
      });
      await job.hasCheckpoint(await job.stable());
      job.directory.fail(true);
      const restarts = () =>
        on.must(['get', '-n', job.at, job.object, '-o', 'jsonpath={.metadata.annotations.sluice\\.dev/restarts}']);
      await on.bench.waitFor('two restarts', async () => /"count":2/.test(await restarts()), 150);
      await job.patch({ job: { args: job.directory.args } });
      const mended = await job.stable();
      assert.match(mended.jobStatus?.upgradeSavepointPath ?? '', /checkpoints/);
      await job.countsToTheEnd();
    });
  }

  const kills = asksForAll ? 20 : 8;

  for (const flink of everyFlink([newerNative])) {
    test(`no number is lost or doubled where the engine is killed ${kills} times while it upgrades: ${flink.image}, ${flink.mode}`, async (t) => {
      const job = await jobs.start('killed', flink, {
        job: { upgradeMode: 'savepoint' },
        flinkConfiguration: highAvailability,
      });
      const moments: number[] = [];
      for (let nonce = 1; moments.length < kills; nonce++) {
        // With state in either way, one after the other.
        await job.patch({ restartNonce: nonce, job: { upgradeMode: nonce % 2 === 0 ? 'last-state' : 'savepoint' } });
        for (let each = 0; each < 4 && moments.length < kills; each++) {
          const moment = Math.round(Math.random() * 3000);
          moments.push(moment);
          await new Promise((resolve) => setTimeout(resolve, moment));
          await on.replaceEngine();
        }
        await job.stable();
      }
      t.diagnostic(`killed after ${moments.join(', ')} ms`);
      await job.countsToTheEnd();
    });
  }

  for (const flink of everyFlink([newerNative])) {
    test(`a JobManager that is silent while its job is to be stopped takes one savepoint: ${flink.image}, ${flink.mode}`, async () => {
      const job = await jobs.start('silent', flink, { job: { upgradeMode: 'savepoint' } });
      await job.hasCheckpoint(await job.stable());
      const pod = await on.podOf(job.at, 'silent', 'jobmanager');
      await job.patch({ job: { parallelism: 1 } });
      await job.becomes(({ jobStatus }) => jobStatus?.savepointInfo?.triggerId !== undefined);
      on.bench.hold(job.at, pod, true);
      // Longer than the engine waits for an answer.
      await new Promise((resolve) => setTimeout(resolve, 15_000));
      on.bench.hold(job.at, pod, false);
      const stopped = await job.stable();
      assert.match(stopped.jobStatus?.upgradeSavepointPath ?? '', /savepoints/);
      assert.equal(readdirSync(path.join(job.directory.path, 'savepoints')).length, 1);
      await job.countsToTheEnd();
    });
  }
});
