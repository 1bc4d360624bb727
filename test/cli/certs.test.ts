import assert from 'node:assert/strict';
import { readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { folderWith, inProcess } from './run-sluice.ts';

test('certs create makes a CA and a certificate, and keeps them the next time', async () => {
  const cwd = folderWith({});
  const made = await inProcess(['certs', 'create', '--name', 'gate.flink.svc'], { cwd });
  assert.equal(made.code, 0, made.stderr);
  assert.match(made.stdout, /^made certs\/tls\.crt for localhost, 127\.0\.0\.1, ::1, gate\.flink\.svc, good until /);
  assert.equal(statSync(path.join(cwd, 'certs/tls.key')).mode & 0o777, 0o600);
  const kept = await inProcess(['certs', 'create', '--name', 'gate.flink.svc'], { cwd });
  assert.match(kept.stdout, /^kept /);
});

test('certs rotate replaces the certificate, and the CA only when asked', async () => {
  const cwd = folderWith({});
  const read = (name: string) => readFileSync(path.join(cwd, 'certs', name), 'utf8');
  await inProcess(['certs', 'create'], { cwd });
  const [ca, leaf] = [read('ca.crt'), read('tls.crt')];
  assert.equal((await inProcess(['certs', 'rotate'], { cwd })).code, 0);
  assert.equal(read('ca.crt'), ca);
  assert.notEqual(read('tls.crt'), leaf);
  assert.equal((await inProcess(['certs', 'rotate', '--ca'], { cwd })).code, 0);
  assert.notEqual(read('ca.crt'), ca);
});

test('certs create does not touch what somebody else made', async () => {
  const cwd = folderWith({});
  await inProcess(['certs', 'create', '--directory', 'ours'], { cwd });
  const { generate } = await import('selfsigned');
  const { cert, private: key } = await generate([{ name: 'commonName', value: 'theirs' }], { keyType: 'ec' });
  const theirs = folderWith({ 'certs/tls.crt': cert, 'certs/tls.key': key });
  const { code, stderr } = await inProcess(['certs', 'create'], { cwd: theirs });
  assert.equal(code, 2);
  assert.match(stderr, /^error: .*tls\.crt was not made by sluice/);
});

test('certs create says when nothing can be written', async () => {
  const cwd = folderWith({ certs: 'a file' });
  const { code, stderr } = await inProcess(['certs', 'create'], { cwd });
  assert.equal(code, 2);
  assert.match(stderr, /^error: certs cannot be written: /);
});

test('certs inspect shows a certificate and who signed it', async () => {
  const cwd = folderWith({});
  await inProcess(['certs', 'create'], { cwd });
  const bare = await inProcess(['certs', 'inspect', 'certs/tls.crt'], { cwd });
  assert.equal(bare.code, 0);
  assert.match(
    bare.stdout,
    /^CN=sluice\n {2}issuer {2}CN=Sluice development CA\n {2}names {3}localhost, 127\.0\.0\.1, ::1\n/,
  );
  assert.match(bare.stdout, /364 days left|365 days left/);
  const signed = await inProcess(['certs', 'inspect', 'certs/tls.crt', '--ca', 'certs/ca.crt'], { cwd });
  assert.equal(signed.code, 0);
  assert.match(signed.stdout, /signed by certs\/ca\.crt\n$/);
  const ca = await inProcess(['certs', 'inspect', 'certs/ca.crt', '-f', 'json'], { cwd });
  const { certificates, problems } = JSON.parse(ca.stdout);
  assert.deepEqual(problems, []);
  assert.equal(certificates[0].authority, true);
  assert.equal(certificates[0].subject, certificates[0].issuer);
});

test('certs inspect exits with 1 where certificates do not hold together', async () => {
  const cwd = folderWith({});
  for (const directory of ['a', 'b']) await inProcess(['certs', 'create', '--directory', directory], { cwd });
  const other = await inProcess(['certs', 'inspect', 'a/tls.crt', '--ca', 'b/ca.crt'], { cwd });
  assert.equal(other.code, 1);
  assert.match(other.stdout, /problem: CN=sluice is not signed by the given CA\n$/);
  const read = (file: string) => readFileSync(path.join(cwd, file), 'utf8');
  const chains = folderWith({
    'good.crt': read('a/tls.crt') + read('a/ca.crt'),
    'bad.crt': read('a/tls.crt') + read('b/ca.crt'),
  });
  assert.equal((await inProcess(['certs', 'inspect', 'good.crt'], { cwd: chains })).code, 0);
  const bad = await inProcess(['certs', 'inspect', 'bad.crt', '-f', 'json'], { cwd: chains });
  assert.equal(bad.code, 1);
  assert.deepEqual(JSON.parse(bad.stdout).problems, ['CN=sluice is not signed by the next in the file']);
});

const unreadable = [
  { name: 'no file', file: 'nowhere.pem', says: /nowhere\.pem: there is no such file/ },
  { name: 'no certificate', file: 'empty.pem', says: /empty\.pem: holds no certificate in PEM/ },
  { name: 'a damaged one', file: 'damaged.pem', says: /damaged\.pem: holds a damaged certificate/ },
];

for (const { name, file, says } of unreadable) {
  test(`certs inspect exits with 3 where there is nothing to read: ${name}`, async () => {
    const cwd = folderWith({
      'empty.pem': '',
      'damaged.pem': '-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n',
    });
    const { code, stderr } = await inProcess(['certs', 'inspect', file], { cwd });
    assert.equal(code, 3);
    assert.match(stderr, says);
  });
}
