import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { after, before, test } from 'node:test';
import type { Happening } from '../../src/engine/happening.ts';
import { createChildren } from '../../src/kube/children.ts';
import { createKubeClient } from '../../src/kube/client.ts';
import { ApiError } from '../../src/kube/errors.ts';
import { EventRecorder } from '../../src/kube/events.ts';
import { FreshObjects } from '../../src/kube/fresh-objects.ts';
import type { KubeClient, ResourceType, StoredObject } from '../../src/kube/kube-client.ts';
import { kubeconfigConnection } from '../../src/kube/kubeconfig-connection.ts';
import { Reflector } from '../../src/kube/reflector.ts';
import { StatusWriter } from '../../src/kube/write-status.ts';
import { type Bench, startBench } from '../bench/control-plane.ts';
import { eventually } from '../bench/processes.ts';

interface Deployment extends StoredObject {
  readonly spec: {
    readonly job?: { readonly parallelism: number };
    readonly taskManager?: { readonly replicas?: number };
  };
  readonly status?: Readonly<Record<string, unknown>>;
}

interface Event extends StoredObject {
  readonly involvedObject: { readonly uid?: string };
  readonly message: string;
  readonly count: number;
}

const deployments: ResourceType = {
  group: 'flink.apache.org',
  version: 'v1beta1',
  plural: 'flinkdeployments',
  namespaced: true,
};
const configMaps: ResourceType = { group: '', version: 'v1', plural: 'configmaps', namespaced: true };
const events: ResourceType = { group: '', version: 'v1', plural: 'events', namespaced: true };

let bench: Bench;
let client: KubeClient;
/** Another one, as of an operator that runs beside ours. */
let other: KubeClient;
let namespace: string;
let made = 0;

before(async () => {
  bench = await startBench();
  const crd = new URL('../../charts/sluice/crds/flinkdeployments.flink.apache.org.yaml', import.meta.url);
  await kubectl(['apply', '--server-side', '-f', '-'], await readFile(crd, 'utf8'));
  namespace = await bench.namespace('port');
  client = createKubeClient(await kubeconfigConnection({ file: bench.kubeconfig }));
  other = createKubeClient(await kubeconfigConnection({ file: bench.kubeconfig }));
  await eventually('the type is served', () => client.list(deployments, { namespace }));
});

after(async () => {
  client?.close();
  other?.close();
  await bench?.stop();
});

async function kubectl(args: readonly string[], input?: string): Promise<string> {
  const { code, stdout, stderr } = await bench.kubectl(args, input === undefined ? {} : { input });
  assert.equal(code, 0, stderr);
  return stdout;
}

const spec: object = {
  image: 'flink:1.20',
  flinkVersion: 'v1_20',
  serviceAccount: 'flink',
  jobManager: { resource: { memory: '1g', cpu: 1 } },
  taskManager: { resource: { memory: '1g', cpu: 1 } },
  job: { jarURI: 'local:///a.jar', parallelism: 2, upgradeMode: 'stateless' },
};

function makeDeployment(): Promise<Deployment> {
  const metadata = { name: `orders-${++made}`, namespace };
  const object = { apiVersion: 'flink.apache.org/v1beta1', kind: 'FlinkDeployment', metadata, spec } as Deployment;
  return client.create<Deployment>(deployments, object);
}

const storedOf = async ({ metadata }: StoredObject) => {
  const { name } = metadata;
  return (await client.get<Deployment>(deployments, { name, namespace })) as Deployment;
};

const status = (state: string) => ({
  lifecycleState: 'DEPLOYED',
  jobStatus: { state, jobId: '0123456789abcdef' },
  reconciliationStatus: { state: 'DEPLOYED', lastReconciledSpec: '{"spec":{}}' },
});

const isStatus = (expected: number) => (error: unknown) => error instanceof ApiError && error.status === expected;

const submit: Happening = {
  component: 'JobManagerDeployment',
  type: 'Normal',
  reason: 'Submit',
  message: 'Starting deployment',
};

