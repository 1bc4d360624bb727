import assert from 'node:assert/strict';
import { afterEach, beforeEach, test } from 'node:test';
import { type Fault, type RestProxy, startRestProxy } from '../bench/flink/proxy.ts';
import { answer, FakeFlink } from './fake-flink.ts';

let fake: FakeFlink;
let proxy: RestProxy;
let target: URL;

beforeEach(async () => {
  fake = new FakeFlink();
  fake.reply = (_, response) => answer(response, 202, { 'request-id': 'of-flink' });
  target = await fake.start();
  proxy = await startRestProxy(target);
});

afterEach(async () => {
  await proxy.stop();
  await fake.stop();
});

/** Status and body, or what went wrong. */
async function ask(path = '/jobs/1/stop?x=1', milliseconds = 5000): Promise<string> {
  try {
    const signal = AbortSignal.timeout(milliseconds);
    const response = await fetch(new URL(path, proxy.url), { method: 'POST', body: '{"drain":true}', signal });
    return `${response.status} ${await response.text()}`;
  } catch (error) {
    return error instanceof Error && error.name === 'TimeoutError' ? 'late' : 'broken';
  }
}

test('a call and its answer pass unchanged', async () => {
  assert.equal(await ask(), '202 {"request-id":"of-flink"}');
  assert.deepEqual(fake.calls, ['POST /jobs/1/stop?x=1']);
  assert.deepEqual(fake.bodies, ['{"drain":true}']);
  assert.deepEqual(proxy.calls, fake.calls);
});

const cases: readonly { readonly fault: Fault; readonly sees: string; readonly arrives: boolean }[] = [
  { fault: { type: 'drop' }, sees: 'broken', arrives: false },
  { fault: { type: 'lose' }, sees: 'broken', arrives: true },
  { fault: { type: 'silence' }, sees: 'late', arrives: false },
  { fault: { type: 'delay', milliseconds: 60_000 }, sees: 'late', arrives: false },
  { fault: { type: 'delay', milliseconds: 20 }, sees: '202 {"request-id":"of-flink"}', arrives: true },
  { fault: { type: 'truncate', bytes: 5 }, sees: 'broken', arrives: true },
  { fault: { type: 'answer', status: 503, body: 'not now' }, sees: '503 not now', arrives: false },
];

for (const { fault, sees, arrives } of cases) {
  test(`a caller sees ${sees}, and the call ${arrives ? 'arrives' : 'is lost'}: ${JSON.stringify(fault)}`, async () => {
    proxy.setFaults([{ path: /^\/jobs\//, fault }]);
    assert.equal(await ask(undefined, 500), sees);
    assert.equal(fake.calls.length, arrives ? 1 : 0);
  });
}

test('only the paths and methods that are meant are struck, as often as is said, until told otherwise', async () => {
  const fault = { type: 'answer', status: 500 } as const;
  proxy.setFaults([
    { path: /^\/config$/, fault },
    { path: /stop/, method: 'GET', fault },
    { path: /stop/, fault: { ...fault, status: 502 }, times: 1 },
  ]);
  assert.deepEqual([await ask(), (await ask()).slice(0, 3), await ask('/config')], ['502 ', '202', '500 ']);
  proxy.setFaults([]);
  assert.match(await ask('/config'), /^202/);
});

test('a server that is gone is a connection that ends', async () => {
  await fake.stop();
  assert.equal(await ask(), 'broken');
  // For what comes after every test.
  await fake.start();
});

test('each path may lead to a place of its own', async () => {
  const { port } = target;
  const router = await startRestProxy((path) => {
    const [, cluster, rest] = /^\/(\w+)(\/.*)$/.exec(path) ?? [];
    return cluster === 'orders' ? new URL(rest ?? '', `http://127.0.0.1:${port}`) : undefined;
  });
  const status = async (path: string) => (await fetch(new URL(path, router.url))).status;
  assert.deepEqual([await status('/orders/config'), await status('/bills/config')], [202, 404]);
  assert.deepEqual(fake.calls, ['GET /config']);
  await router.stop();
});
