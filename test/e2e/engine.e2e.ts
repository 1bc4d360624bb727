import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { after, before, test } from 'node:test';
import { parse } from 'yaml';
import { createKubeClient } from '../../src/kube/client.ts';
import type { KubeClient, ResourceType, StoredObject } from '../../src/kube/kube-client.ts';
import { kubeconfigConnection } from '../../src/kube/kubeconfig-connection.ts';
import { type ControlPlane, startControlPlane } from '../bench/control-plane.ts';
import { type EngineProcess, startEngineProcess } from '../bench/engine-process.ts';
import { PlayedClusters } from '../bench/played-clusters.ts';
import { eventually } from '../bench/processes.ts';

/** The engine as a process, on a real API server, with clusters that are played. */

interface Deployment extends StoredObject {
  readonly spec: { readonly job?: { readonly state?: string } };
  readonly status?: {
    readonly lifecycleState?: string;
    readonly error?: string;
    readonly observedGeneration?: number;
    readonly jobStatus?: { readonly state?: string; readonly jobId?: string };
    readonly conditions?: readonly { readonly type: string; readonly status: string; readonly reason: string }[];
  };
}

interface Event extends StoredObject {
  readonly reason: string;
  readonly involvedObject: { readonly name: string };
}

const type = (group: string, version: string, plural: string): ResourceType => ({
  group,
  version,
  plural,
  namespaced: true,
});
const deployments = type('flink.apache.org', 'v1beta1', 'flinkdeployments');
const children = type('apps', 'v1', 'deployments');
const ingresses = type('networking.k8s.io', 'v1', 'ingresses');
const events = type('', 'v1', 'events');

const configuration = {
  'kubernetes.operator.reconcile.interval': '5 s',
  'kubernetes.operator.observer.progress-check.interval': '1 s',
  'kubernetes.operator.observer.rest-ready.delay': '500 ms',
  'kubernetes.operator.flink.client.timeout': '5 s',
};

let plane: ControlPlane;
let client: KubeClient;
let played: PlayedClusters;
let flinkAddress: string;
let engine: EngineProcess;
let settings: Readonly<Record<string, string>>;

before(async () => {
  // Kubernetes' own controllers would make pods, which nobody runs here.
  plane = await startControlPlane({ controllers: false });
  const crds = new URL('../../charts/sluice/crds', import.meta.url).pathname;
  await kubectl('apply', '--server-side', '-f', crds);
  await kubectl('wait', '--for=condition=Established', 'crd', '--all', '--timeout=30s');
  client = createKubeClient(await kubeconfigConnection({ file: plane.kubeconfig }));
  played = new PlayedClusters(client);
  flinkAddress = await played.start();
  settings = { SLUICE_KUBERNETES_KUBECONFIG: await kubeconfigOfEngine() };
  engine = await startEngineProcess(plane, { flinkAddress, configuration, settings });
});

after(async () => {
  await engine?.stop();
  await played?.stop();
  client?.close();
  await plane?.stop();
});

async function kubectl(...args: string[]): Promise<string> {
  const { code, stdout, stderr } = await plane.kubectl(args, { timeoutSeconds: 60 });
  assert.equal(code, 0, stderr);
  return stdout;
}

/** Of a user that may do what the chart lets the engine do, and nothing else. */
async function kubeconfigOfEngine(): Promise<string> {
  const api = 'rbac.authorization.k8s.io';
  const rules = parse(readFileSync(new URL('../../charts/sluice/files/engine-role.yaml', import.meta.url), 'utf8'));
  const lease = {
    apiGroups: ['coordination.k8s.io'],
    resources: ['leases'],
    resourceNames: ['sluice-engine'],
    verbs: ['get', 'create', 'patch', 'update'],
  };
  const items = [
    { apiVersion: `${api}/v1`, kind: 'ClusterRole', metadata: { name: 'engine' }, rules: [...rules, lease] },
    {
      apiVersion: `${api}/v1`,
      kind: 'ClusterRoleBinding',
      metadata: { name: 'engine' },
      roleRef: { apiGroup: api, kind: 'ClusterRole', name: 'engine' },
      subjects: [{ apiGroup: api, kind: 'User', name: 'engine' }],
    },
  ];
  const input = JSON.stringify({ apiVersion: 'v1', kind: 'List', items });
  const { code, stderr } = await plane.kubectl(['apply', '-f', '-'], { input });
  assert.equal(code, 0, stderr);
  return plane.userKubeconfig({ user: 'engine' });
}

