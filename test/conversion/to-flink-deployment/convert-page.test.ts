import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { convertPage } from '../../../scripts/convert-page.ts';

test('docs/convert.md lists what the carriers do; if not, run node scripts/convert-page.ts', () => {
  const page = readFileSync(new URL('../../../docs/convert.md', import.meta.url), 'utf8');
  assert.ok(page === convertPage(page));
});
