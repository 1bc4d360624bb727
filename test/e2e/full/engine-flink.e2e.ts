import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { after, before, describe, test } from 'node:test';
import { type EngineProcess, startEngineProcess } from '../../bench/engine-process.ts';
import { countingJob as countingJobJar } from '../../bench/flink/counting-job.ts';
import { flinkImages } from '../../bench/flink/images.ts';
import { jobAccount, smallConfiguration, smallMemory } from '../../bench/flink/small-cluster.ts';
import { type FullBench, startFullBench } from '../../bench/full-bench.ts';

/** The engine with real JobManagers and TaskManagers, on an API server whose pods run. */

const crds = new URL('../../../charts/sluice/crds', import.meta.url).pathname;

const configuration = {
  'kubernetes.operator.reconcile.interval': '5 s',
  'kubernetes.operator.observer.progress-check.interval': '1 s',
  'kubernetes.operator.observer.rest-ready.delay': '1 s',
  'kubernetes.operator.user.artifacts.allowed-schemes': 'https;http;file',
  'kubernetes.operator.user.artifacts.disallow-restricted-hosts': 'false',
};

let bench: FullBench;
let engine: EngineProcess;

before(async () => {
  bench = await startFullBench({ images: await flinkImages() });
  await must(['apply', '--server-side', '-f', crds]);
  await must(['wait', '--for=condition=Established', 'crd', '--all', '--timeout=30s']);
  engine = await startEngineProcess(bench, { configuration });
});

after(async () => {
  await engine?.stop();
  await bench?.stop();
});

async function must(args: readonly string[], input?: object): Promise<string> {
  const { code, stdout, stderr } = await bench.kubectl(args, {
    timeoutSeconds: 90,
    ...(input && { input: JSON.stringify(input) }),
  });
  assert.equal(code, 0, `kubectl ${args.join(' ')}: ${stderr}`);
  return stdout;
}

/** A namespace with the account of JobManagers, as the chart makes it. */
async function namespaceForJobs(prefix: string): Promise<string> {
  const namespace = await bench.namespace(prefix);
  await must(['apply', '-f', '-'], jobAccount(namespace));
  return namespace;
}

interface Flink {
  readonly image: string;
  readonly flinkVersion: string;
  readonly mode: 'native' | 'standalone';
}

function flinkDeployment(name: string, namespace: string, { image, flinkVersion, mode }: Flink, job?: object): object {
  return {
    apiVersion: 'flink.apache.org/v1beta1',
    kind: 'FlinkDeployment',
    metadata: { name, namespace },
    spec: {
      image,
      flinkVersion,
      mode,
      flinkConfiguration: smallConfiguration,
      serviceAccount: 'flink',
      podTemplate: { spec: { terminationGracePeriodSeconds: 2, containers: [{ name: 'flink-main-container' }] } },
      jobManager: { resource: { memory: smallMemory.jobManager, cpu: 0.2 } },
      taskManager: {
        resource: { memory: smallMemory.taskManager, cpu: 0.2 },
        ...(mode === 'standalone' && !job && { replicas: 1 }),
      },
      ...(job && { job }),
    },
  };
}

const countingJob = {
  jarURI: 'local:///opt/flink/examples/streaming/StateMachineExample.jar',
  entryClass: 'CountingJob',
  parallelism: 2,
  upgradeMode: 'stateless',
};

interface Status {
  readonly lifecycleState?: string;
  readonly error?: string;
  readonly observedGeneration?: number;
  readonly jobManagerDeploymentStatus?: string;
  readonly jobStatus?: { readonly state?: string; readonly jobId?: string; readonly startTime?: string };
  readonly clusterInfo?: Readonly<Record<string, string>>;
}

async function statusOf(namespace: string, object: string): Promise<Status> {
  const { status = {} } = JSON.parse(await must(['get', '-n', namespace, object, '-o', 'json'])) as { status?: Status };
  return status;
}

function becomes(
  namespace: string,
  object: string,
  holds: (status: Status) => boolean,
  seconds = 150,
): Promise<Status> {
  return bench.waitFor(
    `${object} is as it should be`,
    async () => {
      const status = await statusOf(namespace, object);
      return holds(status) && status;
    },
    seconds,
  );
}

const isStable = ({ lifecycleState, jobStatus }: Status) =>
  lifecycleState === 'STABLE' && jobStatus?.state === 'RUNNING';

async function podsOf(namespace: string, name: string): Promise<string[]> {
  const text = await must(['get', 'pods', '-n', namespace, '-l', `app=${name}`, '-o', 'name']);
  return text.trim() === '' ? [] : text.trim().split('\n');
}

async function setState(namespace: string, object: string, state: 'running' | 'suspended'): Promise<void> {
  const change = JSON.stringify({ spec: { job: { state } } });
  await must(['patch', '-n', namespace, object, '--type=merge', '-p', change]);
}

const versions = [
  { image: 'flink:1.20', flinkVersion: 'v1_20' },
  { image: 'flink:2.2', flinkVersion: 'v2_2' },
];

