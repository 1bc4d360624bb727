import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { enginePage } from '../../scripts/engine-page.ts';

test('docs/engine.md draws what the code does; if not, run node scripts/engine-page.ts', () => {
  const page = readFileSync(new URL('../../docs/engine.md', import.meta.url), 'utf8');
  assert.equal(page, enginePage(page));
});
