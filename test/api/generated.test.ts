import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { test } from 'node:test';
import { parse } from 'yaml';
import { generatedFiles } from '../../scripts/generate/files.ts';

const root = new URL('../../', import.meta.url);
const files = await generatedFiles();

test('what is made from the schemas is as it is committed', () => {
  const stale = [...files].filter(([path, text]) => {
    const file = new URL(path, root);
    return !existsSync(file) || readFileSync(file, 'utf8') !== text;
  });
  assert.deepEqual(
    stale.map(([path]) => path),
    [],
    'run `npm run generate`',
  );
});

test('nothing else lies among the generated CRDs', () => {
  const folder = 'charts/sluice/crds/';
  const made = [...files.keys()].filter((path) => path.startsWith(folder)).map((path) => path.slice(folder.length));
  assert.deepEqual(readdirSync(new URL(folder, root)).sort(), made.sort());
});

test('each CRD is small enough to be stored', () => {
  for (const [path, text] of files) {
    if (path.startsWith('charts/sluice/crds/')) assert.ok(JSON.stringify(parse(text)).length <= 900_000, path);
  }
});
