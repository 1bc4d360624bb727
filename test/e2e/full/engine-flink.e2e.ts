import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { after, before, describe, test } from 'node:test';
import { countingJob as countingJobJar } from '../../bench/flink/counting-job.ts';
import { countingJob, FlinkOnBench, flinkDeployment, flinks, isStable } from './flink-on-bench.ts';

/** The engine with real JobManagers and TaskManagers, on an API server whose pods run. */

let on: FlinkOnBench;

before(async () => {
  on = await FlinkOnBench.start();
});

after(() => on?.stop());

const setState = (namespace: string, object: string, state: 'running' | 'suspended') =>
  on.patch(namespace, object, { job: { state } });

for (const version of flinks) {
  for (const mode of ['native', 'standalone'] as const) {
    describe(`${version.image}, ${mode}`, () => {
      test('an application runs, survives its JobManager, is suspended, resumed and deleted', async () => {
        const at = await on.namespaceForJobs('app');
        await on.apply(flinkDeployment('orders', at, { ...version, mode }, { job: countingJob }));
        const running = await on.becomes(at, 'flinkdep/orders', isStable);
        assert.match(running.clusterInfo?.['flink-version'] ?? '', /^(1\.20\.5|2\.2\.1)$/);
        on.bench.kill(at, await on.podOf(at, 'orders', 'jobmanager'));
        const { startTime } = running.jobStatus ?? {};
        await on.becomes(
          at,
          'flinkdep/orders',
          (status) => isStable(status) && status.jobStatus?.startTime !== startTime,
        );
        await setState(at, 'flinkdep/orders', 'suspended');
        await on.becomes(at, 'flinkdep/orders', ({ lifecycleState }) => lifecycleState === 'SUSPENDED');
        assert.deepEqual(await on.podsOf(at, 'orders'), []);
        await setState(at, 'flinkdep/orders', 'running');
        await on.becomes(at, 'flinkdep/orders', isStable);
        await on.must(['delete', '-n', at, 'flinkdep/orders', '--timeout=80s']);
        assert.deepEqual(await on.podsOf(at, 'orders'), []);
        const children = ['deployments,services,configmaps', '-l', 'app=orders', '-o', 'name'];
        await on.bench.waitFor('nothing is left', async () => (await on.must(['get', '-n', at, ...children])) === '');
      });
    });
  }
}

test('a session cluster runs three session jobs, and goes after them', async (context) => {
  const at = await on.namespaceForJobs('session');
  const flink = { image: 'flink:1.20', flinkVersion: 'v1_20', mode: 'native' } as const;
  await on.apply(flinkDeployment('cluster', at, flink));
  const jar = readFileSync(await countingJobJar());
  const store = createServer((_, response) => response.end(jar));
  await new Promise<void>((resolve) => store.listen(0, '127.0.0.1', resolve));
  context.after(() => store.close());
  const { port } = store.address() as AddressInfo;
  const job = (name: string) => ({
    apiVersion: 'flink.apache.org/v1beta1',
    kind: 'FlinkSessionJob',
    metadata: { name, namespace: at },
    spec: {
      deploymentName: 'cluster',
      job: {
        jarURI: `http://127.0.0.1:${port}/counting-job.jar`,
        entryClass: 'CountingJob',
        parallelism: 1,
        upgradeMode: 'stateless',
      },
    },
  });
  const names = ['one', 'two', 'three'];
  await on.apply(...names.map(job));
  const running = await Promise.all(names.map((name) => on.becomes(at, `sessionjob/${name}`, isStable)));
  const ids = running.map(({ jobStatus }) => jobStatus?.jobId);
  assert.equal(new Set(ids).size, 3);
  await setState(at, 'sessionjob/one', 'suspended');
  await on.becomes(at, 'sessionjob/one', ({ lifecycleState }) => lifecycleState === 'SUSPENDED');
  await setState(at, 'sessionjob/one', 'running');
  const resumed = await on.becomes(at, 'sessionjob/one', isStable);
  assert.notEqual(resumed.jobStatus?.jobId, ids[0]);
  // The cluster waits for its jobs, and says so.
  await on.must(['delete', '-n', at, 'flinkdep/cluster', '--wait=false']);
  await on.bench.waitFor('the cluster says what it waits for', async () =>
    (await on.must(['get', 'events', '-n', at])).includes('should be deleted first'),
  );
  await on.must(['delete', '-n', at, 'sessionjob', '--all', '--timeout=60s']);
  await on.must(['wait', '-n', at, '--for=delete', 'flinkdep/cluster', '--timeout=60s']);
  assert.deepEqual(await on.podsOf(at, 'cluster'), []);
});

test('equal names in two namespaces are two clusters, which an engine that is killed meanwhile brings up all the same', async () => {
  const places = [await on.namespaceForJobs('left'), await on.namespaceForJobs('right')];
  const flink = { image: 'flink:1.20', flinkVersion: 'v1_20', mode: 'standalone' } as const;
  for (const at of places) await on.apply(flinkDeployment('same', at, flink, { job: countingJob }));
  await new Promise((resolve) => setTimeout(resolve, 300));
  await on.replaceEngine();
  const [left, right] = await Promise.all(places.map((at) => on.becomes(at, 'flinkdep/same', isStable)));
  assert.notEqual(left?.jobStatus?.jobId, right?.jobStatus?.jobId);
  for (const at of places) await on.must(['delete', '-n', at, 'flinkdep/same', '--timeout=80s']);
});

test('a bounded job ends, is stable, and is not run again', async () => {
  const at = await on.namespaceForJobs('batch');
  const flink = { image: 'flink:1.20', flinkVersion: 'v1_20', mode: 'native' } as const;
  const bounded = { ...countingJob, args: ['--count', '200', '--rate', '1000'] };
  await on.apply(flinkDeployment('batch', at, flink, { job: bounded }));
  const ended = await on.becomes(at, 'flinkdep/batch', ({ jobStatus }) => jobStatus?.state === 'FINISHED');
  assert.equal(ended.lifecycleState, 'STABLE');
  const change = { flinkConfiguration: { 'kubernetes.operator.jm-deployment.shutdown-ttl': '1 h' } };
  await on.patch(at, 'flinkdep/batch', change);
  await on.becomes(at, 'flinkdep/batch', (status) => status.observedGeneration === 2);
  assert.equal((await on.statusOf(at, 'flinkdep/batch')).jobStatus?.jobId, ended.jobStatus?.jobId);
  await on.must(['delete', '-n', at, 'flinkdep/batch', '--timeout=80s']);
});
