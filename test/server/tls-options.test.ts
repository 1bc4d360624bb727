import assert from 'node:assert/strict';
import { once } from 'node:events';
import { Agent } from 'node:https';
import type { AddressInfo } from 'node:net';
import { type TestContext, test } from 'node:test';
import { type ConnectionOptions, connect } from 'node:tls';
import { makeAuthority, makeLeaf } from '../../src/certificates/make-certificates.ts';
import { allowsNames, type TlsPolicy, tlsOptions } from '../../src/server/tls-options.ts';
import { post } from '../support/server-calls.ts';
import { goodPair, makeCallerCertificate } from '../support/server-certificates.ts';
import { testServer } from '../support/server-fixtures.ts';

const authority = await makeAuthority();
const serving = goodPair(await makeLeaf(authority, ['localhost', '127.0.0.1']));

async function listening(t: TestContext, policy: TlsPolicy, names: readonly string[] = []): Promise<number> {
  const allows = allowsNames(names);
  const { server } = testServer({ tls: tlsOptions(serving, policy), ...(allows && { allows }) });
  await server.listen({ host: '127.0.0.1', port: 0 });
  t.after(() => {
    server.server.closeAllConnections();
    return server.close();
  });
  return (server.server.address() as AddressInfo).port;
}

async function shake(
  port: number,
  options: ConnectionOptions,
): Promise<{ protocol: string | null; alpn: unknown; cipher: string }> {
  const socket = connect({ port, host: '127.0.0.1', servername: 'localhost', ca: authority.certificate, ...options });
  await once(socket, 'secureConnect');
  const shaken = { protocol: socket.getProtocol(), alpn: socket.alpnProtocol, cipher: socket.getCipher().name };
  socket.destroy();
  return shaken;
}

test('TLS 1.3 is spoken, and HTTP/1.1 over it', async (t) => {
  const port = await listening(t, { minVersion: '1.3' });
  const { protocol, alpn } = await shake(port, { ALPNProtocols: ['h2', 'http/1.1'] });
  assert.equal(protocol, 'TLSv1.3');
  assert.equal(alpn, 'http/1.1');
});

test('TLS 1.2 is spoken only where a setting asks for it', async (t) => {
  const strict = await listening(t, { minVersion: '1.3' });
  await assert.rejects(shake(strict, { maxVersion: 'TLSv1.2' }));
  const lax = await listening(t, { minVersion: '1.2' });
  assert.equal((await shake(lax, { maxVersion: 'TLSv1.2' })).protocol, 'TLSv1.2');
  assert.equal((await shake(lax, {})).protocol, 'TLSv1.3');
});

test('of TLS 1.2 only suites that authenticate as they encrypt', async (t) => {
  const port = await listening(t, { minVersion: '1.2' });
  assert.match((await shake(port, { maxVersion: 'TLSv1.2' })).cipher, /GCM|CHACHA20/);
  const old = { maxVersion: 'TLSv1.2', ciphers: 'ECDHE-ECDSA-AES128-SHA256:ECDHE-ECDSA-AES128-SHA' } as const;
  await assert.rejects(shake(port, old));
});

const strangers = await makeAuthority();

const callers: {
  name: string;
  names: string[];
  caller?: { authority: typeof authority; names: string[] };
  status?: number;
}[] = [
  { name: 'no certificate', names: [] },
  { name: 'of another CA', names: [], caller: { authority: strangers, names: ['apiserver'] } },
  { name: 'any of this CA', names: [], caller: { authority, names: ['anybody'] }, status: 200 },
  { name: 'the right name', names: ['apiserver'], caller: { authority, names: ['x', 'apiserver'] }, status: 200 },
  { name: 'the right common name', names: ['caller'], caller: { authority, names: ['x'] }, status: 200 },
  { name: 'another name', names: ['apiserver'], caller: { authority, names: ['kubelet'] }, status: 403 },
  { name: 'a name for all', names: ['apiserver.local'], caller: { authority, names: ['*.local'] }, status: 403 },
  {
    name: 'a name that holds the right one',
    names: ['apiserver'],
    caller: { authority, names: ['x, DNS:apiserver, y'] },
    status: 403,
  },
];

for (const { name, names, caller, status } of callers) {
  test(`callers that must show a certificate: ${name}`, async (t) => {
    const port = await listening(t, { minVersion: '1.3', clientCa: authority.certificate }, names);
    const leaf = caller && (await makeCallerCertificate(caller.authority, caller.names));
    const agent = new Agent({
      ca: authority.certificate,
      servername: 'localhost',
      ...(leaf && { cert: leaf.certificate, key: leaf.key }),
    });
    t.after(() => agent.destroy());
    const call = post(`https://127.0.0.1:${port}/validate`, '{}', agent);
    if (status === undefined) await assert.rejects(call);
    else assert.equal((await call).status, status);
  });
}
