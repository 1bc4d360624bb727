import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before, describe, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { latestCompleted } from '../../src/flink/checkpoint-answers.ts';
import { FlinkError, FlinkUnreachable, isDuplicateJob } from '../../src/flink/errors.ts';
import type { FlinkClient, JarRun, Progress } from '../../src/flink/flink-client.ts';
import { createFlinkRest } from '../../src/flink/flink-rest.ts';
import { rootCause } from '../../src/flink/root-cause.ts';
import { isFlinkVersion } from '../../src/values/flink-version.ts';
import { countedIn, countingJob } from '../bench/flink/counting-job.ts';
import { flinkVersions } from '../bench/flink/distribution.ts';
import { startRestProxy } from '../bench/flink/proxy.ts';
import { type FlinkSession, startFlinkSession } from '../bench/flink/session.ts';
import { makeSessionKeys } from '../bench/flink/session-keys.ts';
import { eventually } from '../bench/processes.ts';

const limits = { timeout: 10_000 };
const submission = { timeout: 60_000 };
const unknownId = '0'.repeat(32);

/** One attempt only. */
const noRestart = { 'restart-strategy.type': 'none' };
const restarts = {
  'restart-strategy.type': 'fixed-delay',
  'restart-strategy.fixed-delay.attempts': '100',
  'restart-strategy.fixed-delay.delay': '300ms',
};

/** A scheduler that changes a running job, and does so at once instead of after minutes. */
const adaptive = {
  'jobmanager.scheduler': 'adaptive',
  'execution.checkpointing.interval': '1s',
  'jobmanager.adaptive-scheduler.scaling-interval.min': '0s',
  'jobmanager.adaptive-scheduler.executing.cooldown-after-rescaling': '0s',
  'jobmanager.adaptive-scheduler.executing.resource-stabilization-timeout': '0s',
};

// Fails where Flink cannot be had; BENCH_FLINK=skip says that this is known.
const skip = process.env['BENCH_FLINK'] === 'skip' && 'BENCH_FLINK=skip';
if (skip) console.error('SKIPPED: the REST client was not tried against a real Flink (BENCH_FLINK=skip)');

const newId = () => randomUUID().replaceAll('-', '');

