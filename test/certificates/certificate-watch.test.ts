import assert from 'node:assert/strict';
import { once } from 'node:events';
import { mkdir, readFile, rename, rm, symlink, writeFile } from 'node:fs/promises';
import { Agent, type Server } from 'node:https';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { setTimeout as wait } from 'node:timers/promises';
import { connect, type TLSSocket } from 'node:tls';
import { type CertificateWatch, watchCertificate } from '../../src/certificates/certificate-watch.ts';
import { makeAuthority, makeLeaf, type Pem } from '../../src/certificates/make-certificates.ts';
import { replaceCertificate, tlsOptions } from '../../src/server/tls-options.ts';
import { post } from '../support/server-calls.ts';
import { filesIn, goodPair, putPair, temporaryFolder } from '../support/server-certificates.ts';
import { testServer } from '../support/server-fixtures.ts';

const policy = { minVersion: '1.3' } as const;
const authority = await makeAuthority();
const leaf = (name = 'localhost') => makeLeaf(authority, [name, 'localhost', '127.0.0.1']);

interface Watched {
  readonly port: number;
  readonly watch: CertificateWatch;
  readonly replaced: string[];
  readonly refused: string[];
}

/** A server that follows the pair in a folder. */
async function following(t: TestContext, directory: string, first: Pem, everySeconds = 60): Promise<Watched> {
  const { server } = testServer({ tls: tlsOptions(goodPair(first), policy) });
  await server.listen({ host: '127.0.0.1', port: 0 });
  const replaced: string[] = [];
  const refused: string[] = [];
  const watch = watchCertificate({
    files: filesIn(directory),
    current: goodPair(first),
    everySeconds,
    replaced(pair) {
      replaceCertificate(server.server as unknown as Server, pair, policy);
      replaced.push(pair.leaf.serialNumber);
    },
    refused: (problem) => void refused.push(problem),
  });
  t.after(async () => {
    watch.close();
    server.server.closeAllConnections();
    await server.close();
  });
  return { port: (server.server.address() as AddressInfo).port, watch, replaced, refused };
}

/** The serial number of the certificate that a new connection is shown. */
async function shown(port: number): Promise<string> {
  const socket: TLSSocket = connect({ port, host: '127.0.0.1', servername: 'localhost', ca: authority.certificate });
  await once(socket, 'secureConnect');
  const { serialNumber } = socket.getPeerCertificate();
  socket.destroy();
  return serialNumber;
}

const serialOf = (pem: Pem) => goodPair(pem).leaf.serialNumber;

async function until(what: () => boolean): Promise<void> {
  for (let left = 400; left > 0 && !what(); left--) await wait(10);
  assert.ok(what(), 'did not come about in time');
}

test('a new pair is shown to new connections, and open ones lose no call', async (t) => {
  const directory = await temporaryFolder(t);
  const first = await leaf();
  await putPair(directory, first);
  const { port, replaced, refused } = await following(t, directory, first);
  const agent = new Agent({ keepAlive: true, maxSockets: 8, ca: authority.certificate, servername: 'localhost' });
  t.after(() => agent.destroy());
  let calls = 0;
  let running = true;
  const callers = Array.from({ length: 8 }, async () => {
    while (running) {
      const { status } = await post(`https://127.0.0.1:${port}/validate`, '{}', agent);
      assert.equal(status, 200);
      calls++;
    }
  });
  const pairs = await Promise.all([leaf(), leaf(), leaf()]);
  for (const [index, pair] of pairs.entries()) {
    const before = calls;
    await putPair(directory, pair);
    await until(() => replaced.length === index + 1 && calls > before + 20);
    assert.equal(await shown(port), serialOf(pair));
  }
  running = false;
  await Promise.all(callers);
  assert.deepEqual(replaced, pairs.map(serialOf));
  assert.ok(
    refused.every((problem) => problem.includes('does not belong')),
    refused.join(),
  );
});

const bad: { name: string; write: (directory: string, next: Pem) => Promise<void>; problem: RegExp }[] = [
  {
    name: 'half a certificate',
    write: (directory, { certificate }) => writeFile(join(directory, 'tls.crt'), certificate.slice(0, 200)),
    problem: /cannot be used/,
  },
  {
    name: 'the key of another certificate',
    write: (directory, { key }) => writeFile(join(directory, 'tls.key'), key),
    problem: /does not belong to the private key/,
  },
  {
    name: 'an empty key',
    write: (directory) => writeFile(join(directory, 'tls.key'), ''),
    problem: /cannot be used/,
  },
  { name: 'no certificate', write: (directory) => rm(join(directory, 'tls.crt')), problem: /cannot be read: ENOENT/ },
  {
    name: 'one that has expired',
    write: async (directory) => putPair(directory, await makeLeaf(authority, ['localhost'], { days: -0.001 })),
    problem: /has expired on/,
  },
  {
    name: 'a chain that breaks off',
    write: (directory, { certificate }) =>
      writeFile(join(directory, 'tls.crt'), `${certificate}${authority.certificate.slice(0, 150)}`),
    problem: /cannot be used|does not belong/,
  },
];

for (const { name, write, problem } of bad) {
  test(`a pair that is no good keeps the last one, and the next good one is taken: ${name}`, async (t) => {
    const directory = await temporaryFolder(t);
    const [first, next] = await Promise.all([leaf(), leaf()]);
    await putPair(directory, first);
    const { port, watch, replaced, refused } = await following(t, directory, first);
    await write(directory, next);
    await until(() => refused.length > 0);
    assert.match(refused.at(-1) ?? '', problem);
    assert.equal(await shown(port), serialOf(first));
    const told = refused.length;
    await watch.look();
    assert.equal(refused.length, told, 'told once');
    await putPair(directory, next);
    await until(() => replaced.length === 1);
    assert.equal(await shown(port), serialOf(next));
  });
}

test('a folder whose link is swapped, as Kubernetes does with Secrets, is followed', async (t) => {
  const directory = await temporaryFolder(t);
  const [first, second] = await Promise.all([leaf(), leaf()]);
  for (const [name, pair] of [
    ['..one', first],
    ['..two', second],
  ] as const) {
    await mkdir(join(directory, name));
    await putPair(join(directory, name), pair);
  }
  await symlink('..one', join(directory, '..data'));
  for (const file of ['tls.crt', 'tls.key']) await symlink(join('..data', file), join(directory, file));
  const { port, replaced, refused } = await following(t, directory, first);
  await symlink('..two', join(directory, '..next'));
  await rename(join(directory, '..next'), join(directory, '..data'));
  await until(() => replaced.length === 1);
  assert.equal(await shown(port), serialOf(second));
  assert.deepEqual(refused, []);
});

test('files are compared from time to time, even when nobody tells of a change', async (t) => {
  const folder = await temporaryFolder(t);
  const directory = join(folder, 'later');
  const [first, second] = await Promise.all([leaf(), leaf()]);
  const { replaced } = await following(t, directory, first, 0.2);
  await mkdir(directory);
  await putPair(directory, second);
  await until(() => replaced.length === 1);
  assert.equal(await readFile(join(directory, 'tls.key'), 'utf8'), second.key);
});
