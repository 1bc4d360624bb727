import assert from 'node:assert/strict';
import { once } from 'node:events';
import { writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { setTimeout as wait } from 'node:timers/promises';
import { temporaryFolder } from '../support/server-certificates.ts';
import { failingToServe, start } from '../support/server-process.ts';

/** Where nothing answers, and stays so for the length of a test. */
async function silentServer(t: TestContext): Promise<number> {
  const server = createServer(() => {}).listen(0, '127.0.0.1');
  await once(server, 'listening');
  t.after(() => server.close());
  return (server.address() as { port: number }).port;
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as { port: number };
  server.close();
  return port;
}

async function settings(t: TestContext): Promise<{ folder: string; env: Record<string, string> }> {
  const folder = await temporaryFolder(t);
  const kubeconfig = join(folder, 'kubeconfig');
  const server = `http://127.0.0.1:${await silentServer(t)}`;
  const config = {
    apiVersion: 'v1',
    kind: 'Config',
    clusters: [{ name: 'silent', cluster: { server } }],
    contexts: [{ name: 'silent', context: { cluster: 'silent', user: 'nobody' } }],
    users: [{ name: 'nobody', user: {} }],
    'current-context': 'silent',
  };
  await writeFile(kubeconfig, JSON.stringify(config));
  return { folder, env: { SLUICE_TLS_MODE: 'self', SLUICE_KUBERNETES_KUBECONFIG: kubeconfig } };
}

test('without its Secret a replica is alive, says what it waits for, and ends when it is told to', async (t) => {
  const { folder, env } = await settings(t);
  const port = await freePort();
  const child = start({ folder, env: { ...env, SLUICE_HEALTH_PORT: String(port) } });
  const ended = once(child, 'exit');
  t.after(() => child.kill('SIGKILL'));
  child.stdout?.resume();
  child.stderr?.resume();
  const ask = async (path: string) => {
    for (let left = 600; left > 0; left--) {
      const answer = await fetch(`http://127.0.0.1:${port}${path}`).catch(() => undefined);
      if (answer) return { status: answer.status, body: await answer.text() };
      await wait(50);
    }
    throw new Error('the health port does not listen');
  };
  assert.equal((await ask('/livez')).status, 200);
  const ready = await ask('/readyz?startup=1');
  assert.equal(ready.status, 503);
  assert.match(ready.body, /^\[-\]certificate waits for the Secret$/m);
  child.kill('SIGTERM');
  assert.deepEqual(await ended, [143, null]);
});

test('a conversion without a service to call is refused', async (t) => {
  const { folder, env } = await settings(t);
  for (const mode of ['self', 'cert-manager']) {
    const more = { SLUICE_TLS_MODE: mode, SLUICE_REGISTRATIONS_CONVERSION: 'true' };
    const { code, stderr } = await failingToServe({ folder, env: { ...env, ...more } });
    assert.equal(code, 2, stderr);
    assert.match(stderr, /registrations\.conversion needs registrations\.service/);
  }
});
