import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { after, before, describe, type TestContext, test } from 'node:test';
import { stringify } from 'yaml';
import type { FlinkDeployment } from '../../../src/api/flink-deployment/types.ts';
import { reconcilable } from '../../../src/engine/flink-deployment/configuration/from-spec.ts';
import { createCluster } from '../../../src/engine/flink-deployment/create-cluster.ts';
import { planCluster } from '../../../src/engine/flink-deployment/plan.ts';
import { createChildren } from '../../../src/kube/children.ts';
import { OperatorConfiguration } from '../../../src/values/effective-configuration.ts';
import { parseFlinkConf } from '../../../src/values/flink-conf.ts';
import { flinkImages } from '../../bench/flink/images.ts';
import { jobAccount, smallConfiguration, smallMemory } from '../../bench/flink/small-cluster.ts';
import { type FullBench, startFullBench } from '../../bench/full-bench.ts';

/** Real JobManagers and TaskManagers in pods of the bench, with no operator: what it shows must be what a cluster shows. */

const crds = new URL('../../../charts/sluice/crds', import.meta.url).pathname;
const defaults = readFileSync(new URL('../../../charts/sluice/files/java17.yaml', import.meta.url), 'utf8');
const operator = OperatorConfiguration.from(parseFlinkConf(defaults).entries);
const logging = `rootLogger.level = INFO
rootLogger.appenderRef.console.ref = Console
appender.console.name = Console
appender.console.type = CONSOLE
appender.console.layout.type = PatternLayout
appender.console.layout.pattern = %d %-5p %c{1} %m%n
`;

/** Seconds; about four times of what two busy cores take. */
const patience = 120;

let bench: FullBench;

before(async () => {
  bench = await startFullBench({ images: await flinkImages() });
  await must(['apply', '--server-side', '-f', crds]);
  await must(['wait', '--for=condition=Established', 'crd', '--all', '--timeout=30s']);
});

after(() => bench?.stop());

async function must(args: readonly string[], input?: object): Promise<string> {
  const { code, stdout, stderr } = await bench.kubectl(args, { ...(input && { input: JSON.stringify(input) }) });
  assert.equal(code, 0, `kubectl ${args.join(' ')}: ${stderr}`);
  return stdout;
}

/** A namespace with the account of JobManagers. */
async function namespaceForJobs(prefix: string): Promise<string> {
  const namespace = await bench.namespace(prefix);
  await must(['apply', '-f', '-'], jobAccount(namespace));
  return namespace;
}

interface Pod {
  readonly metadata: {
    readonly name: string;
    readonly uid: string;
    readonly labels: Readonly<Record<string, string>>;
    readonly ownerReferences?: readonly { readonly kind: string; readonly name: string }[];
  };
  readonly spec: { readonly restartPolicy: string };
  readonly status: {
    readonly conditions?: readonly { readonly type: string; readonly status: string }[];
    readonly containerStatuses?: readonly {
      readonly restartCount: number;
      readonly lastState: { readonly terminated?: { readonly exitCode: number } };
    }[];
  };
}

async function podsOf(namespace: string, component: 'jobmanager' | 'taskmanager'): Promise<readonly Pod[]> {
  const selector = ['-n', namespace, '-l', `component=${component}`];
  return (JSON.parse(await must(['get', 'pods', ...selector, '-o', 'json'])) as { items: Pod[] }).items;
}

const isReady = ({ status }: Pod) =>
  status.conditions?.some((condition) => condition.type === 'Ready' && condition.status === 'True') === true;

interface Job {
  readonly jid: string;
  readonly state: string;
  readonly 'start-time': number;
  readonly tasks: Readonly<Record<string, number>>;
}

/** By the name of the Service, which is how everybody asks. */
async function ask<T>(namespace: string, path: string): Promise<T | undefined> {
  const url = `http://orders-rest.${namespace}.svc.cluster.local:8081${path}`;
  const answer = await fetch(url, { signal: AbortSignal.timeout(2000) }).catch(() => undefined);
  return answer?.ok ? ((await answer.json()) as T) : undefined;
}

/** Until every task runs. */
function running(namespace: string, isIt: (job: Job) => boolean = () => true): Promise<Job> {
  return bench.waitFor(
    `the job in ${namespace} runs`,
    async () => {
      const [job] = (await ask<{ jobs: Job[] }>(namespace, '/jobs/overview'))?.jobs ?? [];
      return job?.state === 'RUNNING' && job.tasks['running'] === job.tasks['total'] && isIt(job) && job;
    },
    patience,
  );
}