test('two emits are one event with count 2, and kubectl shows it', async () => {
  const object = await makeDeployment();
  const recorder = new EventRecorder({ client });
  assert.equal(await recorder.record(object, submit), 'created');
  assert.equal(await recorder.record(object, submit), 'counted');
  const { name } = object.metadata;
  const described = await kubectl(['describe', 'flinkdeployment', name, '-n', namespace]);
  assert.match(described, /Normal +Submit +\S+ \(x2 over \S+\) +JobManagerDeployment +Starting deployment/);
  const listed = await kubectl(['get', 'events', '-n', namespace, '--field-selector', `involvedObject.name=${name}`]);
  assert.match(listed, /Normal +Submit +flinkdeployment\/orders-\d+ +Starting deployment/);
  const byNewApi = await kubectl(['get', 'events.events.k8s.io', '-n', namespace, '-o', 'json']);
  assert.match(byNewApi, /"deprecatedCount": 2/);
});

test('what the events.k8s.io API could not take is cut, so that its users can change our events', async () => {
  const object = await makeDeployment();
  const message = 'é'.repeat(2000);
  await new EventRecorder({ client }).record(object, { ...submit, reason: 'Long', message });
  const [event] = (await client.list<Event>(events, { namespace, fieldSelector: 'reason=Long' })).items;
  assert.ok(event?.message.endsWith('é…'));
  assert.ok(Buffer.byteLength(event?.message ?? '') <= 1024);
});

test('twenty recorders at once: one event, and each time is counted', async () => {
  const object = await makeDeployment();
  const recorded = await Promise.all(
    Array.from({ length: 20 }, () => new EventRecorder({ client }).record(object, { ...submit, reason: 'Together' })),
  );
  const { items } = await client.list<Event>(events, { namespace, fieldSelector: 'reason=Together' });
  assert.equal(items.length, 1);
  assert.equal(items[0]?.count, recorded.filter((each) => each !== 'dropped').length);
  assert.equal(items[0]?.involvedObject.uid, object.metadata.uid);
  assert.equal(recorded.filter((each) => each === 'created').length, 1);
});

test('a user without a role for events: told once, never thrown', async () => {
  const object = await makeDeployment();
  const file = await bench.userKubeconfig({ user: 'nobody' });
  const weak = createKubeClient(await kubeconfigConnection({ file }));
  const told: string[] = [];
  const recorder = new EventRecorder({ client: weak, forbidden: ({ message }) => told.push(message) });
  assert.equal(await recorder.record(object, submit), 'forbidden');
  assert.equal(await recorder.record(object, submit), 'forbidden');
  assert.equal(told.length, 1);
  assert.match(told[0] ?? '', /User "nobody" cannot get resource "events"/);
  weak.close();
});

test('in a namespace that ends, and in one that is not there, events are dropped', async () => {
  const ending = await bench.namespace('ending');
  // Nobody runs here who would take the finalizer away, so the namespace stays as it is.
  await kubectl(['delete', 'namespace', ending, '--wait=false']);
  const recorder = new EventRecorder({
    client,
    forbidden: () => assert.fail('a namespace that ends is no gap in a role'),
  });
  const about = (namespace: string): StoredObject => ({
    apiVersion: 'flink.apache.org/v1beta1',
    kind: 'FlinkDeployment',
    metadata: { name: 'orders', namespace, uid: '1' },
  });
  await eventually(
    'the end is known',
    async () => (await recorder.record(about(ending), { ...submit, message: `${Math.random()}` })) === 'dropped',
    10,
  );
  assert.equal(await recorder.record(about('not-there'), submit), 'dropped');
});

test('a status is written, and nothing else, even where the object is changed meanwhile', async () => {
  const seen = await makeDeployment();
  const writer = new StatusWriter<Deployment>({ client, type: deployments });
  const { name } = seen.metadata;
  await other.patch(deployments, { name, namespace }, 'merge', {
    metadata: { labels: { team: 'a' } },
    spec: { job: { parallelism: 4 } },
  });
  const written = await writer.write(seen, status('RUNNING'));
  assert.equal(written.outcome, 'written');
  const stored = await storedOf(seen);
  assert.equal(stored.spec.job?.parallelism, 4);
  assert.deepEqual(stored.metadata.labels, { team: 'a' });
  assert.deepEqual(stored.status, status('RUNNING'));
  assert.equal(stored.metadata.generation, 2);
  if (written.outcome !== 'written') return;
  assert.equal(written.object.metadata.resourceVersion, stored.metadata.resourceVersion);
  assert.equal((await writer.write(written.object, status('RUNNING'))).outcome, 'unchanged');
  assert.equal((await writer.write(written.object, status('FAILED'))).outcome, 'written');
  assert.equal((await storedOf(seen)).metadata.generation, 2, 'a status is no new generation');
});

