import assert from 'node:assert/strict';
import { test } from 'node:test';
import { divergentCount, quirkCount } from './divergences.ts';

test(`${divergentCount} cases diverge on purpose, and ${quirkCount} quirks`, () => {
  assert.ok(divergentCount <= 40);
});
