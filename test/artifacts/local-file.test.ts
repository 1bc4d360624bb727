import assert from 'node:assert/strict';
import { existsSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterEach, beforeEach, test } from 'node:test';
import { pathToFileURL } from 'node:url';
import { emptyJar } from '../../src/artifacts/empty-jar.ts';
import { ArtifactServer } from './artifact-server.ts';

let server: ArtifactServer;
let file: string;
beforeEach(() => {
  server = new ArtifactServer();
  file = path.join(server.folder, 'own jar.jar');
  writeFileSync(file, emptyJar());
});
afterEach(() => server.stop());

for (const scheme of ['file', 'local', 'FILE']) {
  test(`a ${scheme} is used where it is, and stays`, async () => {
    const jar = await server.fetch(`${scheme}://${pathToFileURL(file).pathname}`);
    assert.deepEqual([jar.path, jar.name, jar.bytes], [file, 'own jar.jar', emptyJar().length]);
    await jar.remove();
    assert.ok(existsSync(file));
    assert.deepEqual(server.left(), ['own jar.jar']);
  });
}

test('a link to a jar is a jar', async () => {
  const link = path.join(server.folder, 'link.jar');
  symlinkSync(file, link);
  assert.equal((await server.fetch(`file://${link}`)).path, link);
});

const rows: readonly { name: string; uri: () => string; error: RegExp; schemes?: string[] }[] = [
  { name: 'a file that is not there', uri: () => 'file:///nowhere/a.jar', error: /is no file of/ },
  { name: 'a folder', uri: () => `file://${server.folder}`, error: /is no file of/ },
  { name: 'a device', uri: () => 'file:///dev/null', error: /is no file of/ },
  { name: 'a file of another machine', uri: () => 'file://elsewhere/a.jar', error: /is no path of/ },
  { name: 'a path that is not encoded', uri: () => 'file:///%zz', error: /is no path of/ },
  { name: 'a folder in disguise', uri: () => 'file:///a%2fb', error: /is no path of/ },
  { name: 'a token', uri: () => `file://${server.folder}/token`, error: /is no jar$/ },
  { name: 'an empty file', uri: () => `file://${server.folder}/empty`, error: /is no jar$/ },
  { name: 'a jar that is too large', uri: () => `file://${server.folder}/large.jar`, error: /larger than 1000 bytes/ },
  { name: 'a scheme that is not allowed', uri: () => pathToFileURL(file).href, error: /not among/, schemes: ['https'] },
];

for (const { name, uri, error, schemes = ['file'] } of rows) {
  test(`refused: ${name}`, async () => {
    writeFileSync(path.join(server.folder, 'token'), 'eyJhbGciOi');
    writeFileSync(path.join(server.folder, 'empty'), '');
    writeFileSync(path.join(server.folder, 'large.jar'), Buffer.concat([emptyJar(), Buffer.alloc(1000)]));
    mkdirSync(path.join(server.folder, 'folder'));
    const rules = { allowedSchemes: schemes, restrictHosts: true };
    await assert.rejects(server.fetch(uri(), { rules }), { name: 'ArtifactRefused', message: error });
  });
}