test('a status that another client wrote is never overwritten', async () => {
  const seen = await makeDeployment();
  const writer = new StatusWriter<Deployment>({ client, type: deployments });
  await other.update(deployments, { ...seen, status: status('SUSPENDED') }, 'status');
  const found = await writer.write(seen, status('RUNNING'));
  assert.equal(found.outcome, 'foreign');
  assert.deepEqual((await storedOf(seen)).status, status('SUSPENDED'));
  if (found.outcome !== 'foreign') return;
  assert.equal((await writer.write(found.object, status('RUNNING'))).outcome, 'written');
});

test('a status is not written to another incarnation', async () => {
  const seen = await makeDeployment();
  const { name, uid = '' } = seen.metadata;
  const writer = new StatusWriter<Deployment>({ client, type: deployments });
  assert.equal(await client.delete(deployments, { name, namespace }, { uid }), true);
  assert.equal((await writer.write(seen, status('RUNNING'))).outcome, 'gone');
  const reborn = await client.create<Deployment>(deployments, {
    apiVersion: seen.apiVersion,
    kind: seen.kind,
    metadata: { name, namespace },
    spec: seen.spec,
  });
  assert.equal((await writer.write(seen, status('RUNNING'))).outcome, 'gone');
  assert.equal((await storedOf(reborn)).status, undefined);
  await assert.rejects(client.delete(deployments, { name, namespace }, { uid }), isStatus(409));
  assert.ok(await storedOf(reborn), 'a delete with the uid of another incarnation deletes nothing');
});

test('a status that the CRD does not take is refused at once', async () => {
  const seen = await makeDeployment();
  const writer = new StatusWriter<Deployment>({ client, type: deployments });
  await assert.rejects(writer.write(seen, { lifecycleState: 5 }), isStatus(422));
});

test('two clients write at once, each a field of its own: no update is lost', async () => {
  const seen = await makeDeployment();
  const rounds = 15;
  const write = async (field: 'error' | 'observedGeneration', value: (round: number) => unknown, by: KubeClient) => {
    const writer = new StatusWriter<Deployment>({ client: by, type: deployments });
    let object = seen;
    for (let round = 1; round <= rounds; ) {
      const result = await writer.write(object, { ...object.status, [field]: value(round) });
      if (result.outcome === 'gone') assert.fail('nobody deletes it');
      object = result.object;
      if (result.outcome !== 'foreign') round++;
    }
  };
  await Promise.all([write('error', String, client), write('observedGeneration', Number, other)]);
  assert.deepEqual((await storedOf(seen)).status, { error: String(rounds), observedGeneration: rounds });
});

test('a reader behind a watch reads its own writes', async () => {
  const object = await makeDeployment();
  const fresh = new FreshObjects<Deployment>();
  const writer = new StatusWriter<Deployment>({ client, type: deployments, fresh });
  const copy = new Reflector<Deployment>({ client, type: deployments, selection: { namespace } }).start();
  try {
    await copy.settled();
    const { name } = object.metadata;
    const newest = () => fresh.newest(copy.find(namespace, name) as Deployment);
    for (let round = 1; round <= 20; round++) {
      const wanted = { ...newest().status, observedGeneration: round };
      assert.equal((await writer.write(newest(), wanted)).outcome, 'written');
      assert.equal(newest().status?.['observedGeneration'], round);
    }
    await eventually('the copy has caught up', () => newest() && fresh.size === 0, 10);
  } finally {
    await copy.stop();
  }
});