for (const version of flinkVersions) {
  describe(`Flink ${version}`, { skip }, () => {
    const spec = `v${version.split('.').slice(0, 2).join('_')}`;
    let session: FlinkSession;
    let flink: FlinkClient;
    let jar: string;

    before(async () => {
      const file = await countingJob();
      session = await startFlinkSession({ version, configuration: adaptive });
      flink = await createFlinkRest({ url: session.url });
      jar = await flink.uploadJar({ name: 'counting-job.jar', path: file }, submission);
    });

    after(async () => {
      flink?.close();
      await session?.stop();
    });

    function run(args: readonly string[], more: Partial<JarRun> = {}): Promise<string> {
      assert(isFlinkVersion(spec));
      return flink.runJar(jar, { flinkVersion: spec, args, flinkConfiguration: noRestart, ...more }, submission);
    }

    const stateOf = async (job: string) => (await flink.jobs(limits)).find(({ id }) => id === job)?.state;

    const reaches = (job: string, state: string) =>
      eventually(`the job is ${state}`, async () => (await stateOf(job)) === state, 60, session.diagnose);

    const hasCheckpoint = (job: string) =>
      eventually('a checkpoint', async () => {
        const history = await flink.checkpoints(job, limits);
        return history && latestCompleted(history);
      });

    const settled = <T>(look: () => Promise<Progress<T>>) =>
      eventually(
        'the end of what was triggered',
        async () => {
          const progress = await look();
          return progress.type !== 'pending' && progress;
        },
        60,
        session.diagnose,
      );

    async function savepointOf(job: string, trigger: string): Promise<string> {
      const progress = await settled(() => flink.savepoint(job, trigger, limits));
      assert.equal(progress.type, 'completed', JSON.stringify(progress));
      return 'location' in progress ? progress.location : '';
    }

    test('says its version and its TaskManagers', async () => {
      const config = await flink.config(limits);
      assert.equal(config.version, version);
      assert.equal(config.webSubmit, true);
      assert(config.revision);
      assert.equal(await flink.taskManagers(limits), 1);
    });

    test('a job goes through checkpoint, savepoint, stop and restart, and counts every number once', async () => {
      const report = path.join(session.directory, 'report-of-savepoints');
      const args = ['--count', '3000', '--report', report, '--name', 'savepoints'];
      const job = await run([...args, '--rate', '100'], { entryClass: 'CountingJob', parallelism: 2 });
      await reaches(job, 'RUNNING');
      const overview = (await flink.jobs(limits)).find(({ id }) => id === job);
      assert.equal(overview?.name, 'savepoints');
      assert(Math.abs((overview?.startTime ?? 0) - Date.now()) < 60_000);
      assert.deepEqual(await flink.executionResult(job, limits), {
        completed: false,
        applicationStatus: undefined,
        failureCause: undefined,
      });
      assert.deepEqual(await flink.exceptions(job, limits), { entries: [], truncated: false });

      await hasCheckpoint(job);
      const trigger = await flink.triggerCheckpoint(job, { type: 'FULL' }, limits);
      const checkpoint = await settled(() => flink.checkpoint(job, trigger, limits));
      assert(checkpoint.type === 'completed');
      // Not known at once: Flink answers from a copy.
      const details = await eventually('the details of the checkpoint', () =>
        flink.checkpointDetails(job, checkpoint.id, limits),
      );
      assert.equal(details.status, 'COMPLETED');
      assert.match(details.externalPath ?? '', /^file:.*\/chk-\d+$/);
      assert((details.stateBytes ?? 0) > 0);
      const history = await flink.checkpoints(job, limits);
      assert((history?.history[0]?.id ?? 0) >= checkpoint.id);
      assert((history?.latest.completed?.id ?? 0) >= checkpoint.id);
      const names = ['numRestarts', 'numberOfCompletedCheckpoints', 'nonsense'];
      const metrics = await eventually('metrics', async () => {
        const found = (await flink.metrics(job, names, limits)) ?? {};
        return found['numRestarts'] !== undefined && found;
      });
      assert.deepEqual(Object.keys(metrics).sort(), ['numRestarts', 'numberOfCompletedCheckpoints']);
      assert.equal(metrics['numRestarts'], '0');

      const own = newId();
      const targetDirectory = `file://${session.directory}/savepoints-of-test`;
      const request = { targetDirectory, formatType: 'CANONICAL', triggerId: own } as const;
      assert.equal(await flink.triggerSavepoint(job, request, limits), own);
      // Asked again, as after a crash between the question and the answer: the same savepoint.
      assert.equal(await flink.triggerSavepoint(job, request, limits), own);
      const first = await savepointOf(job, own);
      assert(existsSync(fileURLToPath(first)));

      const stop = newId();
      const stopping = { targetDirectory, drain: false, formatType: 'CANONICAL', triggerId: stop } as const;
      assert.equal(await flink.stop(job, stopping, limits), stop);
      assert.equal(await flink.stop(job, stopping, limits), stop);
      const second = await savepointOf(job, stop);
      await reaches(job, 'FINISHED');
      assert.notEqual(second, first);
      assert.equal((await flink.executionResult(job, limits))?.applicationStatus, 'SUCCEEDED');
      // For a moment after its end the JobManager of the job still takes what it is told.
      await eventually('the job is past cancelling', async () => (await flink.cancel(job, limits)) === 'terminal', 10);
      // An ended job can be stopped again, which fails in the background; what its stop has made stays known.
      const late = await flink.stop(job, {}, limits);
      assert.equal((await settled(() => flink.savepoint(job, late, limits))).type, 'failed');
      assert.equal(await flink.stop(job, stopping, limits), stop);
      assert.equal(await savepointOf(job, stop), second);

      const restarted = await run([...args, '--rate', '100000'], { savepointPath: second, parallelism: 1 });
      await reaches(restarted, 'FINISHED');
      const { latest } = (await flink.checkpoints(restarted, limits)) ?? {};
      assert.equal(latest?.restored?.externalPath, second);
      assert.equal(latest?.restored?.isSavepoint, true);
      assert.equal(countedIn(report), 3000);

      const disposal = await flink.disposeSavepoint(first, limits);
      assert.deepEqual(await settled(() => flink.disposal(disposal, limits)), { type: 'completed' });
      assert(!existsSync(fileURLToPath(first)));
      const again = await flink.disposeSavepoint(first, limits);
      assert.equal((await settled(() => flink.disposal(again, limits))).type, 'failed');
    });

    test('the counting job finds out by itself that its numbers do not fit its state', async () => {
      const job = await run(['--rate', '100']);
      await hasCheckpoint(job);
      const savepoint = await savepointOf(job, await flink.stop(job, {}, limits));
      // Fewer keys than before, so each of them must see numbers that come too early.
      const other = await run(['--rate', '100', '--keys', '7'], { savepointPath: savepoint });
      await reaches(other, 'FAILED');
      const trace = (await flink.executionResult(other, limits))?.failureCause?.stackTrace ?? '';
      assert.match(rootCause([trace]) ?? '', /^java\.lang\.IllegalStateException: lost: expected \d+ and got \d+$/);
    });

    test('a job that loses its tasks counts every number once, and says what happened', async () => {
      const report = path.join(session.directory, 'report-of-crash');
      const args = ['--count', '1200', '--rate', '300', '--crash-at', '700', '--report', report];
      const job = await run(args, { flinkConfiguration: restarts, parallelism: 2 });
      await reaches(job, 'FINISHED');
      assert.equal(countedIn(report), 1200);
      const exceptions = await flink.exceptions(job, limits);
      const entry = exceptions?.entries[0];
      assert.equal(entry?.exceptionName, 'java.lang.IllegalStateException');
      assert.match(entry?.stackTrace ?? '', /told to fail at 700/);
      // The adaptive scheduler does not say which task it was.
      assert((entry?.timestamp ?? 0) > 0);
      assert.deepEqual(entry?.failureLabels, {});
    });

    test('a job whose TaskManager is killed counts every number once', async () => {
      const report = path.join(session.directory, 'report-of-kill');
      const args = ['--count', '2000', '--rate', '250', '--report', report];
      const job = await run(args, { flinkConfiguration: restarts, parallelism: 2 });
      await hasCheckpoint(job);
      await session.restartTaskManager();
      await reaches(job, 'FINISHED');
      assert.equal(countedIn(report), 2000);
      assert(((await flink.checkpoints(job, limits))?.latest.restored?.id ?? 0) > 0);
    });

    test('a failed job says why', async () => {
      const job = await run(['--fail-at', '10']);
      await reaches(job, 'FAILED');
      const result = await flink.executionResult(job, limits);
      assert.equal(result?.applicationStatus, 'FAILED');
      assert.equal(
        rootCause([result?.failureCause?.stackTrace ?? '']),
        'java.lang.IllegalStateException: told to fail at 10',
      );
      assert.equal(await flink.cancel(job, limits), 'terminal');
    });

    test('where the answer to a stop is lost, the same trigger leads to the one savepoint that was taken', async () => {
      const job = await run([], { flinkConfiguration: restarts });
      // A job that is said to run has tasks that do not, for a moment.
      await hasCheckpoint(job);
      const proxy = await startRestProxy(session.url);
      const lossy = await createFlinkRest({ url: proxy.url });
      try {
        proxy.setFaults([{ path: /\/stop$/, method: 'POST', fault: { type: 'lose' }, times: 1 }]);
        const directory = path.join(session.directory, 'savepoints-of-one-stop');
        const stopping = { targetDirectory: `file://${directory}`, drain: false, triggerId: newId() };
        await assert.rejects(lossy.stop(job, stopping, limits), FlinkUnreachable);
        assert.equal(await lossy.stop(job, stopping, limits), stopping.triggerId);
        await savepointOf(job, stopping.triggerId);
        await reaches(job, 'FINISHED');
        assert.equal(readdirSync(directory).length, 1);
      } finally {
        lossy.close();
        await proxy.stop();
      }
    });

    test('a checkpoint is taken once under a trigger', async () => {
      const job = await run([], { flinkConfiguration: restarts });
      await hasCheckpoint(job);
      const request = { type: 'FULL', triggerId: newId() } as const;
      assert.equal(await flink.triggerCheckpoint(job, request, limits), request.triggerId);
      assert.equal(await flink.triggerCheckpoint(job, request, limits), request.triggerId);
      const checkpoint = await settled(() => flink.checkpoint(job, request.triggerId, limits));
      assert.equal(checkpoint.type, 'completed');
      await flink.cancel(job, limits);
      await reaches(job, 'CANCELED');
    });

    test('a running job is cancelled, and a second time it is too late', async () => {
      const jobId = newId();
      const job = await run([], { jobId });
      assert.equal(job, jobId);
      await reaches(job, 'RUNNING');
      assert.equal(await flink.cancel(job, limits), 'accepted');
      await reaches(job, 'CANCELED');
      // Cancelling is what was wanted, so Flink has nothing against it.
      assert(['accepted', 'terminal'].includes(await flink.cancel(job, limits)));
    });

    test('a job of the same id is not started twice', async () => {
      const jobId = newId();
      await run([], { jobId });
      await assert.rejects(run([], { jobId }), isDuplicateJob);
      assert.equal((await flink.jobs(limits)).filter(({ id }) => id === jobId).length, 1);
      await flink.cancel(jobId, limits);
      await reaches(jobId, 'CANCELED');
      // Not even when it has ended.
      await assert.rejects(run([], { jobId }), isDuplicateJob);
    });

    test('a job whose savepoint is not there fails, and keeps its id', async () => {
      const jobId = newId();
      // The adaptive scheduler begins and fails; the other one refuses the run, with the same job left behind.
      assert.equal(await run([], { jobId, savepointPath: 'file:/nowhere' }), jobId);
      await reaches(jobId, 'FAILED');
      const { failureCause } = (await flink.executionResult(jobId, limits)) ?? {};
      assert.match(rootCause([failureCause?.stackTrace ?? '']) ?? '', /Cannot find checkpoint or savepoint/);
      await assert.rejects(run([], { jobId }), isDuplicateJob);
    });

    test('a job that nobody knows', async () => {
      assert.equal(await flink.cancel(unknownId, limits), 'missing');
      assert.equal(await flink.executionResult(unknownId, limits), undefined);
      assert.equal(await flink.exceptions(unknownId, limits), undefined);
      assert.equal(await flink.checkpoints(unknownId, limits), undefined);
      assert.equal(await flink.checkpointDetails(unknownId, 1, limits), undefined);
      assert.equal(await flink.resourceRequirements(unknownId, limits), undefined);
      assert.deepEqual(await flink.savepoint(unknownId, unknownId, limits), { type: 'unknown' });
      assert.deepEqual(await flink.checkpoint(unknownId, unknownId, limits), { type: 'unknown' });
      assert.deepEqual(await flink.disposal(unknownId, limits), { type: 'unknown' });
    });

    test('parallelism is changed while the job runs', async () => {
      // A task that is cancelled while it begins may fail, which ends a job that is tried once.
      const job = await run([], { parallelism: 2, flinkConfiguration: restarts });
      await reaches(job, 'RUNNING');
      const found = (await flink.resourceRequirements(job, limits)) ?? {};
      const [vertex] = Object.keys(found).filter((id) => found[id]?.upperBound === 2);
      assert(vertex !== undefined && Object.keys(found).length === 3, JSON.stringify(found));
      const parallelism = async () => (await flink.vertices(job, limits))?.find(({ id }) => id === vertex)?.parallelism;
      assert.equal(await parallelism(), 2);

      const narrower = { ...found, [vertex]: { lowerBound: 1, upperBound: 1 } };
      await flink.setResourceRequirements(job, narrower, limits);
      assert.deepEqual(await flink.resourceRequirements(job, limits), narrower);
      await eventually('the job runs with one count', async () => (await parallelism()) === 1, 60, session.diagnose);

      const stranger = { [unknownId]: { lowerBound: 1, upperBound: 1 } };
      const error = await flink.setResourceRequirements(job, stranger, limits).catch((caught: unknown) => caught);
      assert(error instanceof FlinkError && error.status === 400, String(error));
      await flink.cancel(job, limits);
      await reaches(job, 'CANCELED');
    });

    test('a main method that throws is a refusal with its cause', async () => {
      const error = await run(['--fail-main']).catch((caught: unknown) => caught);
      assert(error instanceof FlinkError);
      assert.equal(error.status, 400);
      assert.match(error.message, /IllegalStateException: the main method was told to fail$/);
    });

    test('what is no jar cannot be run, and a jar is deleted once', async () => {
      const other = await flink.uploadJar({ name: 'no jar', path: fileURLToPath(import.meta.url) }, limits);
      assert.match(other, /no_jar\.jar$/);
      assert(isFlinkVersion(spec));
      await assert.rejects(flink.runJar(other, { flinkVersion: spec }, submission), FlinkError);
      assert.equal(await flink.deleteJar(other, limits), true);
      assert.equal(await flink.deleteJar(other, limits), false);
    });

    test('a JobManager that is gone does not answer', async () => {
      await session.jobManager.stop();
      const error = await flink.jobs({ timeout: 1500 }).catch((caught: unknown) => caught);
      assert(error instanceof FlinkUnreachable);
      assert.equal(error.refused, true);
      await assert.rejects(flink.cancel(unknownId, limits), FlinkUnreachable);
    });
  });
}

test('https where Flink and its caller show who they are', { skip }, async () => {
  const version = flinkVersions.at(-1);
  assert(version);
  const directory = mkdtempSync(path.join(tmpdir(), 'flink-keys-'));
  const keys = await makeSessionKeys(directory);
  const session = await startFlinkSession({ version, keys });
  const { authority } = keys.files;
  const known = await createFlinkRest({ url: session.url, tls: keys.files });
  const unknown = await createFlinkRest({ url: session.url, tls: { authority } });
  const trusting = await createFlinkRest({ url: session.url, tls: { ...keys.files, authority: undefined } });
  try {
    assert.equal((await known.config(limits)).version, version);
    // A jar is sent in pieces.
    assert.match(await known.uploadJar({ name: 'a.jar', path: await countingJob() }, submission), /_a\.jar$/);
    await assert.rejects(unknown.config({ timeout: 1500 }), FlinkUnreachable);
    await assert.rejects(trusting.config(limits), FlinkUnreachable);
  } finally {
    for (const client of [known, unknown, trusting]) client.close();
    await session.stop();
    rmSync(directory, { recursive: true });
  }
});