const nobody = (namespace: string) =>
  bench.waitFor(
    `all pods of ${namespace} are gone`,
    async () => (await must(['get', 'pods', '-n', namespace, '-o', 'name'])) === '',
    patience,
  );

/** Runs something and says how long it took. */
async function timed<T>(context: TestContext, what: string, doing: () => Promise<T>): Promise<T> {
  const begun = performance.now();
  const result = await doing();
  context.diagnostic(`${what}: ${((performance.now() - begun) / 1000).toFixed(1)} s`);
  return result;
}

/** Kills the JVM of the JobManager. The kubelet starts it again in its pod, and the job begins again. */
async function survives(context: TestContext, namespace: string): Promise<void> {
  const before = await running(namespace);
  const [pod] = await podsOf(namespace, 'jobmanager');
  assert.ok(pod);
  await timed(context, `${namespace}: from the JobManager's death to RUNNING`, async () => {
    bench.kill(namespace, pod.metadata.name, 'flink-main-container');
    await running(namespace, (job) => job['start-time'] > before['start-time']);
  });
  const [again] = await podsOf(namespace, 'jobmanager');
  assert.equal(again?.metadata.uid, pod.metadata.uid);
  const [{ restartCount, lastState } = { restartCount: 0, lastState: {} }] = again?.status.containerStatuses ?? [];
  assert.deepEqual([restartCount, lastState.terminated?.exitCode], [1, 137]);
}

const versions = [
  { image: 'flink:1.20', exact: '1.20.5', flinkVersion: 'v1_20' },
  { image: 'flink:2.2.1', exact: '2.2.1', flinkVersion: 'v2_2' },
] as const;

type Version = (typeof versions)[number];

for (const version of versions) {
  describe(version.image, () => {
    test('a standalone application of manifests written by hand', async (context) => {
      const namespace = await namespaceForJobs('by-hand');
      await timed(context, 'from apply to RUNNING', async () => {
        await must(['apply', '-n', namespace, '-f', '-'], byHand(version));
        await running(namespace);
      });
      const { 'flink-version': told } = (await ask<Record<string, string>>(namespace, '/config')) ?? {};
      assert.equal(told, version.exact);
      await bench.waitFor('all pods are ready', async () => {
        const pods = [...(await podsOf(namespace, 'jobmanager')), ...(await podsOf(namespace, 'taskmanager'))];
        return pods.length === 2 && pods.every(isReady);
      });
      await timed(context, 'from delete to nothing', async () => {
        await must(['delete', 'deployment', '--all', '-n', namespace]);
        await nobody(namespace);
      });
    });

    test('a native and a standalone application of our builders, side by side', async (context) => {
      await Promise.all([
        native(context, version, await namespaceForJobs('native')),
        standalone(context, version, await namespaceForJobs('standalone')),
      ]);
    });
  });
}

async function native(context: TestContext, version: Version, namespace: string): Promise<void> {
  await timed(context, `${namespace}: from its objects to RUNNING`, async () => {
    await create(namespace, 'native', version);
    await running(namespace);
  });
  const [taskManager] = await podsOf(namespace, 'taskmanager');
  assert.ok(taskManager, 'the JobManager has made it with its own token');
  assert.equal(taskManager.metadata.name, 'orders-taskmanager-1-1');
  assert.equal(taskManager.spec.restartPolicy, 'Never');
  const owners = taskManager.metadata.ownerReferences?.map(({ kind, name }) => `${kind}/${name}`);
  assert.deepEqual(owners, ['Deployment/orders']);
  await survives(context, namespace);
  await timed(context, `${namespace}: from the deletion of its Deployment to nothing`, async () => {
    await must(['delete', 'deployment', 'orders', '-n', namespace]);
    await nobody(namespace);
  });
}

async function standalone(context: TestContext, version: Version, namespace: string): Promise<void> {
  await timed(context, `${namespace}: from its objects to RUNNING`, async () => {
    await create(namespace, 'standalone', version);
    await running(namespace);
  });
  await survives(context, namespace);
  await timed(context, `${namespace}: from the deletion of its object to nothing`, async () => {
    await must(['delete', 'flinkdeployment', 'orders', '-n', namespace]);
    await nobody(namespace);
  });
}

