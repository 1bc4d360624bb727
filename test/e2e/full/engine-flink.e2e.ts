import assert from 'node:assert/strict';
import { chmodSync, mkdirSync, readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import { after, before, describe, type TestContext, test } from 'node:test';
import { countingJob as countingJobJar } from '../../bench/flink/counting-job.ts';
import { hasCompleteCheckpoint, stateIn } from './counting-on-bench.ts';
import {
  asksForAll,
  countingJob,
  everyFlink,
  type Flink,
  FlinkOnBench,
  flinkDeployment,
  isStable,
  oneHalf,
  type Status,
  sideBySide,
} from './flink-on-bench.ts';

/** The engine with real JobManagers and TaskManagers, on an API server whose pods run. */

let on: FlinkOnBench;

before(async () => {
  on = await FlinkOnBench.start();
});

after(() => on?.stop());

const setState = (namespace: string, object: string, state: 'running' | 'suspended') =>
  on.patch(namespace, object, { job: { state } });

/** An application as its owners write it: its jar comes by an init container, its state is in a claim, its configuration is nested. */
function asOwnersWrite(namespace: string, flink: Flink): object[] {
  const plain = flinkDeployment('orders', namespace, flink) as { spec: object };
  const { flinkConfiguration } = plain.spec as { flinkConfiguration: object };
  const metadata = { name: 'orders', namespace };
  const mounts = [
    { name: 'artifact', mountPath: '/opt/flink/usrlib' },
    { name: 'state', mountPath: '/opt/flink/volume' },
  ];
  const claim = {
    apiVersion: 'v1',
    kind: 'PersistentVolumeClaim',
    metadata,
    spec: { accessModes: ['ReadWriteOnce'], resources: { requests: { storage: '1Gi' } } },
  };
  const fetcher = {
    name: 'artifacts-fetcher',
    image: flink.image,
    command: ['cp', '/opt/flink/examples/streaming/StateMachineExample.jar', '/flink-artifact/myjob.jar'],
    volumeMounts: [{ name: 'artifact', mountPath: '/flink-artifact' }],
  };
  const spec = {
    ...plain.spec,
    ingress: { template: '/{{namespace}}/{{name}}(/|$)(.*)', className: 'nginx', annotations: { team: 'shop' } },
    flinkConfiguration: {
      ...flinkConfiguration,
      'high-availability': { type: 'kubernetes', storageDir: 'file:///opt/flink/volume/flink-ha' },
      state: {
        'checkpoints.dir': 'file:///opt/flink/volume/flink-cp',
        'savepoints.dir': 'file:///opt/flink/volume/flink-sp',
      },
    },
    podTemplate: {
      spec: {
        terminationGracePeriodSeconds: 2,
        initContainers: [fetcher],
        containers: [{ name: 'flink-main-container', volumeMounts: mounts }],
        volumes: [
          { name: 'artifact', emptyDir: {} },
          { name: 'state', persistentVolumeClaim: { claimName: 'orders' } },
        ],
      },
    },
    jobManager: { resources: { requests: { memory: '600m', cpu: '0.2' } } },
    taskManager: { resources: { requests: { memory: '640Mi', cpu: '200m' } } },
    job: {
      jarURI: 'local:///opt/flink/usrlib/myjob.jar',
      entryClass: 'CountingJob',
      parallelism: 2,
      upgradeMode: 'last-state',
    },
  };
  return [claim, { ...plain, spec }];
}

interface Overview {
  readonly 'slots-total': number;
  readonly 'slots-available': number;
}

/** What a cluster says of its slots, asked by the name of its Service. */
async function slotsOf(namespace: string, name: string): Promise<Overview> {
  const response = await fetch(`http://${name}-rest.${namespace}:8081/overview`, { signal: AbortSignal.timeout(5000) });
  return (await response.json()) as Overview;
}

const usesSlots = (namespace: string, name: string, count: number) =>
  on.bench.waitFor(`${count} slots are used`, async () => {
    const slots = await slotsOf(namespace, name);
    return slots['slots-total'] - slots['slots-available'] === count;
  });

const reasonsOf = async (namespace: string, name: string) => {
  const query = ['get', 'events', '-n', namespace, `--field-selector=involvedObject.name=${name}`];
  return new Set((await on.must([...query, '-o', 'jsonpath={.items[*].reason}'])).split(' '));
};

sideBySide('lives on real Flink', () => {
  for (const flink of everyFlink(oneHalf)) {
    const isOfOne = asksForAll || flink === oneHalf[0];
    const isOfOther = asksForAll || flink === oneHalf[1];
    describe(`${flink.image}, ${flink.mode}`, { concurrency: 1 }, () => {
      test('an application as owners write it runs, survives its JobManager, is suspended, resumed and deleted', async () => {
        const at = await on.namespaceForJobs('app');
        await on.apply(...asOwnersWrite(at, flink));
        const running = await on.becomes(at, 'flinkdep/orders', isStable);
        assert.match(running.clusterInfo?.['flink-version'] ?? '', /^(1\.20\.5|2\.2\.1)$/);
        assert.equal(running.jobManagerDeploymentStatus, 'READY');
        assert.equal((await slotsOf(at, 'orders'))['slots-available'], 0);
        const ingress = JSON.parse(await on.must(['get', '-n', at, 'ingress/orders', '-o', 'json']));
        assert.deepEqual(
          [ingress.spec.ingressClassName, ingress.spec.rules[0].http.paths[0].path, ingress.metadata.annotations.team],
          ['nginx', `/${at}/orders(/|$)(.*)`, 'shop'],
        );
        const { jobId, startTime } = running.jobStatus ?? {};
        const stored = ['get', '-n', at, 'configmap', `orders-${jobId}-config-map`, '-o', 'jsonpath={.data}'];
        await on.bench.waitFor('a checkpoint', async () => (await on.must(stored)).includes('checkpointID-'));
        on.bench.kill(at, await on.podOf(at, 'orders', 'jobmanager'));
        const again = await on.becomes(
          at,
          'flinkdep/orders',
          (status) => isStable(status) && status.jobStatus?.startTime !== startTime,
        );
        assert.equal(again.jobStatus?.jobId, jobId);
        await on.patch(at, 'flinkdep/orders', { job: { savepointTriggerNonce: 123 } });
        await on.completed(at, 'orders-savepoint-manual-123-');
        await on.patch(at, 'flinkdep/orders', { job: { parallelism: 1 } });
        const smaller = await on.becomes(
          at,
          'flinkdep/orders',
          (status) => isStable(status) && status.observedGeneration === 3,
        );
        assert.equal(smaller.jobStatus?.jobId, jobId);
        await usesSlots(at, 'orders', 1);
        await setState(at, 'flinkdep/orders', 'suspended');
        await on.becomes(at, 'flinkdep/orders', ({ lifecycleState }) => lifecycleState === 'SUSPENDED');
        assert.deepEqual(await on.podsOf(at, 'orders'), []);
        await setState(at, 'flinkdep/orders', 'running');
        assert.equal((await on.becomes(at, 'flinkdep/orders', isStable)).jobStatus?.jobId, jobId);
        await on.must(['delete', '-n', at, 'flinkdep/orders', '--timeout=80s']);
        assert.deepEqual(await on.podsOf(at, 'orders'), []);
        const children = ['deployments,services,configmaps,ingresses', '-l', 'app=orders', '-o', 'name'];
        await on.bench.waitFor('nothing is left', async () => (await on.must(['get', '-n', at, ...children])) === '');
        const told = await reasonsOf(at, 'orders');
        for (const reason of ['Submit', 'JobStatusChanged', 'SpecChanged', 'Suspended', 'Cleanup'])
          assert.ok(told.has(reason), reason);
      });

      test('a session cluster runs three session jobs, and goes after them', (context) =>
        sessionCluster(context, flink, isOfOne));

      if (isOfOne)
        test('equal names in two namespaces are two clusters, which an engine that is killed meanwhile brings up all the same', async () => {
          const places = [await on.namespaceForJobs('left'), await on.namespaceForJobs('right')];
          for (const at of places) await on.apply(flinkDeployment('same', at, flink, { job: countingJob }));
          await new Promise((resolve) => setTimeout(resolve, 200 + 800 * Math.random()));
          await on.replaceEngine();
          const [left, right] = await Promise.all(places.map((at) => on.becomes(at, 'flinkdep/same', isStable)));
          assert.notEqual(left?.jobStatus?.jobId, right?.jobStatus?.jobId);
          for (const at of places) await on.must(['delete', '-n', at, 'flinkdep/same', '--timeout=80s']);
        });

      if (isOfOther)
        test('a bounded job ends, is stable, and runs again only for another spec', async () => {
          const at = await on.namespaceForJobs('batch');
          const bounded = { ...countingJob, args: ['--count', '200', '--rate', '1000'] };
          await on.apply(flinkDeployment('batch', at, flink, { job: bounded }));
          const ended = await on.becomes(at, 'flinkdep/batch', ({ jobStatus }) => jobStatus?.state === 'FINISHED');
          assert.equal(ended.lifecycleState, 'STABLE');
          await on.patch(at, 'flinkdep/batch', {
            flinkConfiguration: { 'kubernetes.operator.jm-deployment.shutdown-ttl': '1 h' },
          });
          const kept = await on.becomes(at, 'flinkdep/batch', (status) => status.observedGeneration === 2);
          assert.deepEqual(kept.jobStatus, ended.jobStatus);
          await on.patch(at, 'flinkdep/batch', { job: { args: ['--count', '300', '--rate', '1000'] } });
          const { jobId } = ended.jobStatus ?? {};
          await on.becomes(
            at,
            'flinkdep/batch',
            ({ jobStatus }) => jobStatus?.jobId !== jobId && jobStatus?.state === 'FINISHED',
          );
          await on.must(['delete', '-n', at, 'flinkdep/batch', '--timeout=80s']);
        });
    });
  }
});

async function sessionCluster(context: TestContext, flink: Flink, upgrades: boolean): Promise<void> {
  const at = await on.namespaceForJobs('session');
  const directory = path.join(on.bench.directory, at);
  mkdirSync(directory);
  chmodSync(directory, 0o777);
  const availability = {
    'high-availability.type': 'kubernetes',
    'high-availability.storageDir': `file://${directory}/ha`,
  };
  const flinkConfiguration = { ...stateIn(directory, flink), ...(upgrades && availability) };
  await on.apply(flinkDeployment('cluster', at, flink, { flinkConfiguration, directory }));
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
  await usesSlots(at, 'cluster', 3);
  if (upgrades) await upgradesOfSessionJobs(at, directory, running[1]?.jobStatus ?? {});
  await setState(at, 'sessionjob/one', 'suspended');
  await on.becomes(at, 'sessionjob/one', ({ lifecycleState }) => lifecycleState === 'SUSPENDED');
  await setState(at, 'sessionjob/one', 'running');
  const resumed = await on.becomes(at, 'sessionjob/one', isStable);
  assert.notEqual(resumed.jobStatus?.jobId, ids[0]);
  await on.must(['delete', '-n', at, 'sessionjob/one', '--timeout=60s']);
  await usesSlots(at, 'cluster', 2);
  await on.replaceEngine();
  await on.apply(job('one'));
  await on.becomes(at, 'sessionjob/one', isStable);
  // The cluster waits for its jobs, and says so.
  await on.must(['delete', '-n', at, 'flinkdep/cluster', '--wait=false']);
  await on.bench.waitFor('the cluster says what it waits for', async () =>
    (await on.must(['get', 'events', '-n', at])).includes('should be deleted first'),
  );
  await on.must(['delete', '-n', at, 'sessionjob', '--all', '--timeout=60s']);
  await on.must(['wait', '-n', at, '--for=delete', 'flinkdep/cluster', '--timeout=60s']);
  assert.deepEqual(await on.podsOf(at, 'cluster'), []);
}

/** With its JobManager killed, with a savepoint, and with its last checkpoint. */
async function upgradesOfSessionJobs(
  at: string,
  directory: string,
  before: NonNullable<Status['jobStatus']>,
): Promise<void> {
  on.bench.kill(at, await on.podOf(at, 'cluster', 'jobmanager'));
  const restored = await on.becomes(
    at,
    'sessionjob/two',
    (status) => isStable(status) && status.jobStatus?.startTime !== before.startTime,
  );
  assert.equal(restored.jobStatus?.jobId, before.jobId);
  await on.becomes(at, 'flinkdep/cluster', ({ jobManagerDeploymentStatus }) => jobManagerDeploymentStatus === 'READY');
  const upgraded = async (job: object, from: RegExp) => {
    const { jobStatus: last } = await on.statusOf(at, 'sessionjob/two');
    await on.patch(at, 'sessionjob/two', { job });
    const next = await on.becomes(
      at,
      'sessionjob/two',
      (status) => isStable(status) && status.jobStatus?.jobId !== last?.jobId,
    );
    assert.match(next.jobStatus?.upgradeSavepointPath ?? '', from);
    return next.jobStatus?.jobId ?? '';
  };
  const id = await upgraded({ upgradeMode: 'savepoint', args: ['--rate', '50'] }, /savepoints/);
  const kept = path.join(directory, 'checkpoints', id);
  await on.bench.waitFor('a checkpoint', async () => hasCompleteCheckpoint(kept));
  await upgraded({ upgradeMode: 'last-state', args: ['--rate', '60'] }, /checkpoints/);
  assert.ok((await reasonsOf(at, 'two')).has('Suspended'));
}
