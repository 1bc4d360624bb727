import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { type EngineProcess, startEngineProcess } from '../../bench/engine-process.ts';
import { flinkImages } from '../../bench/flink/images.ts';
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

/** Small, and quick to tell what happens. Source: `spec/test-bench.md` 3.4. */
const small = {
  'jobmanager.memory.jvm-metaspace.size': '128m',
  'jobmanager.memory.jvm-overhead.min': '64m',
  'jobmanager.memory.off-heap.size': '64m',
  'taskmanager.memory.jvm-metaspace.size': '128m',
  'taskmanager.memory.jvm-overhead.min': '64m',
  'taskmanager.memory.managed.size': '32m',
  'taskmanager.memory.network.min': '32m',
  'taskmanager.memory.network.max': '32m',
  'taskmanager.memory.framework.off-heap.size': '64m',
  'taskmanager.numberOfTaskSlots': '2',
  'web.refresh-interval': '200',
  'cluster.registration.error-delay': '500',
  'cluster.registration.initial-timeout': '200',
  'execution.checkpointing.interval': '2s',
  'heartbeat.timeout': '10000',
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
  const metadata = { name: 'flink', namespace };
  const all = ['get', 'list', 'watch', 'create', 'update', 'patch', 'delete', 'deletecollection'];
  await must(['apply', '-f', '-'], {
    apiVersion: 'v1',
    kind: 'List',
    items: [
      { apiVersion: 'v1', kind: 'ServiceAccount', metadata },
      {
        apiVersion: 'rbac.authorization.k8s.io/v1',
        kind: 'Role',
        metadata,
        rules: [
          { apiGroups: [''], resources: ['pods', 'configmaps'], verbs: all },
          { apiGroups: ['apps'], resources: ['deployments', 'deployments/finalizers'], verbs: all },
        ],
      },
      {
        apiVersion: 'rbac.authorization.k8s.io/v1',
        kind: 'RoleBinding',
        metadata,
        roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'Role', name: 'flink' },
        subjects: [{ kind: 'ServiceAccount', name: 'flink', namespace }],
      },
    ],
  });
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
      flinkConfiguration: small,
      serviceAccount: 'flink',
      podTemplate: { spec: { terminationGracePeriodSeconds: 2, containers: [{ name: 'flink-main-container' }] } },
      jobManager: { resource: { memory: '600m', cpu: 0.2 } },
      taskManager: { resource: { memory: '640m', cpu: 0.2 }, ...(mode === 'standalone' && !job && { replicas: 1 }) },
      ...(job && { job }),
    },
  };
}

const countingJob = {
  jarURI: 'local:///opt/flink/usrlib/counting-job.jar',
  entryClass: 'CountingJob',
  parallelism: 2,
  upgradeMode: 'stateless',
};

interface Status {
  readonly lifecycleState?: string;
  readonly error?: string;
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
        await becomes(at, 'flinkdep/orders', ({ jobStatus }) => jobStatus?.state !== 'RUNNING', 60);
        await becomes(at, 'flinkdep/orders', isStable);
        await must([
          'patch',
          '-n',
          at,
          'flinkdep/orders',
          '--type=merge',
          '-p',
          '{"spec":{"job":{"state":"suspended"}}}',
        ]);
        await becomes(at, 'flinkdep/orders', ({ lifecycleState }) => lifecycleState === 'SUSPENDED');
        assert.deepEqual(await podsOf(at, 'orders'), []);
        await must([
          'patch',
          '-n',
          at,
          'flinkdep/orders',
          '--type=merge',
          '-p',
          '{"spec":{"job":{"state":"running"}}}',
        ]);
        await becomes(at, 'flinkdep/orders', isStable);
        await must(['delete', '-n', at, 'flinkdep/orders', '--timeout=80s']);
        assert.deepEqual(await podsOf(at, 'orders'), []);
        const left = await must(['get', '-n', at, 'deployments,services,configmaps', '-l', 'app=orders', '-o', 'name']);
        await bench.waitFor('nothing is left', async () => left === '' || (await podsOf(at, 'orders')).length === 0);
      });
    });
  }
}
