import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { afterEach, before, beforeEach, test } from 'node:test';
import { setDefaultCACertificates } from 'node:tls';
import { makeAuthority, makeLeaf } from '../../src/certificates/make-certificates.ts';
import { ArtifactServer, redirecting } from './artifact-server.ts';

let plain: ArtifactServer;
let secure: ArtifactServer;
let pair: { cert: string; key: string };

before(async () => {
  const authority = await makeAuthority();
  const { certificate, key } = await makeLeaf(authority, ['jars.test', 'other.test']);
  setDefaultCACertificates([authority.certificate]);
  pair = { cert: certificate, key };
});
beforeEach(async () => {
  plain = await new ArtifactServer().start();
  secure = await new ArtifactServer(pair).start();
});
afterEach(() => Promise.all([plain.stop(), secure.stop()]));

const seen = ({ asked }: ArtifactServer) =>
  asked.map(({ headers }) => [headers['x-token'], headers.authorization !== undefined]);
const headers = { 'x-token': 't' };

for (const status of [301, 302, 303, 307, 308]) {
  test(`${status} is followed, and the name stays that of the URI`, async () => {
    plain.reply = redirecting('/first.jar', '/second?signature=x', status);
    const jar = await plain.fetch(`http://jars.test:${plain.port}/first.jar`);
    assert.deepEqual([jar.name, readFileSync(jar.path, 'utf8')], ['first.jar', 'there']);
  });
}

for (const status of [300, 304, 305]) {
  test(`${status} is not followed`, async () => {
    plain.reply = redirecting('/', '/second', status);
    await assert.rejects(plain.fetch(`http://jars.test:${plain.port}/`), { name: 'ArtifactRefused' });
    assert.equal(plain.asked.length, 1);
  });
}

test('headers and login stay on one host', async () => {
  plain.reply = redirecting('/first', '/second');
  await plain.fetch(`http://me:secret@jars.test:${plain.port}/first`, { headers });
  assert.deepEqual(seen(plain), [
    ['t', true],
    ['t', true],
  ]);
});

test('headers and login go to no other host, and do not come back', async () => {
  const { port } = plain;
  plain.reply = (request, response) => {
    if (request.url === '/1') response.writeHead(302, { location: `http://you:too@other.test:${port}/2` }).end();
    else if (request.url === '/2') response.writeHead(302, { location: `http://jars.test:${port}/3` }).end();
    else response.end('there');
  };
  await plain.fetch(`http://me:secret@jars.test:${port}/1`, { headers });
  assert.deepEqual(seen(plain), [
    ['t', true],
    [undefined, false],
    [undefined, false],
  ]);
});

test('headers go to no other port either', async () => {
  const other = await new ArtifactServer().start();
  try {
    plain.reply = redirecting('/', `http://jars.test:${other.port}/`);
    await plain.fetch(`http://jars.test:${plain.port}/`, { headers });
    assert.deepEqual(seen(other), [[undefined, false]]);
  } finally {
    await other.stop();
  }
});

test('http may lead to https', async () => {
  plain.reply = redirecting('/', `https://jars.test:${secure.port}/there`);
  secure.reply = (_, response) => response.end('safe');
  const jar = await plain.fetch(`http://jars.test:${plain.port}/`, { headers });
  assert.equal(readFileSync(jar.path, 'utf8'), 'safe');
  assert.deepEqual(seen(secure), [[undefined, false]]);
});

test('https does not lead to http', async () => {
  secure.reply = redirecting('/', `http://jars.test:${plain.port}/`);
  await assert.rejects(secure.fetch(`https://jars.test:${secure.port}/`), {
    name: 'ArtifactRefused',
    message: /leads from https to http:\/\/jars\.test/,
  });
  assert.deepEqual([plain.asked.length, secure.left()], [0, []]);
});

test('a server must have the certificate of its name', async () => {
  await assert.rejects(secure.fetch(`https://stranger.test:${secure.port}/`), {
    name: 'ArtifactUnavailable',
    message: /does not match certificate's altnames/,
  });
  assert.equal(secure.asked.length, 0);
});

const rows: readonly { name: string; to: string; error: RegExp; schemes?: string[]; asked: number }[] = [
  { name: 'round and round', to: '/', error: /leads to more than 3 other places/, asked: 4 },
  { name: 'to a file', to: 'file:///etc/passwd', error: /leads to file:\/\/\/etc\/passwd/, asked: 1 },
  { name: 'to a store', to: 's3://bucket/a.jar', error: /leads to s3:\/\/bucket\/a\.jar/, asked: 1 },
  {
    name: 'to a scheme that is not allowed',
    to: 'https://jars.test/',
    error: /https is not among/,
    schemes: ['http'],
    asked: 1,
  },
  { name: 'to nonsense', to: 'http://me:secret@a b/', error: /leads to what is no URL$/, asked: 1 },
  { name: 'to this machine', to: 'http://127.0.0.1/', error: /127\.0\.0\.1 is a loopback address/, asked: 1 },
  { name: 'to this machine, oddly', to: 'http://0x7f.1/', error: /127\.0\.0\.1 is a loopback address/, asked: 1 },
  { name: 'to the metadata of a cloud', to: 'http://169.254.169.254/', error: /a link-local address/, asked: 1 },
  { name: 'to a name of this machine', to: 'http://other.test/', error: /other\.test \(127\.0\.0\.1\) is/, asked: 1 },
];

for (const { name, to, error, schemes = ['http', 'https', 'file', 's3'], asked } of rows) {
  test(`nobody is led ${name}`, async () => {
    plain.reply = redirecting('/', to);
    const rules = { allowedSchemes: schemes, restrictHosts: true, allowedHosts: ['Jars.test'] };
    await assert.rejects(plain.fetch(`http://jars.test:${plain.port}/`, { rules }), {
      name: 'ArtifactRefused',
      message: error,
    });
    assert.deepEqual([plain.asked.length, plain.left()], [asked, []]);
  });
}
