import assert from 'node:assert/strict';
import { createHash, createHmac } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { afterEach, beforeEach, test } from 'node:test';
import fc from 'fast-check';
import { type S3Access, s3AccessOf, signedRequest } from '../../src/artifacts/s3.ts';
import { ArtifactServer } from './artifact-server.ts';

/** As Amazon's description of Signature Version 4 has it, worked out from the request alone: as a store does. */
function isSigned({ method, url = '', headers }: IncomingMessage, secret: string): boolean {
  const pattern =
    /^AWS4-HMAC-SHA256 Credential=AK\/(\d{8})\/([\w-]+)\/s3\/aws4_request, SignedHeaders=([\w;-]+), Signature=(\w{64})$/;
  const [, day = '', region = '', signed = '', signature] = pattern.exec(headers.authorization ?? '') ?? [];
  const [pathname = '', query = ''] = url.split('?');
  assert.equal(query, '');
  const encoded = pathname
    .split('/')
    .map((part) =>
      encodeURIComponent(decodeURIComponent(part)).replace(
        /[!'()*]/g,
        (letter) => `%${letter.charCodeAt(0).toString(16).toUpperCase()}`,
      ),
    )
    .join('/');
  const lines = signed.split(';').map((name) => `${name}:${String(headers[name]).trim()}\n`);
  const body = String(headers['x-amz-content-sha256']);
  const canonical = [method, encoded, query, lines.join(''), signed, body].join('\n');
  const stamp = String(headers['x-amz-date']);
  const scope = `${day}/${region}/s3/aws4_request`;
  const text = ['AWS4-HMAC-SHA256', stamp, scope, createHash('sha256').update(canonical).digest('hex')].join('\n');
  const mac = (key: string | Buffer, data: string) => createHmac('sha256', key).update(data).digest();
  const key = mac(mac(mac(mac(`AWS4${secret}`, day), region), 's3'), 'aws4_request');
  const fresh = Math.abs(
    Date.now() - Date.parse(stamp.replace(/^(....)(..)(..)T(..)(..)(..)Z$/, '$1-$2-$3T$4:$5:$6Z')),
  );
  return signed.split(';').includes('host') && fresh < 60_000 && mac(key, text).toString('hex') === signature;
}

let server: ArtifactServer;
beforeEach(async () => {
  server = await new ArtifactServer().start();
  server.reply = (request, response) => {
    if (isSigned(request, 'SK')) response.end('an object');
    else response.writeHead(403).end('<Error><Code>SignatureDoesNotMatch</Code></Error>');
  };
});
afterEach(() => server.stop());

const access = (changes: Partial<S3Access> = {}): S3Access => ({
  endpoint: `http://store.test:${server.port}`,
  region: 'eu-1',
  accessKey: 'AK',
  secretKey: 'SK',
  pathStyle: true,
  ...changes,
});

const rows: readonly { name: string; uri?: string; changes?: Partial<S3Access>; asks?: string }[] = [
  { name: 'by path' },
  { name: 'by host', changes: { pathStyle: false }, asks: 'orders.store.test/jars/a.jar' },
  { name: 'by s3a', uri: 's3a://orders/jars/a.jar' },
  { name: 'with a token', changes: { sessionToken: 'token' } },
  {
    name: 'of odd letters',
    uri: "s3://orders/é +(1)'*!&=%20.jar",
    asks: "store.test/orders/%C3%A9%20%2B(1)'*!%26%3D%2520.jar",
  },
  { name: 'with empty folders', uri: 's3://orders/jars//a.jar', asks: 'store.test/orders/jars//a.jar' },
  { name: 'of a question', uri: 's3://orders/a?b#c', asks: 'store.test/orders/a%3Fb%23c' },
];

for (const { name, uri = 's3://orders/jars/a.jar', changes, asks = 'store.test/orders/jars/a.jar' } of rows) {
  test(`an object of S3 is asked for ${name}`, async () => {
    // Their headers and the restriction are for what users name, not for the store of the operator.
    const rules = { allowedSchemes: ['s3', 's3a'], restrictHosts: true };
    const jar = await server.fetch(uri, { s3: access(changes), rules, headers: { 'x-token': 't' } });
    assert.equal(jar.bytes, 'an object'.length);
    const [request] = server.asked;
    assert.equal(`${request?.headers.host}${request?.url}`, asks.replace('.test', `.test:${server.port}`));
    assert.equal(request?.headers['x-amz-security-token'], changes?.sessionToken);
    assert.equal(request?.headers['x-token'], undefined);
    await jar.remove();
    assert.deepEqual(server.left(), []);
  });
}

test('objects of every name are signed as stores read them', async () => {
  const key = fc
    .string({ unit: 'grapheme', minLength: 1, maxLength: 30 })
    .filter((text) => text.split('/').every((part) => part !== '.' && part !== '..'));
  await fc.assert(
    fc.asyncProperty(key, fc.boolean(), async (name, pathStyle) => {
      const { url, headers } = await signedRequest(`s3://orders/${name}`, access({ pathStyle }));
      const { host, pathname, search } = new URL(url);
      const request = { method: 'GET', url: `${pathname}${search}`, headers: { ...headers, host } };
      assert.ok(isSigned(request as unknown as IncomingMessage, 'SK'), url);
      assert.equal(decodeURIComponent(pathname), `${pathStyle ? '/orders' : ''}/${name}`);
    }),
  );
});

test('wrong keys are refused', async () => {
  await assert.rejects(server.fetch('s3://orders/a.jar', { s3: access({ secretKey: 'wrong' }) }), {
    name: 'ArtifactRefused',
    message: `s3://orders/a.jar was answered with 403 by store.test:${server.port}`,
  });
});

test('a store sends nobody elsewhere', async () => {
  server.reply = (_, response) => response.writeHead(307, { location: 'http://127.0.0.1/' }).end();
  await assert.rejects(server.fetch('s3://orders/a.jar', { s3: access() }), { name: 'ArtifactRefused' });
  assert.deepEqual([server.asked.length, server.left()], [1, []]);
});

test('the limits of other downloads hold for a store', async () => {
  server.reply = (_, response) => response.end('x'.repeat(1001));
  await assert.rejects(server.fetch('s3://orders/a.jar', { s3: access() }), { message: /larger than 1000 bytes/ });
  server.reply = (_, response) => response.writeHead(503).end();
  await assert.rejects(server.fetch('s3://orders/a.jar', { s3: access() }), { name: 'ArtifactUnavailable' });
});

for (const [uri, error] of [
  ['s3://Orders/a.jar', /names no bucket/],
  ['s3://or/a.jar', /names no bucket/],
  ['s3://a..b/a.jar', /names no bucket/],
  ['s3://10.0.0.1/a.jar', /names no bucket/],
  ['s3://orders@evil.test/a.jar', /^s3:\/\/evil\.test\/a\.jar names no bucket/],
  ['s3://orders#.evil/a.jar', /names no bucket/],
  ['s3:orders/a.jar', /names no bucket/],
  ['s3://orders', /names no bucket/],
  ['s3://orders/', /names no/],
  ['s3://orders/../others/a.jar', /names no object/],
] as const) {
  test(`${uri} is refused`, async () => {
    await assert.rejects(server.fetch(uri, { s3: access() }), { name: 'ArtifactRefused', message: error });
    assert.equal(server.asked.length, 0);
  });
}

for (const [endpoint, bucket, expected] of [
  [undefined, 'orders', 'https://orders.s3.eu-1.amazonaws.com/a'],
  [undefined, 'my.orders', 'https://s3.eu-1.amazonaws.com/my.orders/a'],
  ['http://store.test/below/', 'orders', 'http://orders.store.test/below/a'],
  ['http://store.test', 'my.orders', 'http://my.orders.store.test/a'],
  ['http://10.0.0.1:9000', 'orders', 'http://10.0.0.1:9000/orders/a'],
  ['http://[fd00::1]:9000', 'orders', 'http://[fd00::1]:9000/orders/a'],
  ['https://me:secret@store.test/?x', 'orders', 'https://orders.store.test/a'],
] as const) {
  test(`bucket ${bucket} of ${endpoint ?? 'Amazon'} is at ${expected}`, async () => {
    const { url } = await signedRequest(`s3://${bucket}/a`, access({ endpoint, pathStyle: false }));
    assert.equal(url, expected);
  });
}

test('an endpoint that is none is refused', async () => {
  const { message } = await signedRequest('s3://orders/a', access({ endpoint: 'ftp://x' })).then(
    () => assert.fail(),
    (error: Error) => error,
  );
  assert.match(message, /s3\.endpoint is no URL/);
});

const read = (map: Record<string, string>) => (key: string) => map[key];
const keys = { 's3.access-key': 'a', 's3.secret-key': 'b' };
const environment = { AWS_ACCESS_KEY_ID: 'x', AWS_SECRET_ACCESS_KEY: 'y', AWS_SESSION_TOKEN: 'z' };
const amazon = { endpoint: undefined, region: 'us-east-1', pathStyle: false };

const accesses: readonly {
  name: string;
  flink?: Record<string, string>;
  environment?: Record<string, string>;
  gives: S3Access | undefined;
}[] = [
  { name: 'nothing', gives: undefined },
  { name: 'half a pair', flink: { 's3.access-key': 'a' }, gives: undefined },
  { name: "Flink's keys", flink: keys, gives: { ...amazon, accessKey: 'a', secretKey: 'b' } },
  {
    name: "Hadoop's keys, of which Flink's win",
    flink: { 's3.access.key': 'old', 's3a.secret.key': 'b', 's3.access-key': 'a', 'fs.s3a.session.token': 't' },
    gives: { ...amazon, accessKey: 'a', secretKey: 'b', sessionToken: 't' },
  },
  { name: 'the environment', environment, gives: { ...amazon, accessKey: 'x', secretKey: 'y', sessionToken: 'z' } },
  {
    name: 'no token of the environment with keys of Flink',
    flink: keys,
    environment,
    gives: { ...amazon, accessKey: 'a', secretKey: 'b' },
  },
  {
    name: 'a store of our own, which is asked by path',
    flink: { ...keys, 's3.endpoint': 'minio:9000', 's3.endpoint.region': 'here' },
    gives: { accessKey: 'a', secretKey: 'b', endpoint: 'https://minio:9000', region: 'here', pathStyle: true },
  },
  {
    name: 'a store without TLS, asked by host',
    flink: {
      ...keys,
      's3.endpoint': 'minio:9000',
      's3.connection.ssl.enabled': 'false',
      's3.path.style.access': 'False',
      's3.region': 'there',
    },
    gives: { accessKey: 'a', secretKey: 'b', endpoint: 'http://minio:9000', region: 'there', pathStyle: false },
  },
  {
    name: 'endpoint and region of the environment',
    flink: keys,
    environment: { AWS_ENDPOINT_URL: 'http://minio', AWS_DEFAULT_REGION: 'here' },
    gives: { accessKey: 'a', secretKey: 'b', endpoint: 'http://minio', region: 'here', pathStyle: true },
  },
];

for (const { name, flink = {}, environment = {}, gives } of accesses) {
  test(`access to S3: ${name}`, () => {
    assert.deepEqual(s3AccessOf(read(flink), read(environment)), gives);
  });
}
