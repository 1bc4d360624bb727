import assert from 'node:assert/strict';
import { afterEach, beforeEach, test } from 'node:test';
import fc from 'fast-check';
import type { KubeClient, StoredObject } from '../../src/kube/kube-client.ts';
import { packed, unpacked } from '../../src/kube/packed-objects.ts';
import { Reflector } from '../../src/kube/reflector.ts';
import { eventually } from '../bench/processes.ts';
import { FakeApiServer } from '../support/fake-api-server.ts';

const type = { group: 'example.com', version: 'v1', plural: 'things', namespaced: true };
const times = { silence: 150, firstBackoff: 5, longestBackoff: 20, absence: 20 };

let api: FakeApiServer;
let client: KubeClient;
let reflector: Reflector<StoredObject>;
let told: string[];
let errors: unknown[];

function reflect(): Reflector<StoredObject> {
  reflector = new Reflector<StoredObject>({
    client,
    type,
    times,
    changed: ({ before, after }) =>
      told.push(`${before ? (after ? 'changed' : 'gone') : 'new'} ${(after ?? before)?.metadata.name}`),
    failed: (error) => errors.push(error),
  });
  return reflector.start();
}

const same = () => {
  const here = [...reflector.values()].map(({ metadata }) => `${metadata.name} ${metadata.resourceVersion}`).toSorted();
  const there = [...api.objects.values()]
    .map(({ metadata }) => `${metadata.name} ${metadata.resourceVersion}`)
    .toSorted();
  return JSON.stringify(here) === JSON.stringify(there);
};
const caughtUp = () => eventually('the copy is up to date', same, 5);
const watching = () => eventually('it watches', () => api.streams.size === 1, 5);

beforeEach(async () => {
  api = new FakeApiServer();
  client = await api.start();
  told = [];
  errors = [];
});

afterEach(async () => {
  await reflector.stop();
  await api.stop();
});

test('what is there, what comes, what changes and what goes', async () => {
  api.put('a', {});
  reflect();
  await reflector.settled();
  assert.equal(reflector.state, 'synced');
  await watching();
  api.put('b', {});
  api.put('a', { changed: true });
  api.remove('b');
  await caughtUp();
  assert.deepEqual(told, ['new a', 'new b', 'changed a', 'gone b']);
  assert.deepEqual((reflector.find('default', 'a') as unknown as { spec: object }).spec, { changed: true });
});

test('the bookkeeping of API servers is not kept', async () => {
  const annotations = { 'kubectl.kubernetes.io/last-applied-configuration': '{}', team: 'shop' };
  api.put('a', {}, { managedFields: [{}], annotations });
  reflect();
  await reflector.settled();
  const { metadata } = reflector.find('default', 'a') as StoredObject;
  assert.deepEqual(metadata.annotations, { team: 'shop' });
  assert.equal('managedFields' in metadata, false);
});

test('many objects come in pages, and a page that fails ends nothing', async () => {
  for (let index = 0; index < 250; index++) api.put(`n${index}`, {});
  api.pageFaults.set(1, { type: 'status', status: 410, body: { reason: 'Expired', code: 410 } });
  reflect();
  await reflector.settled();
  assert.equal(reflector.size, 250);
  assert.equal(told.length, 250, 'each is told of once');
  assert.equal(errors.length, 1);
  const lists = api.calls.filter((call) => !call.includes('watch=true'));
  assert.deepEqual(
    lists.map((call) => /continue=(\d+)/.exec(call)?.[1]),
    [undefined, '100', undefined, '100', '200'],
  );
});

test('objects can be kept packed', async () => {
  api.put('a', { text: 'ü'.repeat(5), list: [1, { deep: true }] });
  reflector = new Reflector<StoredObject>({ client, type, times, transform: packed });
  await reflector.start().settled();
  const kept = reflector.find('default', 'a');
  assert.ok(kept && Object.keys(kept).join() === 'apiVersion,kind,metadata,json');
  assert.deepEqual(unpacked(kept), api.objects.get('a'));
});

test('a frozen stream is given up, and what was missed is seen', async () => {
  api.put('a', {});
  api.put('b', {});
  reflect();
  await watching();
  api.freeze();
  api.put('a', { missed: true });
  api.remove('b');
  api.put('c', {});
  await caughtUp();
  assert.deepEqual(told.toSorted(), ['changed a', 'gone b', 'new a', 'new b', 'new c']);
});

