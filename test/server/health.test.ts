import assert from 'node:assert/strict';
import { test } from 'node:test';
import { buildHealth } from '../../src/server/health.ts';

function health(problems: Record<string, string | undefined>, draining = () => false) {
  const checks = Object.keys(problems).map((name) => ({ name, problem: () => problems[name] }));
  const metrics = { contentType: 'text/plain; version=0.0.4; charset=utf-8', text: async () => 'up 1\n' };
  const server = buildHealth({ checks, draining, metrics, version: { version: '1.2.3' } });
  const get = async (url: string) => {
    const { statusCode, body, headers } = await server.inject({ method: 'GET', url });
    return { status: statusCode, body, type: headers['content-type'] };
  };
  return { get };
}

test('a process that answers is alive, even when it is not ready', async () => {
  const { get } = health({ certificate: 'has expired' });
  assert.equal((await get('/livez')).status, 200);
});

test('ready is who has no problem', async () => {
  const problems: Record<string, string | undefined> = { certificate: 'has expired' };
  const { get } = health(problems);
  const failed = await get('/readyz');
  assert.equal(failed.status, 503);
  assert.equal(failed.body, '[-]certificate has expired\n[+]shutdown ok\nreadyz check failed\n');
  problems['certificate'] = undefined;
  assert.deepEqual(await get('/readyz'), { status: 200, body: 'ok', type: 'text/plain; charset=utf-8' });
  assert.equal((await get('/readyz?verbose')).body, '[+]certificate ok\n[+]shutdown ok\nreadyz check passed\n');
});

test('a start that has ended stays ended', async () => {
  const problems: Record<string, string | undefined> = { certificate: 'is not there yet' };
  const { get } = health(problems);
  assert.equal((await get('/readyz?startup=1')).status, 503);
  problems['certificate'] = undefined;
  assert.equal((await get('/readyz?startup=1')).status, 200);
  problems['certificate'] = 'has expired';
  assert.equal((await get('/readyz')).status, 503);
  assert.equal((await get('/readyz?startup=1')).status, 200);
});

test('who is stopping is not ready, but has started', async () => {
  const { get } = health({ certificate: undefined }, () => true);
  const { status, body } = await get('/readyz');
  assert.equal(status, 503);
  assert.equal(body, '[+]certificate ok\n[-]shutdown has begun\nreadyz check failed\n');
  assert.equal((await get('/readyz?startup=1')).status, 200);
});

test('metrics, version, and nothing else', async () => {
  const { get } = health({});
  assert.deepEqual(await get('/metrics'), {
    status: 200,
    body: 'up 1\n',
    type: 'text/plain; version=0.0.4; charset=utf-8',
  });
  assert.equal((await get('/version')).body, '{"version":"1.2.3"}');
  assert.equal((await get('/')).status, 404);
  assert.equal((await get('/validate')).status, 404);
});
