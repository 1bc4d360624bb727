import assert from 'node:assert/strict';
import { test } from 'node:test';
import { crashPoints, runSeed } from './run-seed.ts';
import { runSeeds } from './run-seeds.ts';

const seeds = Number(process.env['SLUICE_SEEDS'] ?? 1000);
/** Runs after which a process has died at every point. */
const enough = 5000;
/** What edits do, as previews name it, in any thousand runs. */
const mustBeForetold = [
  'as at the edit',
  'cancel → checkpoint',
  'ended → path',
  'last-state → last-state',
  'nothing → goes-on (waits)',
  'replaced → cluster',
  'savepoint → rests',
  'scaled → goes-on',
  'savepoint → savepoint',
  'stateless → empty',
  'stateless → path',
];

test(`nothing that must never be is in ${seeds} simulated worlds`, async () => {
  const { violations, deaths, seen } = await runSeeds({ seeds });
  const [first] = violations;
  if (first) {
    const { trace } = await runSeed(first.seed, { traced: true });
    const again = `node test/simulation/simulate.ts --seed ${first.seed} --trace`;
    assert.fail(`seed ${first.seed}: ${first.violation}\n${trace.slice(-60).join('\n')}\nAgain: ${again}`);
  }
  const unseen = seeds < 1000 ? [] : mustBeForetold.filter((told) => !seen.has(told));
  assert.deepEqual(unseen, [], 'effects of edits that no preview has foretold');
  const spared = crashPoints.filter((point) => !deaths.has(point));
  if (seeds >= enough) assert.deepEqual(spared, [], 'points of a pass at which no process died');
});

for (const seed of [1, 2, 3, 4, 5]) {
  test(`seed ${seed} is the same course of events each time`, async () => {
    const [one, other] = [await runSeed(seed, { traced: true }), await runSeed(seed, { traced: true })];
    assert.ok(one.trace.length > 20);
    assert.deepEqual(one.trace, other.trace);
  });
}
