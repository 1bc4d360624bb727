import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { makeAuthority, makeLeaf, type Pem } from '../../src/certificates/make-certificates.ts';
import { FlinkUnreachable } from '../../src/flink/errors.ts';
import { createFlinkRest } from '../../src/flink/flink-rest.ts';
import type { TlsFiles } from '../../src/flink/tls.ts';
import { makeCallerCertificate } from '../support/server-certificates.ts';
import { FakeFlink } from './fake-flink.ts';

let directory: string;
let authority: Pem;
const files: Record<string, string> = {};

before(async () => {
  directory = mkdtempSync(path.join(tmpdir(), 'flink-tls-'));
  authority = await makeAuthority();
  const caller = await makeCallerCertificate(authority, ['caller']);
  const texts = {
    authority: authority.certificate,
    stranger: (await makeAuthority()).certificate,
    certificate: caller.certificate,
    key: caller.key,
  };
  for (const [name, text] of Object.entries(texts)) {
    const file = path.join(directory, `${name}.pem`);
    writeFileSync(file, text);
    files[name] = file;
  }
});

after(() => rmSync(directory, { recursive: true }));

interface Row {
  readonly name: string;
  /** Of the certificate of the server. */
  readonly host?: string;
  readonly mutual?: boolean;
  /** Names of the files above. */
  readonly tls?: TlsFiles;
  readonly refused?: RegExp;
}

const caller = { certificate: 'certificate', key: 'key' };

const rows: readonly Row[] = [
  { name: 'a known authority', tls: { authority: 'authority' } },
  { name: 'no authority', refused: /unable to (get|verify)/ },
  { name: 'another authority', tls: { authority: 'stranger' }, refused: /certificate/ },
  { name: 'another host', host: 'elsewhere', tls: { authority: 'authority' }, refused: /does not match|altnames/ },
  { name: 'another host that does not matter', host: 'elsewhere', tls: { authority: 'authority', verifyHost: false } },
  {
    name: 'another authority, with hosts that do not matter',
    host: 'elsewhere',
    tls: { authority: 'stranger', verifyHost: false },
    refused: /certificate/,
  },
  { name: 'a caller who shows who it is', mutual: true, tls: { authority: 'authority', ...caller } },
  { name: 'a caller who does not', mutual: true, tls: { authority: 'authority' }, refused: /certificate|ECONNRESET/ },
];

for (const { name, host = '127.0.0.1', mutual = false, tls = {}, refused } of rows) {
  test(`https with ${name}`, async () => {
    const leaf = await makeLeaf(authority, [host]);
    const trust = mutual && { ca: authority.certificate, requestCert: true, rejectUnauthorized: true };
    const fake = new FakeFlink({ cert: leaf.certificate, key: leaf.key, ...trust });
    const url = await fake.start();
    const paths = Object.entries(tls).map(([key, value]) => [key, typeof value === 'string' ? files[value] : value]);
    const flink = await createFlinkRest({ url, tls: Object.fromEntries(paths) as TlsFiles });
    try {
      const call = flink.cancel('j', { timeout: 3000 });
      if (refused) await assert.rejects(call, { name: FlinkUnreachable.name, message: refused });
      else assert.equal(await call, 'accepted');
    } finally {
      flink.close();
      await fake.stop();
    }
  });
}

test('a certificate that is not there', async () => {
  const url = new URL('https://127.0.0.1:1');
  await assert.rejects(createFlinkRest({ url, tls: { authority: path.join(directory, 'none.pem') } }), {
    code: 'ENOENT',
  });
});
