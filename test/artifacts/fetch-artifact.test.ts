import assert from 'node:assert/strict';
import { once } from 'node:events';
import { readFileSync, statSync, writeFileSync } from 'node:fs';
import { createServer, type Socket } from 'node:net';
import path from 'node:path';
import { afterEach, beforeEach, test } from 'node:test';
import type { ArtifactOptions } from '../../src/artifacts/fetch-artifact.ts';
import { ArtifactServer, type Reply } from './artifact-server.ts';

let server: ArtifactServer;
beforeEach(async () => {
  server = await new ArtifactServer().start();
});
afterEach(() => server.stop());

const url = (rest = '/a.jar') => `http://jars.test:${server.port}${rest}`;

test('a jar is fetched under its name, and removed again', async () => {
  const jar = await server.fetch(url('/a/b/orders-1.0.jar?token=x#y'));
  assert.deepEqual([jar.name, jar.bytes, readFileSync(jar.path, 'utf8')], ['orders-1.0.jar', 5, 'a jar']);
  assert.equal(path.basename(jar.path), 'orders-1.0.jar');
  assert.ok(jar.path.startsWith(server.directory));
  assert.equal(statSync(jar.path).mode & 0o077, 0);
  await jar.remove();
  await jar.remove();
  assert.deepEqual(server.left(), []);
});

test('what is asked for is the path and the query, of the host', async () => {
  await server.fetch(url('/a%20b/c.jar?token=x&y=%2f#part'));
  const [request] = server.asked;
  assert.equal(request?.url, '/a%20b/c.jar?token=x&y=%2f');
  assert.deepEqual(
    [request?.headers.host, request?.headers['user-agent'], request?.headers['accept-encoding']],
    [`jars.test:${server.port}`, 'sluice', 'identity'],
  );
});

test('headers are sent, but for those of a connection, and a login in the URL wins', async () => {
  await server.fetch(`http://me:p%40ss@jars.test:${server.port}/`, {
    headers: { 'X-Token': 't', Authorization: 'Bearer b', Host: 'elsewhere', 'Transfer-Encoding': 'chunked' },
  });
  const { headers } = server.asked[0] ?? {};
  assert.equal(headers?.['x-token'], 't');
  assert.equal(headers?.authorization, `Basic ${Buffer.from('me:p@ss').toString('base64')}`);
  assert.deepEqual([headers?.host, headers?.['transfer-encoding']], [`jars.test:${server.port}`, undefined]);
});

test('two downloads of one job do not meet', async () => {
  let turn = 0;
  server.reply = (_, response) => response.end(`jar ${++turn}`);
  const jars = await Promise.all([server.fetch(url()), server.fetch(url())]);
  assert.deepEqual(jars.map((jar) => readFileSync(jar.path, 'utf8')).toSorted(), ['jar 1', 'jar 2']);
  await Promise.all(jars.map((jar) => jar.remove()));
});

test('an empty answer is a file', async () => {
  server.reply = (_, response) => response.end();
  const jar = await server.fetch(url());
  assert.equal(jar.bytes, 0);
});

interface Row {
  readonly name: string;
  readonly reply?: Reply;
  readonly uri?: () => string;
  readonly changes?: Partial<ArtifactOptions>;
  readonly error: RegExp;
}

const status =
  (code: number, headers = {}): Reply =>
  (_, to) =>
    to.writeHead(code, headers).end('no jar');
const limits = { bytes: 1000, milliseconds: 5000, redirects: 3 };

const refusals: readonly Row[] = [
  { name: 'no URI', uri: () => 'a.jar', error: /^a\.jar has no scheme$/ },
  { name: 'no URL', uri: () => 'http://a b/', error: /^http:… is no URL$/ },
  {
    name: 'a scheme that is not allowed',
    changes: { rules: { allowedSchemes: ['https'], restrictHosts: false } },
    error: /scheme http is not among kubernetes\.operator\.user\.artifacts\.allowed-schemes \(https\)/,
  },
  {
    name: 'a scheme that nobody knows',
    uri: () => 'hdfs://jars.test/a.jar',
    changes: { rules: { allowedSchemes: ['hdfs'], restrictHosts: false } },
    error: /nothing is by hdfs, but by http, https, s3, s3a, file and local/,
  },
  { name: 'what is not there', reply: status(404), error: /a\.jar was answered with 404 by jars\.test:\d+$/ },
  { name: 'what is forbidden', reply: status(403), error: /answered with 403/ },
  { name: 'a part of the whole', reply: status(206), error: /answered with 206/ },
  { name: 'a redirect without a place', reply: status(302), error: /answered with 302/ },
  {
    name: 'a header that is none',
    changes: { headers: { 'x-token': 'secret\r\nx: y' } },
    error: /cannot be asked for: Invalid character in header content \["x-token"\]$/,
  },
  {
    name: 'a login that is not encoded',
    uri: () => `http://me:%zz@jars.test:${server.port}/`,
    error: /user or a password/,
  },
  {
    name: 'a jar that says it is too large',
    reply: (_, to) => to.writeHead(200, { 'content-length': 1001 }).flushHeaders(),
    error: /larger than 1000 bytes/,
  },
  {
    name: 'a jar that turns out too large',
    reply: (_, to) => void to.write('x'.repeat(600), () => to.end('x'.repeat(401))),
    error: /larger than 1000 bytes/,
  },
  {
    name: 'a jar that never ends',
    reply: (_, to) => {
      const more = () => to.write('x'.repeat(100)) && setImmediate(more);
      more();
    },
    error: /larger than 1000 bytes/,
  },
  { name: 'a store without keys', uri: () => 's3://bucket/a.jar', error: /there are no keys for S3/ },
];

