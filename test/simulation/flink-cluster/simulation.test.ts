import assert from 'node:assert/strict';
import { test } from 'node:test';
import { runSeeds } from '../run-seeds.ts';
import { crashPoints, runSeed } from './run-seed.ts';

const seeds = Number(process.env['SLUICE_SEEDS'] ?? 300);
/** Runs after which a process has died at every point. */
const enough = 3000;
/** What comes about in any few hundred runs. */
const mustBeSeen = [
  'Application again from its state',
  'Blocking again from its state',
  'Detached again from its state',
  'Detached first from nothing',
  'job-cancel is done',
  'let go',
  'restarts',
  'savepoint has failed',
  'savepoint is done',
  'updates',
];

test(`nothing that must never be is in ${seeds} simulated worlds of FlinkClusters`, async () => {
  const { violations, deaths, seen } = await runSeeds({ family: 'flink-cluster', seeds });
  const [first] = violations;
  if (first) {
    const { trace } = await runSeed(first.seed, { traced: true });
    const again = `node test/simulation/flink-cluster/simulate.ts --seed ${first.seed} --trace`;
    assert.fail(`seed ${first.seed}: ${first.violation}\n${trace.slice(-60).join('\n')}\nAgain: ${again}`);
  }
  const unseen = seeds < 300 ? [] : mustBeSeen.filter((what) => !seen.has(what));
  assert.deepEqual(unseen, [], 'what never came about');
  const spared = crashPoints.filter((point) => !deaths.has(point));
  if (seeds >= enough) assert.deepEqual(spared, [], 'points of a pass at which no process died');
});

for (const seed of [1, 2, 3]) {
  test(`seed ${seed} of FlinkClusters is the same course of events each time`, async () => {
    const [one, other] = [await runSeed(seed, { traced: true }), await runSeed(seed, { traced: true })];
    assert.ok(one.trace.length > 20);
    assert.deepEqual(one.trace, other.trace);
  });
}
