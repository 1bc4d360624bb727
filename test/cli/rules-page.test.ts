import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { rulesPage } from '../../scripts/rules-page.ts';

test('docs/rules.md is what the rules say; if not, run node scripts/rules-page.ts', () => {
  const page = readFileSync(new URL('../../docs/rules.md', import.meta.url), 'utf8');
  assert.ok(page === rulesPage());
});

test('every link in the page leads to a rule', () => {
  const page = rulesPage();
  for (const [, id] of page.matchAll(/\]\(#([\w-]+)\)/g)) assert.match(page, new RegExp(`^### ${id}$`, 'm'));
});
