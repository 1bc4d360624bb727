import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { asksForAll, FlinkOnBench, sideBySide } from './flink-on-bench.ts';
import { type ClusterFlink, flinkCluster, newerFlink, olderFlink, startCounting } from './flinkcluster-on-bench.ts';

/** FlinkClusters on real Flink: each mode of a job, each way to a savepoint, and what becomes of state. */

let on: FlinkOnBench;

before(async () => {
  on = await FlinkOnBench.start();
});

after(() => on?.stop());

sideBySide('FlinkClusters on real Flink', () => {
  const flinks = (few: readonly ClusterFlink[]): readonly ClusterFlink[] =>
    asksForAll ? [olderFlink, newerFlink] : few;

  for (const flink of flinks([newerFlink])) {
    test(`a session cluster comes up, follows its spec, and goes: ${flink.image}`, async () => {
      const at = await on.namespaceForJobs('session');
      await on.apply(flinkCluster('session', at, flink));
      const object = 'flinkclusters/session';
      const is = (ready: string) => (status: object) => {
        const { state, components } = status as { state?: string; components?: { taskManager?: { ready?: string } } };
        return state === 'Running' && components?.taskManager?.ready === ready;
      };
      await on.becomes(at, object, is('1/1'));
      const uidOf = ['get', 'statefulset', 'session-jobmanager', '-n', at, '-o', 'jsonpath={.metadata.uid}'];
      const uid = () => on.must(uidOf);
      const before = await uid();
      await on.must(['scale', '-n', at, object, '--replicas=2']);
      await on.becomes(at, object, is('2/2'));
      const after = await uid();
      assert.equal(after, before, 'the JobManager stays while TaskManagers are added');
      await on.must(['delete', '-n', at, object, '--timeout=80s']);
    });
  }

  for (const mode of ['Detached', 'Blocking', 'Application'] as const) {
    // What submits is the same as with Detached.
    if (mode === 'Blocking' && !asksForAll) continue;
    for (const flink of flinks([mode === 'Detached' ? olderFlink : newerFlink])) {
      test(`a job is updated with its state and counts to the end: ${mode}, ${flink.image}`, async () => {
        const job = await startCounting(on, `update-${mode.toLowerCase()}`, flink, { mode });
        const first = await job.running();
        const before = await job.uids();
        await job.patch({ job: { args: [...job.directory.args, '--keys', '10'] } });
        const second = await job.becomes(
          ({ components, revision }) =>
            components?.job?.state === 'Running' &&
            components.job.id !== first.components?.job?.id &&
            revision?.currentRevision === revision?.nextRevision,
          200,
        );
        assert.match(second.components?.job?.fromSavepoint ?? '', /savepoints/);
        const after = await job.uids();
        const workers = `StatefulSet/${job.name}-taskmanager`;
        assert.equal(after.get(workers), before.get(workers), 'TaskManagers stay where only the arguments change');
        await job.countsToTheEnd();
      });
    }
  }

  test('savepoints are taken by annotation, by generation and by time', async () => {
    const job = await startCounting(on, 'savepoints', olderFlink);
    await job.running();
    await job.annotate('savepoint');
    const once = await job.becomes(({ components }) => components?.job?.savepointGeneration === 1);
    assert.deepEqual([once.control?.name, once.control?.state], ['savepoint', 'Succeeded']);
    await job.patch({ job: { savepointGeneration: 2 } });
    await job.becomes(({ components }) => components?.job?.savepointGeneration === 2);
    assert.equal(job.savepoints().length, 2);
    await job.patch({ job: { autoSavepointSeconds: 5 } });
    await job.becomes(({ components }) => (components?.job?.savepointGeneration ?? 0) >= 4, 200);
    await job.annotate('job-cancel');
    const cancelled = await job.becomes(({ components }) => components?.job?.state === 'Cancelled');
    assert.equal(cancelled.control?.name, 'job-cancel');
  });

  test('a job is cancelled with a savepoint from which another one goes on, and its cluster is cleaned up', async () => {
    const job = await startCounting(on, 'cancels', newerFlink, {
      job: { cleanupPolicy: { afterJobSucceeds: 'KeepCluster', afterJobCancelled: 'DeleteCluster' } },
    });
    await job.running();
    await job.annotate('job-cancel');
    const cancelled = await job.becomes(({ state }) => state === 'Stopped', 240);
    assert.equal(cancelled.components?.job?.state, 'Cancelled');
    const [savepoint] = job.savepoints();
    // Flink writes the URI with one slash.
    assert.equal(cancelled.components?.job?.savepointLocation, `file:${job.directory.path}/savepoints/${savepoint}`);
    const left = await on.must([
      'get',
      'pods,statefulsets,jobs,services,configmaps',
      '-n',
      job.at,
      '-l',
      'cluster',
      '-o',
      'name',
    ]);
    assert.equal(left.trim(), '');
  });

  const restarts = asksForAll ? 2 : 1;

  test('a job that fails begins again from its last savepoint, less and less often', async () => {
    const job = await startCounting(on, 'restarts', newerFlink, {
      fails: true,
      flinkProperties: { 'restart-strategy.type': 'none' },
      job: { restartPolicy: 'FromSavepointOnFailure', maxStateAgeToRestoreSeconds: 3600 },
    });
    await job.running();
    await job.annotate('savepoint');
    await job.becomes(({ components }) => components?.job?.savepointGeneration === 1);
    job.directory.fail(true);
    // Between its end and its next beginning it comes from nowhere.
    const again = await job.becomes(
      ({ components }) =>
        (components?.job?.restartCount ?? 0) >= restarts && components?.job?.fromSavepoint !== undefined,
      240,
    );
    assert.match(again.components?.job?.fromSavepoint ?? '', /savepoints/);
    await job.patch({ job: { args: job.directory.args } });
    await job.countsToTheEnd();
  });

  test('what is left of a cluster after its job is what its policy says', async () => {
    const policies = [
      { name: 'kept', policy: { afterJobSucceeds: 'KeepCluster' }, state: 'Succeeded', left: 2 },
      { name: 'lessened', policy: { afterJobSucceeds: 'DeleteTaskManager' }, state: 'Succeeded', left: 1 },
      { name: 'failed', policy: { afterJobFails: 'DeleteCluster' }, state: 'Failed', left: 0 },
    ];
    // The others differ in what is left only.
    for (const { name, policy, state, left } of asksForAll ? policies : policies.slice(-1)) {
      const job = await startCounting(on, name, newerFlink, {
        fails: true,
        job: { cleanupPolicy: policy },
        flinkProperties: { 'restart-strategy.type': 'none' },
      });
      if (state === 'Failed') job.directory.fail(true);
      else job.directory.end();
      const ended = await job.becomes(({ components }) => components?.job?.state === state);
      const sets = ['get', 'statefulsets', '-n', job.at, '-l', `cluster=${name}`, '-o', 'name'];
      const count = async () => (await on.must(sets)).split('\n').filter((line) => line !== '').length;
      await on.bench.waitFor(`${left} StatefulSets are left`, async () => (await count()) === left, 120);
      if (state === 'Failed') assert.match(ended.components?.job?.failureReasons?.join() ?? '', /told to fail/);
    }
  });
});
