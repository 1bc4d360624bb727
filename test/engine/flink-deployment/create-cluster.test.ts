import assert from 'node:assert/strict';
import { test } from 'node:test';
import { stringify } from 'yaml';
import type { FlinkDeployment } from '../../../src/api/flink-deployment/types.ts';
import type { Child } from '../../../src/engine/child.ts';
import { reconcilable } from '../../../src/engine/flink-deployment/configuration/from-spec.ts';
import { createCluster, type Makes } from '../../../src/engine/flink-deployment/create-cluster.ts';
import { type ClusterPlan, planCluster } from '../../../src/engine/flink-deployment/plan.ts';
import type { Made, ObjectKey } from '../../../src/engine/ports.ts';
import { OperatorConfiguration } from '../../../src/values/effective-configuration.ts';
import { flinkDeployment } from '../../support/flink-objects.ts';

/** A cluster of objects in memory, in which any call may fail. */
class FakeChildren implements Makes {
  readonly objects = new Map<string, Child & Made>();
  readonly calls: string[] = [];
  failsAt: string | undefined;
  #uids = 0;

  async find<T extends Made>(key: ObjectKey): Promise<T | undefined> {
    return this.objects.get(this.#name(key)) as T | undefined;
  }

  async create(child: Child): Promise<Made> {
    this.#note('create', child);
    if (this.objects.has(this.#name(child))) throw new Error('AlreadyExists');
    return this.#put(child);
  }

  makeNew(child: Child): Promise<Made> {
    return this.ensure(child);
  }

  async ensure(child: Child): Promise<Made> {
    this.#note('ensure', child);
    return this.#put(child);
  }

  async remove(key: ObjectKey & { readonly uid?: string }): Promise<boolean> {
    const name = this.#name(key);
    const found = this.objects.get(name);
    this.calls.push(`remove ${name}`);
    if (!found || (key.uid !== undefined && found.metadata.uid !== key.uid)) return false;
    this.objects.delete(name);
    for (const [other, { metadata }] of this.objects) {
      const owners = (metadata.ownerReferences ?? []) as { uid: string }[];
      if (owners.some(({ uid }) => uid === found.metadata.uid)) this.objects.delete(other);
    }
    return true;
  }

  #put(child: Child): Child & Made {
    const name = this.#name(child);
    const uid = this.objects.get(name)?.metadata.uid ?? `uid-${++this.#uids}`;
    const made = { ...child, metadata: { ...child.metadata, uid } };
    this.objects.set(name, made);
    return made;
  }

  #note(verb: string, child: Child): void {
    const name = this.#name(child);
    this.calls.push(`${verb} ${name}`);
    if (name === this.failsAt) throw new Error(`no ${name}`);
  }

  #name(of: Child | ObjectKey): string {
    return `${of.kind}/${'metadata' in of ? of.metadata.name : of.name}`;
  }
}

function plan(changes: object = {}, generation = 1): ClusterPlan {
  const deployment = flinkDeployment({ metadata: { uid: 'own', generation }, spec: changes }) as FlinkDeployment;
  const spec = reconcilable(deployment);
  assert.ok(spec);
  return planCluster(deployment, spec, {
    operator: OperatorConfiguration.from({}),
    defaultLogFiles: {},
    printYaml: (value) => stringify(value),
    start: { jobId: 'f'.repeat(32), resultStoreId: 'r' },
  });
}

const native = [
  'Deployment/word-count',
  'Service/word-count',
  'Service/word-count-rest',
  'ConfigMap/flink-config-word-count',
];
const standalone = [...native, 'Deployment/word-count-taskmanager'];

test('the JobManager is made first, and what goes with it is owned by it', async () => {
  const children = new FakeChildren();
  await createCluster(plan(), children);
  assert.deepEqual([...children.objects.keys()], native);
  const uid = children.objects.get('Deployment/word-count')?.metadata.uid;
  for (const name of native.slice(1)) {
    const [owner] = (children.objects.get(name)?.metadata.ownerReferences ?? []) as {
      uid: string;
      controller: boolean;
    }[];
    assert.deepEqual([owner?.uid, owner?.controller], [uid, true], name);
  }
});

for (const failsAt of standalone) {
  test(`where ${failsAt} cannot be made, nothing stays`, async () => {
    const children = new FakeChildren();
    children.failsAt = failsAt;
    await assert.rejects(createCluster(plan({ mode: 'standalone' }), children), new Error(`no ${failsAt}`));
    assert.deepEqual([...children.objects.keys()], []);
  });
}

test('where what was made cannot be removed either, both reasons are told', async () => {
  const children = new FakeChildren();
  children.failsAt = 'Service/word-count';
  const remove = children.remove.bind(children);
  children.remove = (key) => (key.kind === 'Deployment' ? Promise.reject(new Error('no connection')) : remove(key));
  await assert.rejects(
    createCluster(plan(), children),
    /no Service\/word-count.*could not be removed: Error: no connection/,
  );
});

test('what cannot be worked out makes nothing', async () => {
  const children = new FakeChildren();
  await assert.rejects(createCluster(plan({ ingress: { template: 'a:b' } }), children), /ingress\.template/);
  assert.deepEqual(children.calls, []);
});

test('a deployment of before a crash is gone on with, and one of another spec is left alone', async () => {
  const children = new FakeChildren();
  children.failsAt = 'Service/word-count-rest';
  await children.create({
    ...({ apiVersion: 'apps/v1', kind: 'Deployment' } as const),
    metadata: {
      name: 'word-count',
      namespace: 'default',
      annotations: { 'flinkdeployment.flink.apache.org/generation': '1' },
      ownerReferences: [{ uid: 'own' }],
    },
  });
  children.failsAt = undefined;
  await createCluster(plan(), children);
  assert.deepEqual([...children.objects.keys()], native);
  const before = new Map(children.objects);
  await assert.rejects(createCluster(plan({}, 2), children), /of another deployment is there already/);
  assert.deepEqual(children.objects, before);
});

test('what is missing beside a JobManager is made again', async () => {
  const children = new FakeChildren();
  await createCluster(plan(), children);
  children.objects.delete('ConfigMap/flink-config-word-count');
  await createCluster(plan(), children);
  assert.deepEqual([...children.objects.keys()].toSorted(), native.toSorted());
});

test('a cluster that is there stays where what is missing cannot be made', async () => {
  const children = new FakeChildren();
  await createCluster(plan(), children);
  children.objects.delete('Service/word-count-rest');
  children.failsAt = 'Service/word-count-rest';
  await assert.rejects(createCluster(plan(), children), /no Service/);
  assert.ok(children.objects.has('Deployment/word-count'));
});
