import assert from 'node:assert/strict';
import { test } from 'node:test';
import { unzipSync } from 'fflate';
import { emptyJar } from '../../src/artifacts/empty-jar.ts';

test('the empty jar is an archive with a manifest and nothing else', () => {
  const files = Object.entries(unzipSync(emptyJar())).map(([name, bytes]) => [name, Buffer.from(bytes).toString()]);
  assert.deepEqual(files, [['META-INF/MANIFEST.MF', 'Manifest-Version: 1.0\r\n\r\n']]);
});
