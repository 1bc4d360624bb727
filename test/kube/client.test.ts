import assert from 'node:assert/strict';
import { afterEach, beforeEach, test } from 'node:test';
import { ApiError, ApiUnreachable } from '../../src/kube/errors.ts';
import type { KubeClient } from '../../src/kube/kube-client.ts';
import { FakeApiServer } from '../support/fake-api-server.ts';

const type = { group: 'example.com', version: 'v1', plural: 'things', namespaced: true };
const thing = { apiVersion: 'example.com/v1', kind: 'Thing', metadata: { name: 'a', namespace: 'shop' } };
const name = { name: 'a', namespace: 'shop' };

let api: FakeApiServer;
let client: KubeClient;

beforeEach(async () => {
  api = new FakeApiServer();
  client = await api.start();
});

afterEach(() => api.stop());

interface Row {
  readonly name: string;
  call(): Promise<unknown>;
  readonly asks: string;
  readonly body?: unknown;
}

const path = '/apis/example.com/v1/namespaces/shop/things';
const core = { group: '', version: 'v1', plural: 'nodes', namespaced: false };

const rows: readonly Row[] = [
  { name: 'get', call: () => client.get(type, name), asks: `GET ${path}/a` },
  { name: 'get of the core group', call: () => client.get(core, { name: 'n' }), asks: 'GET /api/v1/nodes/n' },
  {
    name: 'one page',
    call: () => client.page(type, { namespace: 'shop', limit: 2, labelSelector: 'a=b' }),
    asks: `GET ${path}?limit=2&labelSelector=a%3Db`,
  },
  {
    name: 'create',
    call: () => client.create(type, thing, { dryRun: true }),
    asks: `POST ${path}?dryRun=All`,
    body: thing,
  },
  { name: 'update', call: () => client.update(type, thing, 'status'), asks: `PUT ${path}/a/status`, body: thing },
  {
    name: 'patch',
    call: () => client.patch(type, name, 'merge', { a: 1 }, { subresource: 'scale', fieldManager: 'me' }),
    asks: `PATCH ${path}/a/scale?fieldManager=me`,
    body: { a: 1 },
  },
  {
    name: 'apply',
    call: () => client.apply(type, thing, { fieldManager: 'sluice', force: true }),
    asks: `PATCH ${path}/a?fieldManager=sluice&force=true`,
    body: thing,
  },
  {
    name: 'delete',
    call: () => client.delete(type, name, { uid: '1', gracePeriodSeconds: 0 }),
    asks: `DELETE ${path}/a`,
    body: { apiVersion: 'v1', kind: 'DeleteOptions', preconditions: { uid: '1' }, gracePeriodSeconds: 0 },
  },
];

for (const { name, call, asks, body } of rows) {
  test(`what is sent: ${name}`, async () => {
    api.reply = (_, response) => response.end(JSON.stringify({ ...thing, items: [] }));
    await call();
    assert.deepEqual(api.calls, [asks]);
    assert.deepEqual(api.bodies[0] ? JSON.parse(api.bodies[0]) : undefined, body);
  });
}

test('what is not there is no error', async () => {
  const body = { reason: 'NotFound', message: 'no' };
  api.faults.push({ type: 'status', status: 404, body }, { type: 'status', status: 404, body });
  assert.equal(await client.get(type, name), undefined);
  assert.equal(await client.delete(type, name), false);
});

test('a refusal says what the API server said', async () => {
  api.faults.push({ type: 'status', status: 409, body: { reason: 'Conflict', message: 'changed', details: { a: 1 } } });
  await assert.rejects(client.update(type, thing), (error) => {
    assert.ok(error instanceof ApiError);
    assert.deepEqual(
      [error.status, error.reason, error.message, error.details],
      [409, 'Conflict', 'changed', { a: 1 }],
    );
    return true;
  });
});

test('a refusal in plain words is told as well', async () => {
  api.reply = (_, response) => response.writeHead(502).end('bad gateway');
  await assert.rejects(client.update(type, thing), { name: 'ApiError', status: 502, message: 'bad gateway' });
});

test('a read is tried again when the API server is busy or hangs up; a write is not', async () => {
  api.put('a', {});
  api.faults.push({ type: 'status', status: 503 }, { type: 'hang-up' });
  assert.equal((await client.list(type, {})).items.length, 1);
  api.faults.push({ type: 'hang-up' });
  await assert.rejects(client.create(type, thing), ApiUnreachable);
});

test('everybody waits after a 429, but not for long', async () => {
  api.faults.push({ type: 'status', status: 429, headers: { 'retry-after': '0' } });
  api.put('a', {});
  assert.equal((await client.list(type, {})).items.length, 1);
});

test('pages are gathered', async () => {
  const page = (names: string[], next?: string) => ({
    kind: 'ThingList',
    apiVersion: 'example.com/v1',
    metadata: { resourceVersion: '7', continue: next },
    items: names.map((item) => ({ metadata: { name: item } })),
  });
  api.reply = (request, response) =>
    response.end(JSON.stringify(request.url?.includes('continue=more') ? page(['c']) : page(['a', 'b'], 'more')));
  const { items, resourceVersion } = await client.list(type, {});
  assert.deepEqual(
    items.map(({ kind, metadata }) => `${kind} ${metadata.name}`),
    ['Thing a', 'Thing b', 'Thing c'],
  );
  assert.equal(resourceVersion, '7');
});

test('an API server that is not there', async () => {
  await api.stop();
  await assert.rejects(client.get(type, name), ApiUnreachable);
  await api.start();
});

test('a watch that is ended ends', async () => {
  const ended = new AbortController();
  const watching = (async () => {
    for await (const _ of client.watch(type, { resourceVersion: '1', timeoutSeconds: 60, signal: ended.signal }));
  })();
  await new Promise((resolve) => setTimeout(resolve, 50));
  ended.abort();
  await assert.rejects(watching, ApiUnreachable);
});