async function namespace(name: string): Promise<string> {
  await kubectl('create', 'namespace', name);
  return name;
}

function orders(name: string, namespace: string, spec: object = {}): Deployment {
  return {
    apiVersion: 'flink.apache.org/v1beta1',
    kind: 'FlinkDeployment',
    metadata: { name, namespace },
    spec: {
      image: 'flink:1.20',
      flinkVersion: 'v1_20',
      serviceAccount: 'flink',
      jobManager: { resource: { memory: '1g', cpu: 1 } },
      taskManager: { resource: { memory: '1g', cpu: 1 } },
      job: { jarURI: 'local:///a.jar', parallelism: 2, upgradeMode: 'stateless' },
      ...spec,
    },
  } as Deployment;
}

const find = (namespace: string, name: string) => client.get<Deployment>(deployments, { namespace, name });
const all = async (namespace: string) => (await client.list<Deployment>(deployments, { namespace })).items;
const patch = (namespace: string, name: string, spec: object) =>
  client.patch(deployments, { namespace, name }, 'merge', { spec });

async function becomes(namespace: string, name: string, lifecycle: string, seconds = 30): Promise<Deployment> {
  return eventually(
    `${name} becomes ${lifecycle}`,
    async () => {
      const found = await find(namespace, name);
      const { lifecycleState, observedGeneration } = found?.status ?? {};
      return lifecycleState === lifecycle && observedGeneration === found?.metadata.generation ? found : undefined;
    },
    seconds,
    async () => JSON.stringify((await find(namespace, name))?.status, null, 2),
  );
}

async function reasons(namespace: string, name: string): Promise<string[]> {
  const { items } = await client.list<Event>(events, { namespace });
  return items.filter(({ involvedObject }) => involvedObject.name === name).map(({ reason }) => reason);
}

test('a deployment runs, is suspended, resumed, changed and deleted', async () => {
  const at = await namespace('life');
  await client.create(deployments, orders('a', at));
  const running = await becomes(at, 'a', 'STABLE');
  assert.deepEqual(
    running.status?.conditions?.map(({ type, status, reason }) => `${type} ${status} ${reason}`),
    ['Running True Running', 'SpecApplied True Applied'],
  );
  await kubectl('wait', '-n', at, '--for=condition=SpecApplied', 'flinkdep/a', '--timeout=5s');
  await patch(at, 'a', { job: { state: 'suspended' } });
  await becomes(at, 'a', 'SUSPENDED');
  assert.equal(await client.get(children, { namespace: at, name: 'a' }), undefined);
  await patch(at, 'a', { job: { state: 'running' } });
  const resumed = await becomes(at, 'a', 'STABLE');
  assert.notEqual(resumed.status?.jobStatus?.jobId, running.status?.jobStatus?.jobId);
  await patch(at, 'a', { restartNonce: 1 });
  await becomes(at, 'a', 'STABLE');
  await kubectl('delete', '-n', at, 'flinkdep/a', '--timeout=30s');
  assert.equal(await client.get(children, { namespace: at, name: 'a' }), undefined);
  const told = new Set(await reasons(at, 'a'));
  for (const reason of ['Submit', 'JobStatusChanged', 'SpecChanged', 'Suspended', 'Cleanup'])
    assert.ok(told.has(reason), reason);
});