/** A standalone JobManager has an empty volume over the `usrlib` of its image, as with the reference operator. */
const jars = {
  native: 'local:///opt/flink/usrlib/counting-job.jar',
  standalone: 'local:///opt/flink/examples/streaming/StateMachineExample.jar',
};

/** Makes what the engine makes for such an object, in its order, and nothing more. */
async function create(namespace: string, mode: 'native' | 'standalone', version: Version): Promise<void> {
  const { image, flinkVersion } = version;
  const text = await must(['create', '-o', 'json', '-f', '-'], {
    apiVersion: 'flink.apache.org/v1beta1',
    kind: 'FlinkDeployment',
    metadata: { name: 'orders', namespace },
    spec: {
      image,
      flinkVersion,
      mode,
      serviceAccount: 'flink',
      flinkConfiguration: smallConfiguration,
      podTemplate: { spec: { terminationGracePeriodSeconds: 2, containers: [{ name: 'flink-main-container' }] } },
      jobManager: { resource: { memory: smallMemory.jobManager, cpu: 0.2 } },
      taskManager: { resource: { memory: smallMemory.taskManager, cpu: 0.2 } },
      job: { jarURI: jars[mode], parallelism: 2, upgradeMode: 'stateless' },
    },
  });
  const deployment = JSON.parse(text) as FlinkDeployment;
  const spec = reconcilable(deployment);
  assert.ok(spec);
  const id = () => randomUUID().replaceAll('-', '');
  const plan = planCluster(deployment, spec, {
    operator,
    defaultLogFiles: { 'log4j-console.properties': logging },
    printYaml: (value) => stringify(value, { lineWidth: 0 }),
    start: { jobId: id(), resultStoreId: id() },
  });
  await createCluster(plan, createChildren(bench.kubelet.client));
}

/** One JobManager that runs the job of the image, one TaskManager, and what they need. */
function byHand({ image }: Version): object {
  const configuration = {
    ...smallConfiguration,
    'jobmanager.rpc.address': 'orders',
    'jobmanager.memory.process.size': smallMemory.jobManager,
    'taskmanager.memory.process.size': smallMemory.taskManager,
    'parallelism.default': '2',
    'blob.server.port': '6124',
    'taskmanager.rpc.port': '6122',
    'rest.bind-address': '0.0.0.0',
  };
  const service = (name: string, spec: object) => ({ apiVersion: 'v1', kind: 'Service', metadata: { name }, spec });
  const selector = { app: 'orders', component: 'jobmanager' };
  const startupProbe = {
    httpGet: { path: '/config', port: 'rest' },
    periodSeconds: 1,
    failureThreshold: 2_147_483_647,
  };
  const args = ['standalone-job', '--job-classname', 'CountingJob', '--rate', '50'];
  const ports = [{ name: 'rest', containerPort: 8081 }];
  return {
    apiVersion: 'v1',
    kind: 'List',
    items: [
      {
        apiVersion: 'v1',
        kind: 'ConfigMap',
        metadata: { name: 'flink-config' },
        data: { 'config.yaml': stringify(configuration), 'log4j-console.properties': logging },
      },
      service('orders', { clusterIP: 'None', publishNotReadyAddresses: true, selector, ports: [{ port: 6123 }] }),
      service('orders-rest', { selector, ports: [{ port: 8081, targetPort: 'rest' }] }),
      byHandDeployment('jobmanager', { image, args, ports, startupProbe }),
      byHandDeployment('taskmanager', { image, args: ['taskmanager'] }),
    ],
  };
}

function byHandDeployment(component: string, container: object): object {
  const labels = { app: 'orders', component };
  const items = ['config.yaml', 'log4j-console.properties'].map((key) => ({ key, path: key }));
  const volumeMounts = [
    { name: 'conf', mountPath: '/opt/flink/conf' },
    { name: 'scratch', mountPath: '/scratch' },
  ];
  return {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name: `orders-${component}` },
    spec: {
      selector: { matchLabels: labels },
      template: {
        metadata: { labels },
        spec: {
          terminationGracePeriodSeconds: 2,
          containers: [{ name: 'flink-main-container', ...container, volumeMounts }],
          volumes: [
            { name: 'conf', configMap: { name: 'flink-config', items } },
            { name: 'scratch', emptyDir: {} },
          ],
        },
      },
    },
  };
}