const passing: readonly Row[] = [
  { name: 'a server that is busy', reply: status(503), error: /answered with 503/ },
  { name: 'a server that has had too many', reply: status(429), error: /answered with 429/ },
  { name: 'a server that waited too long', reply: status(408), error: /answered with 408/ },
  {
    name: 'a server that never answers',
    reply: () => {},
    changes: { limits: { ...limits, milliseconds: 300 } },
    error: /was not there within 0\.3 s/,
  },
  {
    name: 'a server that drips',
    reply: (_, to) => {
      const drip = setInterval(() => to.write('x'), 50);
      to.on('close', () => clearInterval(drip));
    },
    changes: { limits: { ...limits, milliseconds: 1500, idleMilliseconds: 1000 } },
    error: /was not there within 1\.5 s/,
  },
  {
    name: 'a server that is silent before it answers',
    reply: () => {},
    changes: { limits: { ...limits, idleMilliseconds: 200 } },
    error: /no byte for 0\.2 s/,
  },
  {
    name: 'a server that falls silent',
    reply: (_, to) => void to.write('x'),
    changes: { limits: { ...limits, idleMilliseconds: 200 } },
    error: /no byte for 0\.2 s/,
  },
  {
    name: 'less than was announced',
    reply: (_, to) => void to.writeHead(200, { 'content-length': 10 }).write('x', () => to.destroy()),
    error: /could not be fetched: aborted/,
  },
  {
    name: 'pieces of which the last is missing',
    reply: (_, to) => void to.write('x', () => to.destroy()),
    error: /could not be fetched: aborted/,
  },
  { name: 'nobody there', uri: () => 'http://jars.test:1/a.jar', error: /ECONNREFUSED/ },
  {
    name: 'a name that nobody knows',
    changes: { resolve: () => Promise.reject(new Error('getaddrinfo ENOTFOUND jars.test')) },
    error: /jars\.test is not resolved: getaddrinfo ENOTFOUND/,
  },
  { name: 'a name without an address', changes: { resolve: async () => [] }, error: /jars\.test has no address/ },
  {
    name: 'a resolver that never answers',
    changes: { resolve: () => new Promise(() => {}), limits: { ...limits, milliseconds: 200 } },
    error: /was not there within 0\.2 s/,
  },
];

for (const [kind, rows] of [
  ['ArtifactRefused', refusals],
  ['ArtifactUnavailable', passing],
] as const) {
  for (const { name, uri = url, reply, changes, error } of rows) {
    test(`${kind}: ${name}`, async () => {
      if (reply) server.reply = reply;
      await assert.rejects(server.fetch(uri(), changes), { name: kind, message: error });
      assert.deepEqual(server.left(), []);
    });
  }
}

test('a server that speaks something else is not waited for', async () => {
  const talker = createServer((socket: Socket) => {
    socket.on('error', () => {});
    socket.end('SSH-2.0-server\r\n');
  });
  await once(talker.listen(0, '127.0.0.1'), 'listening');
  const { port } = talker.address() as { port: number };
  try {
    await assert.rejects(server.fetch(`http://jars.test:${port}/`), { name: 'ArtifactUnavailable', message: /Parse/ });
  } finally {
    talker.close();
  }
});

test('a folder that cannot be made is a matter of this machine, not of the URI', async () => {
  const file = path.join(server.folder, 'file');
  writeFileSync(file, '');
  await assert.rejects(server.fetch(url(), { directory: path.join(file, 'below') }), {
    name: 'ArtifactUnavailable',
    message: /ENOTDIR/,
  });
});

for (const [name, reply] of [
  ['before the answer', () => {}],
  ['in the middle', (_, to) => void to.writeHead(200, { 'content-length': 10 }).write('x')],
] satisfies [string, Reply][]) {
  test(`who asked can give up ${name}`, async () => {
    server.reply = reply;
    const given = new AbortController();
    const fetching = server.fetch(url(), { signal: given.signal });
    setTimeout(() => given.abort(), 100);
    await assert.rejects(fetching, { name: 'ArtifactUnavailable', message: /was given up$/ });
    assert.deepEqual(server.left(), []);
  });
}

test('nothing is asked for by who has given up before', async () => {
  await assert.rejects(server.fetch(url(), { signal: AbortSignal.abort() }), { message: /was given up$/ });
  assert.deepEqual([server.asked.length, server.left()], [0, []]);
});

test('passwords and signatures are in no message', async () => {
  server.reply = status(404);
  await assert.rejects(server.fetch(`http://me:secret@jars.test:${server.port}/a?sig=hidden`), {
    message: `http://jars.test:${server.port}/a?… was answered with 404 by jars.test:${server.port}`,
    uri: `http://jars.test:${server.port}/a?…`,
  });
});