test('server-side apply: fields of another manager are a conflict until they are taken by force', async () => {
  const child = (parallelism: string, more: object = {}) => ({
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: { name: 'applied', namespace },
    data: { parallelism, ...more },
  });
  type ConfigMap = StoredObject & { readonly data: Readonly<Record<string, string>> };
  const first = await client.apply<ConfigMap>(configMaps, child('1', { gone: 'soon' }), { fieldManager: 'sluice' });
  const again = await client.apply<ConfigMap>(configMaps, child('1', { gone: 'soon' }), { fieldManager: 'sluice' });
  assert.equal(again.metadata.resourceVersion, first.metadata.resourceVersion, 'the same once more changes nothing');
  await other.apply(
    configMaps,
    { ...child('1'), data: { theirs: 'kept' } },
    {
      fieldManager: 'other',
    },
  );
  await assert.rejects(other.apply(configMaps, child('8'), { fieldManager: 'other' }), (error) => {
    assert.ok(error instanceof ApiError && error.status === 409);
    assert.match(error.message, /conflict with "sluice".*\.data\.parallelism/);
    return true;
  });
  await other.apply(configMaps, child('8', { theirs: 'kept' }), { fieldManager: 'other', force: true });
  await assert.rejects(client.apply(configMaps, child('1'), { fieldManager: 'sluice' }), isStatus(409));
  const forced = await client.apply<ConfigMap>(configMaps, child('2'), { fieldManager: 'sluice', force: true });
  assert.deepEqual(
    forced.data,
    { parallelism: '2', theirs: 'kept' },
    'what we no longer apply goes, what is theirs stays',
  );
  const dry = await client.apply<ConfigMap>(configMaps, child('3'), { fieldManager: 'sluice', dryRun: true });
  assert.equal(dry.data['parallelism'], '3');
  const stored = await client.get<ConfigMap>(configMaps, { name: 'applied', namespace });
  assert.equal(stored?.data['parallelism'], '2');
});

test('server-side apply of a status leaves the spec alone, and the other way round', async () => {
  const { apiVersion, kind, metadata } = await makeDeployment();
  const { name } = metadata;
  const applied = await client.apply<Deployment>(
    deployments,
    {
      apiVersion,
      kind,
      metadata: { name, namespace },
      spec: { job: { parallelism: 9 } },
      status: { lifecycleState: 'STABLE' },
    },
    { fieldManager: 'sluice', subresource: 'status' },
  );
  assert.equal(applied.spec.job?.parallelism, 2);
  assert.deepEqual(applied.status, { lifecycleState: 'STABLE' });
  const patched = await client.patch<Deployment>(deployments, { name, namespace }, 'merge', {
    status: { lifecycleState: 'FAILED' },
  });
  assert.deepEqual(patched.status, { lifecycleState: 'STABLE' });
});

test('what was made and is then changed loses what it does not have any more, and keeps what others have added', async () => {
  const children = createChildren(client);
  const child = (data: Record<string, string>, labels: Record<string, string>) => ({
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: { name: 'made', namespace, labels, ownerReferences: [] },
    data,
  });
  const name = { name: 'made', namespace };
  await children.makeNew(child({ kept: 'a', dropped: 'b' }, { old: 'x' }));
  await other.patch(configMaps, name, 'merge', { data: { foreign: 'c' } }, { fieldManager: 'somebody' });
  await children.ensure(child({ kept: 'd', added: 'e' }, { new: 'y' }));
  const stored = (await client.get(configMaps, name)) as StoredObject & { readonly data: object };
  assert.deepEqual(stored.data, { kept: 'd', added: 'e', foreign: 'c' });
  assert.deepEqual(stored.metadata.labels, { new: 'y' });
  await children.ensure(child({ kept: 'd' }, {}));
  const later = (await client.get(configMaps, name)) as StoredObject & { readonly data: object };
  assert.deepEqual([later.data, later.metadata.labels], [{ kept: 'd', foreign: 'c' }, undefined]);
});

test('what has changed since it was looked at is not removed', async () => {
  const children = createChildren(client);
  const metadata = { name: 'watched', namespace, labels: {}, ownerReferences: [] };
  const { uid, resourceVersion } = (await children.create({ apiVersion: 'v1', kind: 'ConfigMap', metadata })).metadata;
  const key = { apiVersion: 'v1', kind: 'ConfigMap', namespace, name: 'watched', uid };
  await other.patch(configMaps, key, 'merge', { data: { a: 'b' } });
  const seen = resourceVersion === undefined ? {} : { resourceVersion };
  assert.equal(await children.remove({ ...key, ...seen }), false);
  assert.ok(await client.get(configMaps, key));
  assert.equal(await children.remove(key), true);
});

test('a patch of the scale changes the replicas of the task managers', async () => {
  const object = await makeDeployment();
  const { name } = object.metadata;
  await client.patch(deployments, { name, namespace }, 'merge', { spec: { replicas: 3 } }, { subresource: 'scale' });
  const stored = await storedOf(object);
  assert.equal(stored.spec.taskManager?.replicas, 3);
  assert.equal(stored.metadata.generation, 2);
  await kubectl(['scale', 'flinkdeployment', name, '-n', namespace, '--replicas=5']);
  assert.equal((await storedOf(object)).spec.taskManager?.replicas, 5);
});