test('an invalid edit is told, and the job goes on', async () => {
  const at = await namespace('invalid');
  await client.create(deployments, orders('a', at));
  const { status: before } = await becomes(at, 'a', 'STABLE');
  await patch(at, 'a', { job: { parallelism: -1 } });
  const told = await eventually('the error is stored', async () => {
    const found = await find(at, 'a');
    return found?.status?.error ? found.status : undefined;
  });
  assert.match(told.error ?? '', /ValidationException.*job-parallelism/);
  assert.equal(told.observedGeneration, before?.observedGeneration);
  const condition = told.conditions?.find(({ type }) => type === 'SpecApplied');
  assert.deepEqual([condition?.status, condition?.reason], ['False', 'InvalidSpec']);
  assert.deepEqual([told.jobStatus, told.lifecycleState], [before?.jobStatus, 'STABLE']);
  await patch(at, 'a', { job: { parallelism: 2 } });
  assert.equal((await becomes(at, 'a', 'STABLE')).status?.error, undefined);
});

test('an Ingress is made and healed beside the job, which goes on', async () => {
  const at = await namespace('ingress');
  await client.create(deployments, orders('a', at));
  const { status: before } = await becomes(at, 'a', 'STABLE');
  await patch(at, 'a', { ingress: { template: '{{name}}.example.com', labels: { team: 'x' } } });
  const key = { namespace: at, name: 'a' };
  const made = () => client.get<StoredObject & { spec: { rules: { host: string }[] } }>(ingresses, key);
  await eventually('the Ingress is there', async () => (await made())?.spec.rules[0]?.host === 'a.example.com');
  await client.patch(ingresses, key, 'json', [{ op: 'replace', path: '/spec/rules/0/host', value: 'other' }]);
  await eventually('it is healed', async () => (await made())?.spec.rules[0]?.host === 'a.example.com');
  await client.delete(ingresses, key);
  await eventually('it is made again', async () => (await made())?.spec.rules[0]?.host === 'a.example.com');
  await patch(at, 'a', { ingress: null });
  await eventually('it is gone', async () => (await made()) === undefined);
  assert.deepEqual((await becomes(at, 'a', 'STABLE')).status?.jobStatus, before?.jobStatus);
});

test('twenty deployments at once all come up', async () => {
  const at = await namespace('twenty');
  await Promise.all(Array.from({ length: 20 }, (_, i) => client.create(deployments, orders(`d${i}`, at))));
  await eventually('all are stable', async () => {
    const found = await all(at);
    return found.length === 20 && found.every(({ status }) => status?.lifecycleState === 'STABLE');
  });
  for (let i = 0; i < 20; i++)
    assert.deepEqual((await reasons(at, `d${i}`)).toSorted(), ['JobStatusChanged', 'RestoredFrom', 'Submit']);
});

test('a JobManager that never answers delays no other resource', async () => {
  const at = await namespace('mute');
  const names = Array.from({ length: 50 }, (_, i) => `d${i}`);
  await Promise.all(names.map((name) => client.create(deployments, orders(name, at))));
  await eventually('all are stable', async () =>
    (await all(at)).every(({ status }) => status?.lifecycleState === 'STABLE'),
  );
  played.play(at, 'd0').mute = true;
  for (const name of names.slice(1)) played.play(at, name).state = 'RESTARTING';
  // Every other one is looked at within its interval of 5 s, as if the mute one were not there.
  await eventually(
    'the others are seen',
    async () => (await all(at)).filter(({ status }) => status?.jobStatus?.state === 'RESTARTING').length === 49,
    12,
  );
  await patch(at, 'd1', { job: { state: 'suspended' } });
  await becomes(at, 'd1', 'SUSPENDED', 10);
  const mute = await eventually('the mute one is known to be silent', async () => {
    const found = await find(at, 'd0');
    return found?.status?.jobStatus?.state === 'RECONCILING' ? found : undefined;
  });
  assert.ok(mute);
  played.play(at, 'd0').mute = false;
  for (const name of names) played.play(at, name).state = 'RUNNING';
  await eventually('it is back', async () => (await find(at, 'd0'))?.status?.jobStatus?.state === 'RUNNING', 30);
  await kubectl('delete', '-n', at, 'flinkdep', '--all', '--timeout=60s');
});

