import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';

const file = path.resolve(import.meta.dirname, '../../docs/differences.md');

test('what docs/differences.md refers to is there', () => {
  const links = [...readFileSync(file, 'utf8').matchAll(/\]\(([^)#]+)[^)]*\)/g)].map(([, link = '']) => link);
  assert.ok(links.length > 50);
  const broken = links.filter((link) => !existsSync(path.resolve(path.dirname(file), link)));
  assert.deepEqual(broken, []);
});

test('docs/differences.md has a row for each defect found by reading, of either operator', () => {
  const rows = [...readFileSync(file, 'utf8').matchAll(/^\| (\d+) \|/gm)].map(([, number]) => Number(number));
  const upTo = (last: number) => Array.from({ length: last }, (_, index) => index + 1);
  assert.deepEqual(rows, [...upTo(28), ...upTo(37)]);
});