for (const version of versions) {
  for (const mode of ['native', 'standalone'] as const) {
    describe(`${version.image}, ${mode}`, () => {
      test('an application runs, survives its JobManager, is suspended, resumed and deleted', async () => {
        const at = await namespaceForJobs('app');
        await must(['apply', '-f', '-'], flinkDeployment('orders', at, { ...version, mode }, countingJob));
        const running = await becomes(at, 'flinkdep/orders', isStable);
        assert.match(running.clusterInfo?.['flink-version'] ?? '', /^(1\.20\.5|2\.2\.1)$/);
        const [jobManager] = (await podsOf(at, 'orders')).filter((pod) => !pod.includes('taskmanager'));
        assert.ok(jobManager);
        bench.kill(at, jobManager.replace('pod/', ''));
        const { startTime } = running.jobStatus ?? {};
        await becomes(at, 'flinkdep/orders', (status) => isStable(status) && status.jobStatus?.startTime !== startTime);
        await setState(at, 'flinkdep/orders', 'suspended');
        await becomes(at, 'flinkdep/orders', ({ lifecycleState }) => lifecycleState === 'SUSPENDED');
        assert.deepEqual(await podsOf(at, 'orders'), []);
        await setState(at, 'flinkdep/orders', 'running');
        await becomes(at, 'flinkdep/orders', isStable);
        await must(['delete', '-n', at, 'flinkdep/orders', '--timeout=80s']);
        assert.deepEqual(await podsOf(at, 'orders'), []);
        const children = ['deployments,services,configmaps', '-l', 'app=orders', '-o', 'name'];
        await bench.waitFor('nothing is left', async () => (await must(['get', '-n', at, ...children])) === '');
      });
    });
  }
}

test('a session cluster runs three session jobs, and goes after them', async (context) => {
  const at = await namespaceForJobs('session');
  const flink = { image: 'flink:1.20', flinkVersion: 'v1_20', mode: 'native' } as const;
  await must(['apply', '-f', '-'], flinkDeployment('cluster', at, flink));
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
  await must(['apply', '-f', '-'], { apiVersion: 'v1', kind: 'List', items: names.map(job) });
  const running = await Promise.all(names.map((name) => becomes(at, `sessionjob/${name}`, isStable)));
  const ids = running.map(({ jobStatus }) => jobStatus?.jobId);
  assert.equal(new Set(ids).size, 3);
  await setState(at, 'sessionjob/one', 'suspended');
  await becomes(at, 'sessionjob/one', ({ lifecycleState }) => lifecycleState === 'SUSPENDED');
  await setState(at, 'sessionjob/one', 'running');
  const resumed = await becomes(at, 'sessionjob/one', isStable);
  assert.notEqual(resumed.jobStatus?.jobId, ids[0]);
  // The cluster waits for its jobs, and says so.
  await must(['delete', '-n', at, 'flinkdep/cluster', '--wait=false']);
  await bench.waitFor('the cluster says what it waits for', async () =>
    (await must(['get', 'events', '-n', at])).includes('should be deleted first'),
  );
  await must(['delete', '-n', at, 'sessionjob', '--all', '--timeout=60s']);
  await must(['wait', '-n', at, '--for=delete', 'flinkdep/cluster', '--timeout=60s']);
  assert.deepEqual(await podsOf(at, 'cluster'), []);
});

test('equal names in two namespaces are two clusters, which an engine that is killed meanwhile brings up all the same', async () => {
  const places = [await namespaceForJobs('left'), await namespaceForJobs('right')];
  const flink = { image: 'flink:1.20', flinkVersion: 'v1_20', mode: 'standalone' } as const;
  for (const at of places) await must(['apply', '-f', '-'], flinkDeployment('same', at, flink, countingJob));
  await new Promise((resolve) => setTimeout(resolve, 300));
  await engine.stop('SIGKILL');
  engine = await startEngineProcess(bench, { configuration, name: 'engine-again' });
  const [left, right] = await Promise.all(places.map((at) => becomes(at, 'flinkdep/same', isStable)));
  assert.notEqual(left?.jobStatus?.jobId, right?.jobStatus?.jobId);
  for (const at of places) await must(['delete', '-n', at, 'flinkdep/same', '--timeout=80s']);
});

test('a bounded job ends, is stable, and is not run again', async () => {
  const at = await namespaceForJobs('batch');
  const flink = { image: 'flink:1.20', flinkVersion: 'v1_20', mode: 'native' } as const;
  const bounded = { ...countingJob, args: ['--count', '200', '--rate', '1000'] };
  await must(['apply', '-f', '-'], flinkDeployment('batch', at, flink, bounded));
  const ended = await becomes(at, 'flinkdep/batch', ({ jobStatus }) => jobStatus?.state === 'FINISHED');
  assert.equal(ended.lifecycleState, 'STABLE');
  const change = { spec: { flinkConfiguration: { 'kubernetes.operator.jm-deployment.shutdown-ttl': '1 h' } } };
  await must(['patch', '-n', at, 'flinkdep/batch', '--type=merge', '-p', JSON.stringify(change)]);
  await becomes(at, 'flinkdep/batch', (status) => status.observedGeneration === 2);
  assert.equal((await statusOf(at, 'flinkdep/batch')).jobStatus?.jobId, ended.jobStatus?.jobId);
  await must(['delete', '-n', at, 'flinkdep/batch', '--timeout=80s']);
});
