import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { parse } from 'yaml';
import { corpusFolder } from './corpus.ts';
import { recordings } from './flink-lifecycle/recording.ts';
import { replay } from './flink-lifecycle/replay.ts';

/** Our engine goes through every recorded case, in virtual time: what it makes, calls, says and tells is what was recorded. */

interface Divergence {
  readonly ids: readonly string[];
  readonly reason: string;
  /** Every line in which our engine differs from what was recorded, and so what it does. */
  readonly verdict: readonly string[];
}

const file = new URL('flink-lifecycle/divergences.yaml', import.meta.url);
const { divergences } = parse(readFileSync(file, 'utf8')) as { readonly divergences: readonly Divergence[] };
const divergent = new Set(divergences.flatMap(({ ids }) => ids));
const folder = corpusFolder('flink-reconcile');

test(`${divergent.size} recorded lifecycles diverge on purpose`, () => {
  assert.ok(divergent.size <= 20);
});

if (folder) {
  for (const recording of recordings(folder)) {
    test(recording.id, async () => {
      const { differs } = await replay(recording);
      const wanted = divergences.filter(({ ids }) => ids.includes(recording.id)).flatMap(({ verdict }) => verdict);
      assert.deepEqual(differs.toSorted(), wanted.toSorted());
    });
  }
} else test('recorded lifecycles', { skip: 'no corpus here' });
