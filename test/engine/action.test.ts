import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Action, perform } from '../../src/engine/action.ts';
import type { Child } from '../../src/engine/child.ts';
import type { FlinkPlace, Reply } from '../../src/engine/flink-port.ts';
import type { Ports, Recollection } from '../../src/engine/ports.ts';
import { ApiError } from '../../src/kube/errors.ts';

const child = { apiVersion: 'v1', kind: 'PodGroup', metadata: { name: 'flink-orders', namespace: 'one' } } as Child;
const remember = { uid: 'uid', content: 'c', at: 7 };

async function tried(ensure: () => Promise<object>): Promise<Recollection> {
  const known: Recollection = {};
  const ports = { children: { ensure }, memory: { of: () => known } } as unknown as Ports;
  await perform({ type: 'tryToEnsure', child, remember }, ports);
  return known;
}

test('what a cluster can do without is remembered as it was stored', async () => {
  const { sent } = await tried(() => Promise.resolve({ metadata: { name: 'flink-orders', uid: 'g', generation: 3 } }));
  assert.deepEqual(sent?.get('PodGroup/flink-orders'), { content: 'c', version: '3' });
});

test('what a cluster can do without fails no pass, and why it was refused is remembered', async () => {
  const { sent } = await tried(() => Promise.reject(new Error('there is no such kind')));
  const { refused } = sent?.get('PodGroup/flink-orders') ?? {};
  assert.deepEqual(refused, { message: refused?.message, at: 7 });
  assert.match(refused?.message ?? '', /there is no such kind/);
});

const to = { place: {} as FlinkPlace, jobId: 'j' };
const sent: readonly (Action & { readonly remember?: object })[] = [
  {
    type: 'stopWithSavepoint',
    ...to,
    stop: { triggerId: 't', directory: 's3://', drain: false, format: 'CANONICAL' },
    remember: { uid: 'uid' },
  },
  {
    type: 'takeSnapshot',
    ...to,
    request: { type: 'savepoint', triggerId: 't', directory: 's3://', format: undefined },
    remember: { uid: 'uid' },
  },
  {
    type: 'takeOldSavepoint',
    ...to,
    request: { stops: true, directory: 's3://' },
    remember: { uid: 'uid', triggerId: 't' },
  },
];

async function answered(action: Action, reply: Reply<never>): Promise<Recollection> {
  const known: Recollection = {};
  const says = () => Promise.resolve(reply);
  const flink = () => ({ stopWithSavepoint: says, takeSnapshot: says, savepointOfOldFlink: says });
  await perform(action, { flink, memory: { of: () => known } } as unknown as Ports);
  return known;
}

for (const action of sent) {
  const error = new Error('checkpointing is off');
  test(`${action.type}: what Flink refuses for good is remembered, the rest fails the pass`, async () => {
    const known = await answered(action, { type: 'refused', error, isFinal: true });
    assert.deepEqual(known.refusedTrigger, { triggerId: 't', error });
    await assert.rejects(answered(action, { type: 'refused', error }), error);
    await assert.rejects(answered(action, { type: 'silent', error }), error);
  });
}

test('a stop for which nothing is remembered fails the pass', async () => {
  const error = new Error('checkpointing is off');
  const [stop] = sent;
  const action = { ...stop, remember: undefined } as unknown as Action;
  await assert.rejects(answered(action, { type: 'refused', error, isFinal: true }), error);
});

const unchangeable: readonly { name: string; status: number; says: string; is?: true }[] = [
  {
    name: 'a StatefulSet',
    status: 422,
    says: "spec: Forbidden: updates to statefulset spec for fields other than 'replicas', 'template' are forbidden",
    is: true,
  },
  { name: 'a Deployment', status: 422, says: 'spec.selector: Invalid value: {}: field is immutable', is: true },
  {
    name: 'a Service',
    status: 422,
    says: 'spec.clusterIPs[0]: Invalid value: ["None"]: may not change once set',
    is: true,
  },
  { name: 'another mistake', status: 422, says: 'spec.replicas: Invalid value: -1: must not be negative' },
  { name: 'something in between', status: 409, says: 'field is immutable' },
];

for (const { name, status, says, is } of unchangeable) {
  test(`what cannot become what it is to be is remembered: ${name}`, async () => {
    const known: Recollection = {};
    const ensure = () => Promise.reject(new ApiError(status, { message: says }));
    const ports = { children: { ensure }, memory: { of: () => known } } as unknown as Ports;
    await assert.rejects(perform({ type: 'ensure', child, remember: { uid: 'uid', content: 'c' } }, ports));
    const sent = { content: 'c', version: '', isUnchangeable: true };
    assert.deepEqual(known.sent?.get('PodGroup/flink-orders'), is && sent);
  });
}

test('what is removed is not remembered any more as sent', async () => {
  const known: Recollection = { sent: new Map([['PodGroup/flink-orders', { content: 'c', version: '1' }]]) };
  const ports = { children: { remove: () => Promise.resolve(true) }, memory: { of: () => known } } as unknown as Ports;
  const key = { apiVersion: 'v1', kind: 'PodGroup', namespace: 'one', name: 'flink-orders' };
  await perform({ type: 'remove', key }, ports);
  assert.equal(known.sent?.size, 1);
  await perform({ type: 'remove', key, forget: { uid: 'uid' } }, ports);
  assert.equal(known.sent?.size, 0);
});
