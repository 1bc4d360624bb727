import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { mutations } from './mutations.ts';
import { runSeeds } from './run-seeds.ts';

/** Seeds within which each bug comes to light. */
const seeds = 3000;

suite('planted bugs', { concurrency: 2 }, () => {
  for (const { name } of mutations) {
    test(`an engine that ${name} is found out`, async (t) => {
      const { runs, violations } = await runSeeds({ seeds, threads: 1, mutation: name, stopsAtFirst: true });
      const [first] = violations;
      assert.ok(first, `not within ${runs} runs`);
      t.diagnostic(`seed ${first.seed}: ${first.violation}`);
    });
  }
});
