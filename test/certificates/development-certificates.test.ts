import assert from 'node:assert/strict';
import { X509Certificate } from 'node:crypto';
import { mkdir, readdir, readFile, stat, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import {
  type DevelopmentCertificates,
  developmentCertificates,
  localNames,
} from '../../src/certificates/development-certificates.ts';
import { makeAuthority, makeLeaf } from '../../src/certificates/make-certificates.ts';
import { SetupProblem } from '../../src/server/setup-problem.ts';
import { filesIn, putPair, temporaryFolder } from '../support/server-certificates.ts';

async function folderWith(t: TestContext, names: readonly string[] = localNames) {
  const directory = join(await temporaryFolder(t), 'certs');
  const certificates = (more: { names?: readonly string[]; renew?: 'certificate' | 'authority' } = {}) =>
    developmentCertificates({ files: filesIn(directory), names, ...more });
  return { directory, certificates };
}

const serial = ({ pair }: DevelopmentCertificates) => pair.leaf.serialNumber;

test('a CA and a certificate for this machine are made once and used again', async (t) => {
  const { directory, certificates } = await folderWith(t);
  const first = await certificates();
  assert.equal(first.kept, 'made');
  const second = await certificates();
  assert.equal(second.kept, 'reused');
  assert.equal(serial(second), serial(first));
  assert.equal(second.authority, first.authority);
  assert.deepEqual((await readdir(directory)).toSorted(), ['ca.crt', 'ca.key', 'tls.crt', 'tls.key']);
});

test('the certificate is signed by the CA and good for this machine', async (t) => {
  const { certificates } = await folderWith(t, [...localNames, 'gate.flink.svc']);
  const { pair, authority } = await certificates();
  const ca = new X509Certificate(authority);
  assert.ok(ca.ca);
  assert.ok(!pair.leaf.ca);
  assert.ok(pair.leaf.verify(ca.publicKey));
  assert.ok(pair.leaf.checkHost('localhost') && pair.leaf.checkHost('gate.flink.svc'));
  assert.ok(pair.leaf.checkIP('127.0.0.1') && pair.leaf.checkIP('::1'));
  assert.equal(pair.leaf.publicKey.asymmetricKeyDetails?.namedCurve, 'prime256v1');
  assert.ok(pair.leaf.validToDate <= ca.validToDate);
});

test('keys are for their owner only', async (t) => {
  const { directory, certificates } = await folderWith(t);
  await certificates();
  for (const name of ['ca.key', 'tls.key']) {
    assert.equal((await stat(join(directory, name))).mode & 0o777, 0o600, name);
  }
});

const replacements: { name: string; damage: (directory: string) => Promise<void> }[] = [
  { name: 'half a certificate', damage: (directory) => writeFile(join(directory, 'tls.crt'), '-----BEGIN CERT') },
  { name: 'no key', damage: (directory) => writeFile(join(directory, 'tls.key'), '') },
  {
    name: 'the key of another certificate',
    damage: async (directory) => {
      const { key } = await makeLeaf(await makeAuthority(), ['localhost']);
      await writeFile(join(directory, 'tls.key'), key);
    },
  },
  {
    name: 'a certificate that is near its end',
    damage: async (directory) => {
      const [certificate, key] = await Promise.all(
        ['ca.crt', 'ca.key'].map((file) => readFile(join(directory, file), 'utf8')),
      );
      await putPair(
        directory,
        await makeLeaf({ certificate: certificate ?? '', key: key ?? '' }, localNames, { days: 20 }),
      );
    },
  },
];

for (const { name, damage } of replacements) {
  test(`a certificate that is no good is made anew, by the same CA: ${name}`, async (t) => {
    const { directory, certificates } = await folderWith(t);
    const first = await certificates();
    await damage(directory);
    const second = await certificates();
    assert.equal(second.kept, 'made');
    assert.equal(second.authority, first.authority);
    assert.notEqual(serial(second), serial(first));
    assert.equal((await certificates()).kept, 'reused');
  });
}

test('a name that is new is one reason more', async (t) => {
  const { certificates } = await folderWith(t);
  const first = await certificates();
  const second = await certificates({ names: [...localNames, 'gate.local', '10.1.2.3'] });
  assert.equal(second.kept, 'made');
  assert.equal(second.authority, first.authority);
  assert.equal((await certificates()).kept, 'reused');
});

test('a CA that has lost its key signs no more, but what it has signed stays good', async (t) => {
  const { directory, certificates } = await folderWith(t);
  const first = await certificates();
  await writeFile(join(directory, 'ca.key'), '');
  assert.equal((await certificates()).kept, 'reused');
  await writeFile(join(directory, 'tls.key'), '');
  const second = await certificates();
  assert.equal(second.kept, 'made');
  assert.notEqual(second.authority, first.authority);
});

test('renewing replaces what is good', async (t) => {
  const { certificates } = await folderWith(t);
  const first = await certificates();
  const second = await certificates({ renew: 'certificate' });
  assert.notEqual(serial(second), serial(first));
  assert.equal(second.authority, first.authority);
  const third = await certificates({ renew: 'authority' });
  assert.notEqual(third.authority, first.authority);
  assert.ok(third.pair.leaf.verify(new X509Certificate(third.authority).publicKey));
});

for (const file of ['tls.crt', 'ca.crt']) {
  test(`what somebody else made is not replaced: ${file}`, async (t) => {
    const { directory, certificates } = await folderWith(t);
    const { generate } = await import('selfsigned');
    const { cert } = await generate([{ name: 'commonName', value: 'theirs' }], { keyType: 'ec' });
    await mkdir(directory);
    await writeFile(join(directory, file), cert);
    await assert.rejects(certificates(), SetupProblem);
    assert.deepEqual(await readdir(directory), [file]);
    assert.equal(await readFile(join(directory, file), 'utf8'), cert);
  });
}

test('where nothing can be written, the certificate is in memory only', async (t) => {
  const folder = await temporaryFolder(t);
  const file = join(folder, 'file');
  await writeFile(file, '');
  const made = await developmentCertificates({ files: filesIn(join(file, 'certs')), names: localNames });
  assert.equal(made.kept, 'memory');
  assert.match(made.why ?? '', /ENOTDIR|not a directory/);
  assert.ok(made.pair.leaf.verify(new X509Certificate(made.authority).publicKey));
});

test('programs that start at once agree on one certificate', async (t) => {
  const { certificates } = await folderWith(t);
  const all = await Promise.all(Array.from({ length: 6 }, () => certificates()));
  assert.equal(new Set(all.map(serial)).size, 1);
  assert.equal(all.filter(({ kept }) => kept === 'made').length, 1);
});

test('the lock of a program that died is taken away', async (t) => {
  const { directory, certificates } = await folderWith(t);
  await mkdir(directory);
  const lock = join(directory, '.lock');
  await writeFile(lock, '');
  const longAgo = new Date(Date.now() - 60_000);
  await utimes(lock, longAgo, longAgo);
  assert.equal((await certificates()).kept, 'made');
});