test('a stream that says nothing but bookmarks is alive', async () => {
  reflect();
  await watching();
  for (let i = 0; i < 12; i++) {
    api.bookmark();
    await new Promise((resolve) => setTimeout(resolve, 30));
  }
  assert.equal(api.calls.filter((call) => call.includes('watch=true')).length, 1);
});

test('a bookmark moves the point from which the next stream goes on', async () => {
  reflect();
  await watching();
  api.version += 50;
  api.bookmark();
  await new Promise((resolve) => setTimeout(resolve, 30));
  api.endStreams();
  await watching();
  assert.match(api.calls.at(-1) ?? '', /resourceVersion=150/);
});

test('a stream that breaks in the middle of a line loses nothing, and needs no new list', async () => {
  reflect();
  await watching();
  api.put('a', {});
  await caughtUp();
  api.cutStreams(true);
  api.put('b', {});
  await caughtUp();
  assert.equal(api.calls.filter((call) => !call.includes('watch=true')).length, 1);
});

test('a version that is too old leads to a new list', async () => {
  api.put('a', {});
  reflect();
  await watching();
  api.freeze();
  api.remove('a');
  api.put('b', {});
  api.compact();
  await caughtUp();
  assert.deepEqual(told, ['new a', 'new b', 'gone a']);
});

test('a type that is not installed is absent until it appears', async () => {
  const notFound = { type: 'status', status: 404, body: { reason: 'NotFound', message: 'no such type' } } as const;
  api.faults.push(notFound, notFound);
  reflect();
  await reflector.settled();
  assert.equal(reflector.state, 'absent');
  api.put('a', {});
  await caughtUp();
  assert.equal(reflector.state, 'synced');
});

test('errors are told and survived', async () => {
  const forbidden = { type: 'status', status: 403, body: { reason: 'Forbidden', message: 'not for you' } } as const;
  api.faults.push(forbidden, { type: 'hang-up' }, { type: 'status', status: 503 });
  api.put('a', {});
  reflect();
  await caughtUp();
  assert.match(String(errors[0]), /not for you/);
});

test('it ends while it waits for an answer', async () => {
  api.reply = () => {};
  reflect();
  await eventually('it asks', () => api.calls.length > 0, 5);
  api.reply = undefined;
  await api.stop();
  await reflector.stop();
});

test('whatever happens, it ends with what the API server has', async () => {
  const event = fc.constantFrom('put', 'remove', 'freeze', 'cut', 'half', 'end', 'compact', 'error', 'hang-up', 'wait');
  const step = fc.record({ event, name: fc.constantFrom('a', 'b', 'c', 'd') });
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 25 }), async (steps) => {
      const own = new FakeApiServer();
      const seen = new Map<string, string>();
      const copy = new Reflector<StoredObject>({
        client: await own.start(),
        type,
        times: { ...times, silence: 60 },
        changed({ before, after }) {
          const { name } = (after ?? before)?.metadata ?? { name: '' };
          // Never older than what was told before, and gone only what was there.
          if (after) assert.ok(Number(after.metadata.resourceVersion) > Number(seen.get(name) ?? 0));
          else assert.ok(seen.has(name));
          if (after) seen.set(name, after.metadata.resourceVersion ?? '');
          else seen.delete(name);
        },
      }).start();
      try {
        for (const { event, name } of steps) {
          if (event === 'put') own.put(name, {});
          else if (event === 'remove') own.remove(name);
          else if (event === 'freeze') own.freeze();
          else if (event === 'cut' || event === 'half') own.cutStreams(event === 'half');
          else if (event === 'end') own.endStreams();
          else if (event === 'compact') own.compact();
          else if (event === 'error') own.faults.push({ type: 'status', status: 500 });
          else if (event === 'hang-up') own.faults.push({ type: 'hang-up' });
          else await new Promise((resolve) => setTimeout(resolve, 8));
        }
        const text = (objects: Iterable<StoredObject>) =>
          JSON.stringify([...objects].map(({ metadata }) => [metadata.name, metadata.resourceVersion]).toSorted());
        await eventually('the copy is right', () => text(copy.values()) === text(own.objects.values()), 10);
      } finally {
        await copy.stop();
        await own.stop();
      }
    }),
    { numRuns: 25 },
  );
});
