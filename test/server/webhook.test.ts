import assert from 'node:assert/strict';
import { once } from 'node:events';
import { mkdir, rename, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { setTimeout as wait } from 'node:timers/promises';
import { post, type Reply } from '../support/server-calls.ts';
import { putPair, temporaryFolder } from '../support/server-certificates.ts';
import { failingToServe, reviewOf, type ServingProcess, serving } from '../support/server-process.ts';
import { validObjects } from '../support/valid-objects.ts';

const good = validObjects.flinkDeployment;
const bad = { ...good, spec: { ...good.spec, serviceAccount: undefined } };

const allowed = ({ body }: Reply): boolean => JSON.parse(body).response.allowed;
const warnings = ({ body }: Reply): string[] => JSON.parse(body).response.warnings ?? [];
const get = async (url: string) => {
  const response = await fetch(url);
  return { status: response.status, body: await response.text() };
};

test('without settings and without a cluster, reviews of all kinds are answered', async (t) => {
  const served = await serving(t, { folder: await temporaryFolder(t) });
  for (const [id, { apiVersion, kind, metadata, spec }] of Object.entries(validObjects)) {
    const object = { apiVersion, kind, metadata: { ...metadata, annotations: {} }, spec };
    const answer = await served.review('validate', object);
    assert.equal(answer.status, 200);
    assert.ok(allowed(answer), `${id}: ${answer.body}`);
    assert.ok(allowed(await served.review('mutate', object)));
  }
  const refused = await served.review('validate', bad);
  assert.equal(JSON.parse(refused.body).response.status.code, 422);
  assert.match(refused.body, /service-account-required/);
  assert.equal((await get(`${served.health}/readyz`)).status, 200);
  assert.equal((await get(`${served.health}/readyz?startup=1`)).status, 200);
  assert.equal((await get(`${served.health}/livez`)).body, 'ok');
  assert.match((await get(`${served.health}/version`)).body, /"version":"\d+\.\d+\.\d+/);
  const { body } = await get(`${served.health}/metrics`);
  assert.match(body, /requests_total\{operation="CREATE",kind="FlinkCluster",webhook="mutate",.*\} 2/);
  assert.match(body, /findings_total\{rule="service-account-required",severity="error",mode="enforce"\} 1/);
  await wait(200);
  const [line] = served.lines().filter(({ verdict }) => verdict === 'denied');
  assert.equal(line?.['rules'], 'service-account-required');
});

/** Calls one server after the other, as an API server does: open connections are kept, new ones go to who is ready. */
async function callWhile(running: () => boolean, choose: () => ServingProcess, replies: Reply[]): Promise<void> {
  while (running()) {
    const { url, agent } = choose();
    replies.push(await post(`${url}/validate`, reviewOf(good), agent));
  }
}

test('a rolling update under load loses no call', async (t) => {
  const folder = await temporaryFolder(t);
  // Long enough for a busy machine to hear of it.
  const env = { SLUICE_SHUTDOWN_DELAY: '3' };
  const old = await serving(t, { folder, env });
  const next = await serving(t, { folder, env });
  let ready = old;
  let running = true;
  const replies: Reply[] = [];
  const callers = Array.from({ length: 8 }, () =>
    callWhile(
      () => running,
      () => ready,
      replies,
    ),
  );
  await wait(500);
  const before = replies.length;
  assert.ok(before > 8);
  old.child.kill('SIGTERM');
  while ((await get(`${old.health}/readyz`)).status === 200) await wait(10);
  assert.match((await get(`${old.health}/readyz`)).body, /\[-\]shutdown has begun/);
  assert.equal((await get(`${old.health}/livez`)).status, 200);
  assert.equal((await get(`${old.health}/readyz?startup=1`)).status, 200);
  // It takes a while until the last API server has heard of it.
  const late = replies.length;
  await wait(500);
  assert.ok(replies.length > late + 12, 'the old server still answers');
  assert.ok(replies.slice(late + 10).every(({ headers }) => headers['connection'] === 'close'));
  ready = next;
  assert.equal(await old.ended, 0);
  await wait(200);
  running = false;
  await Promise.all(callers);
  assert.ok(replies.every((reply) => reply.status === 200 && allowed(reply)));
  next.child.kill('SIGTERM');
  assert.equal(await next.ended, 0);
});

test('a call that is on its way when the server stops listening is still answered', async (t) => {
  const folder = await temporaryFolder(t);
  const served = await serving(t, { folder });
  const { request } = await import('node:https');
  const body = reviewOf(good);
  const call = request(`${served.url}/validate`, { method: 'POST', agent: served.agent });
  call.setHeader('content-type', 'application/json');
  call.setHeader('content-length', Buffer.byteLength(body));
  call.write(body.slice(0, 100));
  await served.review('validate', good);
  served.child.kill('SIGTERM');
  await wait(500);
  const answered = new Promise<number | undefined>((resolve, reject) => {
    call.on('response', (response) => resolve(response.resume().statusCode)).on('error', reject);
  });
  call.end(body.slice(100));
  assert.equal(await answered, 200);
  assert.equal(await served.ended, 0);
});

const signals = [
  { signal: 'SIGTERM', code: 143 },
  { signal: 'SIGINT', code: 130 },
] as const;

for (const { signal, code } of signals) {
  test(`the second ${signal} ends the server at once, the first echoed one does not`, async (t) => {
    const served = await serving(t, { folder: await temporaryFolder(t), env: { SLUICE_SHUTDOWN_DELAY: '60' } });
    served.child.kill(signal);
    served.child.kill(signal);
    await served.line('not ready any more, still serving');
    await wait(500);
    assert.equal(served.child.exitCode, null);
    served.child.kill(signal);
    assert.equal(await served.ended, code);
  });
}

test('a server on this machine stops at once', async (t) => {
  const served = await serving(t, { folder: await temporaryFolder(t) });
  const start = performance.now();
  served.child.kill('SIGINT');
  assert.equal(await served.ended, 0);
  assert.ok(performance.now() - start < 2000);
});

async function withSettings(t: TestContext, text: string) {
  const folder = await temporaryFolder(t);
  const file = join(folder, 'sluice.yaml');
  await writeFile(file, text);
  const served = await serving(t, { folder, args: ['--config', file] });
  const change = async (next: string) => {
    await writeFile(`${file}.next`, next);
    await rename(`${file}.next`, file);
  };
  return { served, change };
}

async function until(what: () => Promise<boolean>): Promise<void> {
  for (let left = 300; left > 0; left--) {
    if (await what()) return;
    await wait(20);
  }
  assert.fail('did not come about in time');
}

test('a change of the settings file switches modes without a restart', async (t) => {
  const { served, change } = await withSettings(t, 'rules: { mode: enforce }');
  assert.ok(!allowed(await served.review('validate', bad)));
  await change('rules: { mode: warn }\nlimits: { concurrency: 5 }\n');
  await until(async () => allowed(await served.review('validate', bad)));
  assert.match(warnings(await served.review('validate', bad)).join(), /serviceAccount/);
  assert.deepEqual((await served.line('some settings wait for a restart'))['settings'], ['limits.concurrency']);
  await change('rules: { modes: { service-account-required: off } }');
  await until(async () => warnings(await served.review('validate', bad)).length === 0);
  await change('rules: { namespaces: { elsewhere: { mode: off } } }');
  await until(async () => !allowed(await served.review('validate', bad)));
  const { body } = await get(`${served.health}/metrics`);
  assert.match(body, /config_reload_total\{result="success"\} 3/);
});

test('wrong settings change nothing and are told of', async (t) => {
  const { served, change } = await withSettings(t, 'rules: { mode: warn }');
  await change('rules: { mode: strict }');
  const { problems } = await served.line('kept the last good settings');
  assert.match(String(problems), /rules\.mode must be one of enforce, warn, off/);
  assert.ok(allowed(await served.review('validate', bad)));
  const { body } = await get(`${served.health}/metrics`);
  assert.match(body, /config_reload_total\{result="failure"\} 1/);
});

test('SIGHUP reads the settings again', async (t) => {
  const { served } = await withSettings(t, 'log: { level: info }');
  served.child.kill('SIGHUP');
  await served.line('took over the settings');
  assert.equal(served.child.exitCode, null);
});

test('the level of the log changes while running', async (t) => {
  const { served, change } = await withSettings(t, 'log: { level: info }');
  await change('log: { level: trace }');
  await served.line('took over the settings');
  await served.review('validate', good);
  await served.line('the body of a review');
});

test('objects of the context exist, and nothing else does', async (t) => {
  const folder = await temporaryFolder(t);
  const { flinkSessionJob: job } = validObjects;
  const unchecked = await serving(t, { folder });
  assert.match(warnings(await unchecked.review('validate', job)).join(), /not checked|could not be checked/i);
  const application = { ...good, metadata: { ...job.metadata, name: job.spec['deploymentName'] } };
  await writeFile(join(folder, 'context.json'), JSON.stringify(application));
  const checked = await serving(t, { folder, args: ['--context', 'context.json'] });
  const answer = await checked.review('validate', job);
  assert.ok(!allowed(answer));
  assert.match(answer.body, /session-target-is-application/);
});

test("the operator's configuration is read and followed", async (t) => {
  const folder = await temporaryFolder(t);
  const conf = join(folder, 'conf');
  await mkdir(conf);
  const write = (text: string) => writeFile(join(conf, 'flink-conf.yaml'), text);
  await write('jobmanager.memory.process.size: 1g\n');
  const served = await serving(t, { folder, args: ['--set', 'operatorConfiguration.directory=conf'] });
  const object = { ...good, spec: { ...good.spec, jobManager: { replicas: 1 } } };
  assert.ok(allowed(await served.review('validate', object)));
  await write('taskmanager.numberOfTaskSlots: 1\n');
  await until(async () => !allowed(await served.review('validate', object)));
  await served.line('took over the operator configuration');
});

const failures: { name: string; args?: string[]; env?: Record<string, string>; says: RegExp; before?: string }[] = [
  {
    name: 'wrong settings, all of them told',
    args: ['--set', 'log.level=loud'],
    env: { SLUICE_DEFAULTS: 'most' },
    says: /^error: environment SLUICE_DEFAULTS: .*\nerror: flag --set log\.level: .*\n$/,
  },
  {
    name: 'no settings file',
    args: ['--config', 'nowhere.yaml'],
    says: /^error: nowhere\.yaml: cannot be read: ENOENT/,
  },
  {
    name: 'no certificate where files are expected',
    args: ['--tls-mode', 'files'],
    says: /^error: certs\/tls\.crt cannot be read: ENOENT.*\n$/,
  },
  {
    name: 'no CA of callers',
    env: { SLUICE_TLS_CLIENT_CA: 'nowhere.pem' },
    says: /^error: nowhere\.pem cannot be read.*\n$/,
  },
  {
    name: 'no operator configuration',
    args: ['--set', 'operatorConfiguration.directory=nowhere'],
    says: /^error: nowhere: has neither flink-conf\.yaml nor config\.yaml\n$/,
  },
  { name: 'no context', args: ['--context', 'nowhere'], says: /^error: .*nowhere.*\n$/ },
];

for (const { name, args, env, says } of failures) {
  test(`a server that cannot start says why in one line each: ${name}`, async (t) => {
    const { code, stderr } = await failingToServe({
      folder: await temporaryFolder(t),
      ...(args && { args }),
      ...(env && { env }),
    });
    assert.match(stderr, says);
    assert.ok(code === 2 || code === 3, `${code}`);
  });
}

test('a port in use is told, with what to do', async (t) => {
  const holder = createServer().listen(0, '127.0.0.1');
  await once(holder, 'listening');
  t.after(() => holder.close());
  const { port } = holder.address() as { port: number };
  for (const [variable, flag] of [
    ['SLUICE_LISTEN_PORT', '--port'],
    ['SLUICE_HEALTH_PORT', '--health-port'],
  ] as const) {
    const { code, stderr } = await failingToServe({
      folder: await temporaryFolder(t),
      env: { [variable]: String(port) },
    });
    assert.equal(stderr, `error: port ${port} is in use; ${flag} takes another\n`);
    assert.equal(code, 2);
  }
});

test('a server with files of its own follows them', async (t) => {
  const folder = await temporaryFolder(t);
  const directory = join(folder, 'certs');
  await mkdir(directory);
  const { makeAuthority, makeLeaf } = await import('../../src/certificates/make-certificates.ts');
  const authority = await makeAuthority();
  await writeFile(join(directory, 'ca.crt'), authority.certificate);
  await putPair(directory, await makeLeaf(authority, ['localhost']));
  const env = { SLUICE_TLS_MODE: 'files', SLUICE_LISTEN_ADDRESS: '127.0.0.1', SLUICE_TLS_SERVICE_NAMES: 'gate.svc' };
  const served = await serving(t, { folder, env });
  assert.ok(allowed(await served.review('validate', good)));
  assert.match((await get(`${served.health}/readyz`)).body, /\[-\]certificate is not valid for gate\.svc/);
  await putPair(directory, await makeLeaf(authority, ['localhost', 'gate.svc']));
  await until(async () => (await get(`${served.health}/readyz`)).status === 200);
  await writeFile(join(directory, 'tls.key'), 'half');
  await served.line('kept the last good certificate');
  assert.ok(allowed(await served.review('validate', good)));
  assert.match((await get(`${served.health}/metrics`)).body, /certificate_reload_total\{result="failure"\} [1-9]/);
});
