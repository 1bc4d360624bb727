import assert from 'node:assert/strict';
import { createHash, createHmac } from 'node:crypto';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, afterEach, before, beforeEach, test } from 'node:test';
import fc from 'fast-check';
import { emptyJar } from '../../src/artifacts/empty-jar.ts';
import { ArtifactRefused, ArtifactUnavailable } from '../../src/artifacts/errors.ts';
import { type Artifact, type ArtifactOptions, fetchArtifact } from '../../src/artifacts/fetch-artifact.ts';
import { addressOf } from '../../src/artifacts/pinned-lookup.ts';
import { s3AccessOf } from '../../src/artifacts/s3.ts';

type Answer = (request: IncomingMessage, response: ServerResponse) => void;

let server: Server;
let port: number;
let answer: Answer;
let directory: string;
const asked: IncomingMessage[] = [];

before(async () => {
  server = createServer((request, response) => {
    asked.push(request);
    answer(request, response);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  port = (server.address() as AddressInfo).port;
});
after(() => {
  server.closeAllConnections();
  server.close();
});
beforeEach(() => {
  directory = mkdtempSync(path.join(tmpdir(), 'sluice-artifacts-'));
  asked.length = 0;
  answer = (_, response) => response.end('a jar');
});
afterEach(() => rmSync(directory, { recursive: true, force: true }));

const names = ['one.example.com', 'other.example.com'];

function fetched(uri: string, changes: Partial<ArtifactOptions> = {}): Promise<Artifact> {
  return fetchArtifact(uri, {
    directory: path.join(directory, 'jars'),
    rules: { allowedSchemes: ['http', 'file', 's3', 'ftp'], restrictHosts: false },
    limits: { bytes: 1000, milliseconds: 2000, redirects: 3 },
    resolve: async (host) => (names.includes(host) ? ['127.0.0.1'] : []),
    ...changes,
  });
}

const restricted = { rules: { allowedSchemes: ['http', 'https'], restrictHosts: true } };
const nothingLeft = () =>
  assert.deepEqual(existsSync(path.join(directory, 'jars')) ? readdirSync(path.join(directory, 'jars')) : [], []);

test('a jar is fetched under its name, and removed again', async () => {
  const jar = await fetched(`http://one.example.com:${port}/a/b/orders-1.0.jar?token=x#y`);
  assert.deepEqual([jar.name, jar.bytes, readFileSync(jar.path, 'utf8')], ['orders-1.0.jar', 5, 'a jar']);
  await jar.remove();
  nothingLeft();
});

for (const [uri, name] of [
  ['/../../etc/passwd', 'passwd'],
  ['/.hidden', 'hidden'],
  ['/%2e%2e%2fx', '_2e_2e_2fx'],
  ['/', 'job.jar'],
  ['/..', 'job.jar'],
] as const) {
  test(`the name of ${uri} is harmless`, async () => {
    const jar = await fetched(`http://one.example.com:${port}${uri}`);
    assert.equal(jar.name, name);
    assert.ok(jar.path.startsWith(path.join(directory, 'jars')));
  });
}

test('redirects are followed, and headers and passwords stay with the first host', async () => {
  answer = (request, response) => {
    if (request.url === '/first')
      response.writeHead(302, { location: `http://other.example.com:${port}/second` }).end();
    else response.end('there');
  };
  const jar = await fetched(`http://me:secret@one.example.com:${port}/first`, { headers: { 'x-token': 't' } });
  assert.equal(readFileSync(jar.path, 'utf8'), 'there');
  assert.deepEqual(
    asked.map(({ headers }) => [headers['x-token'], headers.authorization !== undefined]),
    [
      ['t', true],
      [undefined, false],
    ],
  );
});

const refusals: readonly {
  name: string;
  uri: () => string;
  changes?: Partial<ArtifactOptions>;
  answer?: Answer;
  error: RegExp;
}[] = [
  {
    name: 'a scheme that is not allowed',
    uri: () => 'https://one.example.com/a.jar',
    error: /scheme https is not among/,
  },
  {
    name: 'a scheme that nobody knows',
    uri: () => 'ftp://one.example.com/a.jar',
    error: /nothing can be fetched by ftp/,
  },
  { name: 'no URI', uri: () => 'a.jar', error: /no scheme/ },
  { name: 'loopback', uri: () => `http://127.0.0.1:${port}/a.jar`, changes: restricted, error: /loopback/ },
  { name: 'loopback in disguise', uri: () => `http://0x7f.1:${port}/a.jar`, changes: restricted, error: /loopback/ },
  { name: 'loopback in IPv6', uri: () => `http://[::ffff:127.0.0.1]:${port}/`, changes: restricted, error: /loopback/ },
  {
    name: 'the metadata of a cloud',
    uri: () => 'http://169.254.169.254/latest',
    changes: restricted,
    error: /link-local/,
  },
  {
    name: 'a name of which one address is private',
    uri: () => 'http://mixed.example.com/',
    changes: { ...restricted, resolve: async () => ['93.184.216.34', '10.0.0.1'] },
    error: /10\.0\.0\.1, in a private network/,
  },
  {
    name: 'what is not there',
    uri: () => `http://one.example.com:${port}/`,
    answer: (_, to) => to.writeHead(404).end(),
    error: /answered with 404/,
  },
  {
    name: 'a loop of redirects',
    uri: () => `http://one.example.com:${port}/`,
    answer: (_, to) => to.writeHead(302, { location: '/' }).end(),
    error: /too many other places/,
  },
  {
    name: 'a redirect to a scheme that is not allowed',
    uri: () => `http://one.example.com:${port}/`,
    answer: (_, to) => to.writeHead(302, { location: 'file:///etc/passwd' }).end(),
    error: /leads to file:/,
  },
  {
    name: 'a jar that says it is too large',
    uri: () => `http://one.example.com:${port}/`,
    answer: (_, to) => to.writeHead(200, { 'content-length': 2000 }).flushHeaders(),
    error: /larger than 1000 bytes/,
  },
  {
    name: 'a jar that turns out too large',
    uri: () => `http://one.example.com:${port}/`,
    answer: (_, to) => void to.write('x'.repeat(600), () => to.end('x'.repeat(600))),
    error: /larger than 1000 bytes/,
  },
  { name: 'a store without keys', uri: () => 's3://bucket/a.jar', error: /no keys for S3/ },
  { name: 'a file that is not there', uri: () => 'file:///nowhere/a.jar', error: /no file of the operator's machine/ },
];

for (const { name, uri, changes, answer: given, error } of refusals) {
  test(`refused: ${name}`, async () => {
    if (given) answer = given;
    await assert.rejects(fetched(uri(), changes), (thrown: Error) => {
      assert.ok(thrown instanceof ArtifactRefused || thrown instanceof ArtifactUnavailable, String(thrown));
      assert.match(thrown.message, error);
      return true;
    });
    nothingLeft();
  });
}

test('from https one is not led to http', async () => {
  await assert.rejects(
    fetched('https://one.example.com/', {
      rules: { allowedSchemes: ['https'], restrictHosts: false },
      resolve: async () => ['127.0.0.1'],
    }),
    ArtifactUnavailable,
  );
});

const passing: readonly { name: string; answer: Answer }[] = [
  { name: 'a server that is busy', answer: (_, to) => to.writeHead(503).end() },
  { name: 'a server that never answers', answer: () => {} },
  { name: 'a server that drips', answer: (_, to) => void setInterval(() => to.write('x'), 100).unref() },
  {
    name: 'an answer that breaks off',
    answer: (_, to) => void to.writeHead(200, { 'content-length': 10 }).write('x', () => to.destroy()),
  },
];

for (const { name, answer: given } of passing) {
  test(`not now: ${name}`, async () => {
    answer = given;
    const limits = { bytes: 1000, milliseconds: 600, redirects: 3 };
    await assert.rejects(fetched(`http://one.example.com:${port}/`, { limits }), ArtifactUnavailable);
    nothingLeft();
  });
}

test('a name that means another address a moment later is not asked again', async () => {
  let times = 0;
  const resolve = async () => (times++ === 0 ? ['127.0.0.1'] : ['10.0.0.1']);
  await fetched(`http://one.example.com:${port}/`, { resolve });
  assert.equal(times, 1);
});

test('who asked can give up', async () => {
  answer = () => {};
  const given = new AbortController();
  const fetching = fetched(`http://one.example.com:${port}/`, { signal: given.signal });
  setTimeout(() => given.abort(), 50);
  await assert.rejects(fetching, ArtifactUnavailable);
  nothingLeft();
});

test('passwords and signatures are in no message', async () => {
  answer = (_, response) => response.writeHead(404).end();
  await assert.rejects(fetched(`http://me:secret@one.example.com:${port}/a?sig=hidden`), (error: Error) => {
    assert.doesNotMatch(error.message, /secret|hidden/);
    return true;
  });
});

test('a file of this machine is used where it is, and stays', async () => {
  const file = path.join(directory, 'own.jar');
  writeFileSync(file, 'own');
  const jar = await fetched(`file://${file}`);
  assert.deepEqual([jar.path, jar.bytes], [file, 3]);
  await jar.remove();
  assert.ok(existsSync(file));
});

for (const pathStyle of [true, false]) {
  test(`an object of S3 is asked for with a signature, ${pathStyle ? 'by path' : 'by host'}`, async () => {
    const access = {
      endpoint: `http://store.example.com:${port}`,
      region: 'eu-1',
      accessKey: 'AK',
      secretKey: 'SK',
      pathStyle,
    };
    const jar = await fetched('s3://orders/jars/a b.jar', { s3: access, resolve: async () => ['127.0.0.1'] });
    assert.equal(jar.name, 'a_b.jar');
    const [request] = asked;
    assert.ok(request);
    const url = new URL(`http://${request.headers.host}${request.url}`);
    const host = pathStyle ? 'store.example.com' : 'orders.store.example.com';
    assert.deepEqual([url.hostname, url.pathname], [host, `${pathStyle ? '/orders' : ''}/jars/a%20b.jar`]);
    assert.equal(url.searchParams.get('X-Amz-Signature'), signature(url, 'SK', 'eu-1'));
  });
}

/** Signature Version 4 of a GET, worked out from Amazon's description of it. */
function signature(url: URL, secret: string, region: string): string {
  const mac = (key: string | Buffer, text: string) => createHmac('sha256', key).update(text).digest();
  const stamp = url.searchParams.get('X-Amz-Date') ?? '';
  const day = stamp.slice(0, 8);
  const query = [...url.searchParams]
    .filter(([key]) => key !== 'X-Amz-Signature')
    .map(([key, text]) => `${encodeURIComponent(key)}=${encodeURIComponent(text)}`)
    .toSorted()
    .join('&');
  const canonical = ['GET', url.pathname, query, `host:${url.host}`, '', 'host', 'UNSIGNED-PAYLOAD'].join('\n');
  const scope = `${day}/${region}/s3/aws4_request`;
  const text = ['AWS4-HMAC-SHA256', stamp, scope, createHash('sha256').update(canonical).digest('hex')].join('\n');
  const key = mac(mac(mac(mac(`AWS4${secret}`, day), region), 's3'), 'aws4_request');
  return mac(key, text).toString('hex');
}

test("keys of S3 are Flink's own, else those of the environment", () => {
  const read = (map: Record<string, string>) => (key: string) => map[key];
  assert.equal(s3AccessOf(read({}), read({})), undefined);
  const flink = s3AccessOf(
    read({ 's3.access-key': 'a', 's3.secret-key': 'b', 's3.endpoint': 'minio:9000', 's3.path.style.access': 'true' }),
    read({}),
  );
  assert.deepEqual([flink?.accessKey, flink?.endpoint, flink?.pathStyle], ['a', 'https://minio:9000', true]);
  const environment = s3AccessOf(
    read({}),
    read({ AWS_ACCESS_KEY_ID: 'x', AWS_SECRET_ACCESS_KEY: 'y', AWS_REGION: 'z' }),
  );
  assert.deepEqual([environment?.accessKey, environment?.region], ['x', 'z']);
});

test('no address of a private network passes', async () => {
  const octet = fc.integer({ min: 0, max: 255 });
  const privates = fc.oneof(
    fc.tuple(fc.constant(10), octet, octet, octet),
    fc.tuple(fc.constant(127), octet, octet, octet),
    fc.tuple(fc.constant(192), fc.constant(168), octet, octet),
    fc.tuple(fc.constant(172), fc.integer({ min: 16, max: 31 }), octet, octet),
    fc.tuple(fc.constant(169), fc.constant(254), octet, octet),
    fc.tuple(fc.constant(100), fc.integer({ min: 64, max: 127 }), octet, octet),
  );
  await fc.assert(
    fc.asyncProperty(privates, fc.boolean(), async (octets, mapped) => {
      const address = `${mapped ? '::ffff:' : ''}${octets.join('.')}`;
      await assert.rejects(
        addressOf('x', true, async () => [address]),
        ArtifactRefused,
      );
    }),
  );
});

test('the empty jar is an archive', () => {
  const jar = emptyJar();
  assert.equal(jar.readUInt32LE(0), 0x04034b50);
  assert.equal(jar.readUInt32LE(jar.length - 22), 0x06054b50);
});
