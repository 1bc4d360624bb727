import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { findPlanted } from './find-planted.ts';
import { mutations } from './mutations.ts';

suite('planted bugs', { concurrency: 2 }, () => {
  for (const mutation of mutations) {
    test(`an engine that ${mutation.name} is found out`, async (t) => {
      const found = await findPlanted('flink', mutation);
      assert.ok(found, 'no seed goes wrong with it alone');
      t.diagnostic(`seed ${found.seed}: ${found.violation}`);
    });
  }
});