test('an engine that is killed at any moment is gone on with by the next one', async () => {
  const at = await namespace('killed');
  const names = Array.from({ length: 10 }, (_, i) => `d${i}`);
  let made = 0;
  for (let round = 0; round < 6; round++) {
    if (round === 0) await Promise.all(names.map((name) => client.create(deployments, orders(name, at))));
    else await Promise.all(names.map((name) => patch(at, name, { restartNonce: round })));
    await new Promise((resolve) => setTimeout(resolve, 40 + 110 * round));
    await engine.stop('SIGKILL');
    made++;
    engine = await startEngineProcess(plane, { flinkAddress, configuration, settings, name: `engine-${made}` });
  }
  await eventually(
    'all are as they should be',
    async () =>
      (await all(at)).every(
        ({ status, metadata }) =>
          status?.lifecycleState === 'STABLE' && status.observedGeneration === metadata.generation && !status.error,
      ),
    90,
    async () =>
      JSON.stringify(
        (await all(at)).map(({ metadata, status }) => ({ ...status, name: metadata.name })),
        null,
        1,
      ),
  );
  await kubectl('delete', '-n', at, 'flinkdep', '--all', '--timeout=60s');
  const { items } = await client.list(children, { namespace: at });
  assert.deepEqual(items, []);
});

test('of two engines one works, and the other takes over at once when it stops', async () => {
  const at = await namespace('two');
  const standby = await startEngineProcess(plane, { flinkAddress, configuration, settings, name: 'standby' });
  assert.deepEqual(standby.logged('leads from now on'), []);
  assert.match(await standby.metrics(), /^flink_engine_leader 0$/m);
  await engine.stop();
  await eventually('the other one leads', () => standby.logged('leads from now on').length === 1, 20);
  engine = standby;
  await client.create(deployments, orders('a', at));
  await becomes(at, 'a', 'STABLE');
  const metrics = await engine.metrics();
  assert.match(metrics, /^flink_engine_leader 1$/m);
  assert.match(metrics, /flink_k8soperator_namespace_Lifecycle_State_STABLE_Count\{.*resourcens="two".*\} 1/);
});

/** Another engine takes over, with more in the operator's configuration. */
async function restartWith(more: Readonly<Record<string, string>>, name: string): Promise<void> {
  await engine.stop();
  engine = await startEngineProcess(plane, {
    flinkAddress,
    configuration: { ...configuration, ...more },
    settings,
    name,
  });
}

test('the watched namespaces follow the file of the operator', async () => {
  const watched = (text: string) => ({
    'kubernetes.operator.watched.namespaces': text,
    'kubernetes.operator.dynamic.namespaces.enabled': 'true',
  });
  const [one, other] = [await namespace('watched-one'), await namespace('watched-other')];
  await restartWith(watched(one), 'watches');
  for (const at of [one, other]) await client.create(deployments, orders('a', at));
  await becomes(one, 'a', 'STABLE');
  assert.equal((await find(other, 'a'))?.status, undefined);
  engine.configure({ ...configuration, ...watched(`${one},${other}`) });
  await becomes(other, 'a', 'STABLE', 60);
  engine.configure({ ...configuration, ...watched(other) });
  const left = () => engine.logged('watches other namespaces from now on').length >= 2;
  await eventually('the first namespace is left alone', left, 60);
  for (const at of [one, other]) await patch(at, 'a', { job: { state: 'suspended' } });
  await becomes(other, 'a', 'SUSPENDED');
  assert.equal((await find(one, 'a'))?.status?.lifecycleState, 'STABLE');
});

test('a canary is raised again and again, nothing is made for it, and the probe answers', async () => {
  const at = await namespace('canary');
  await restartWith({ 'kubernetes.operator.health.canary.resource.timeout': '1 s' }, 'canary');
  const canary = orders('canary', at);
  Object.assign(canary.metadata, { labels: { 'flink.apache.org/canary': 'true' } });
  await client.create(deployments, canary);
  await eventually(
    'it was raised three times',
    async () => Number((await find(at, 'canary'))?.metadata.generation) > 3,
  );
  assert.equal((await engine.health()).trim(), 'OK');
  assert.equal((await find(at, 'canary'))?.status, undefined);
  assert.equal(await client.get(children, { namespace: at, name: 'canary' }), undefined);
});
