import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, test } from 'node:test';
import { parse } from 'yaml';
import { sameMeaning } from './compare.ts';
import { corpusFolder, files } from './corpus.ts';
import { componentState } from './flinkcluster-status/component-rows.ts';
import { jobState } from './flinkcluster-status/job-rows.ts';
import { controlIntake, savepointStatus, savepointTrigger } from './flinkcluster-status/savepoint-rows.ts';
import { clusterState, updateState } from './flinkcluster-status/state-rows.ts';

/** What the reference makes of what it sees of a FlinkCluster, row by row: our status says the same. */

interface Row {
  readonly id: string;
  readonly expect: object | null;
}

/** What is different on purpose (design D4): the fields of our own answer to these rows. */
interface Divergence {
  readonly ids: readonly string[];
  readonly verdict: Readonly<Record<string, unknown>>;
  readonly reason: string;
}

const { divergences } = parse(
  readFileSync(new URL('flinkcluster-status/divergences.yaml', import.meta.url), 'utf8'),
) as { readonly divergences: readonly Divergence[] };
const own = new Map(divergences.flatMap(({ ids, verdict }) => ids.map((id) => [id, verdict])));

test(`${own.size} rows diverge on purpose`, () => {
  assert.ok(own.size <= 40);
});

/** How a row of each file is answered. Each is only ever given rows of its own file. */
const answers: Readonly<Record<string, (row: never) => object | null>> = {
  'cluster-state.json': clusterState,
  'component-state.json': componentState,
  'control-intake.json': controlIntake,
  'job-state.json': jobState,
  'savepoint-and-control-status.json': savepointStatus,
  'savepoint-trigger.json': savepointTrigger,
  'update-state.json': updateState,
};

const folder = corpusFolder('flinkcluster-status');

describe('recorded statuses of FlinkCluster', { skip: folder === undefined && 'no corpus here' }, () => {
  for (const { name, content } of folder ? files(folder) : []) {
    const rows = content as readonly Row[];
    test(`${name}: ${rows.length} rows`, () => {
      const answer = answers[name];
      assert.ok(answer, 'a file that is not known');
      assert.deepEqual(
        rows.flatMap((row) => wrong(row, answer(row as never))),
        [],
      );
    });
  }
});

/** A line for a row whose answer is another one, and for a divergence that is none. */
function wrong({ id, expect, ...row }: Row, answer: object | null): string[] {
  const verdict = own.get(id);
  const wanted = verdict ? { ...expect, ...verdict } : expect;
  if (verdict && sameMeaning(expect, wanted)) return [`${id}: diverges in nothing`];
  if (sameMeaning(answer, wanted)) return [];
  return [`${id} ${JSON.stringify(row)}: ${JSON.stringify(answer)} and not ${JSON.stringify(wanted)}`];
}
