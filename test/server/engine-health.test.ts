import assert from 'node:assert/strict';
import { test } from 'node:test';
import { buildEngineHealth } from '../../src/server/engine-health.ts';
import { EngineHealth } from '../../src/server/engine-health-state.ts';

type Cache = { kind: string; state: 'waiting' | 'synced' | 'absent'; silentFor: number | undefined };

/** An engine that is healthy until a test changes that. */
function world() {
  const state = {
    started: true,
    draining: false,
    deployments: { kind: 'FlinkDeployment', state: 'synced', silentFor: 0 } as Cache,
    jobs: { kind: 'FlinkSessionJob', state: 'synced', silentFor: 0 } as Cache,
    canaries: [] as { name: string; healthy: boolean }[],
  };
  const health = new EngineHealth({
    caches: () => [state.deployments, state.jobs],
    started: () => state.started,
    canaries: () => state.canaries,
  });
  const server = buildEngineHealth({
    health,
    checks: [],
    draining: () => state.draining,
    metrics: { contentType: 'text/plain; version=0.0.4; charset=utf-8', text: async () => 'up 1\n' },
    version: { version: '1.2.3' },
  });
  const ask = async (url: string, method: 'GET' | 'POST' = 'GET') => {
    const { statusCode, body, headers } = await server.inject({ method, url });
    return { status: statusCode, body, type: headers['content-type'] };
  };
  return { state, ask, probe: async () => (await ask('/')).body };
}

const type = 'text/plain; charset=utf-8';

test('any path tells whether the engine is healthy', async () => {
  const { state, ask } = world();
  for (const path of ['/', '/healthz', '/a/b?c']) assert.deepEqual(await ask(path), { status: 200, body: 'OK', type });
  assert.equal((await ask('/', 'POST')).body, 'OK');
  state.started = false;
  for (const path of ['/', '/healthz']) assert.deepEqual(await ask(path), { status: 500, body: 'ERROR', type });
});

test('probes, metrics and version are those of the webhook', async () => {
  const { state, ask } = world();
  state.started = false;
  assert.deepEqual(await ask('/livez'), { status: 200, body: 'ok', type });
  assert.equal((await ask('/metrics')).body, 'up 1\n');
  assert.equal((await ask('/version')).body, '{"version":"1.2.3"}');
});

test('ready is who has complete caches and is healthy', async () => {
  const { state, ask } = world();
  assert.equal((await ask('/readyz')).status, 200);
  assert.equal(
    (await ask('/readyz?verbose')).body,
    '[+]caches ok\n[+]engine ok\n[+]shutdown ok\nreadyz check passed\n',
  );
  state.jobs.state = 'waiting';
  state.canaries = [{ name: 'a/b', healthy: false }];
  const { status, body } = await ask('/readyz');
  assert.equal(status, 503);
  assert.match(body, /^\[-\]caches FlinkSessionJob is incomplete$/m);
  assert.match(body, /^\[-\]engine nothing is heard of FlinkSessionJob objects, the canary a\/b was not reconciled$/m);
});

test('who is stopping is not ready, but healthy', async () => {
  const { state, ask, probe } = world();
  state.draining = true;
  assert.equal((await ask('/readyz')).status, 503);
  assert.equal(await probe(), 'OK');
});

test('before the start nothing but a canary is unhealthy', async () => {
  const { state, probe } = world();
  state.started = false;
  state.deployments.state = 'waiting';
  state.jobs.state = 'waiting';
  assert.equal(await probe(), 'OK');
  state.canaries = [{ name: 'a/b', healthy: false }];
  assert.equal(await probe(), 'ERROR');
});

test('a cache that was never whole is put up with', async () => {
  const { state, probe } = world();
  state.jobs.state = 'waiting';
  assert.equal(await probe(), 'OK');
  state.jobs.state = 'synced';
  assert.equal(await probe(), 'OK');
  state.jobs.state = 'waiting';
  assert.equal(await probe(), 'ERROR');
});

test('a cache that was whole is unhealthy until it is whole again', async () => {
  const { state, probe } = world();
  assert.equal(await probe(), 'OK');
  state.jobs.silentFor = 180_001;
  assert.equal(await probe(), 'ERROR');
  assert.equal(await probe(), 'ERROR');
  state.jobs.silentFor = 180_000;
  assert.equal(await probe(), 'OK');
});

test('an engine without any sound cache is unhealthy', async () => {
  const { state, probe } = world();
  state.deployments.state = 'waiting';
  state.jobs.silentFor = 200_000;
  assert.equal(await probe(), 'ERROR');
});

test('a kind that is not installed is nothing to be ill of', async () => {
  const { state, probe, ask } = world();
  state.jobs.state = 'absent';
  assert.equal(await probe(), 'OK');
  assert.equal((await ask('/readyz')).status, 200);
});

test('one unhealthy canary is enough', async () => {
  const { state, probe } = world();
  state.canaries = [
    { name: 'a/good', healthy: true },
    { name: 'a/ill', healthy: false },
  ];
  assert.equal(await probe(), 'ERROR');
  state.canaries.pop();
  assert.equal(await probe(), 'OK');
});
