import { setImmediate } from 'node:timers/promises';
import { parentPort, workerData } from 'node:worker_threads';
import { plant } from './plant.ts';
import { type Share, type Summary, sum } from './run-seeds.ts';

const { family, from, until, step, mutation, stopsAtFirst } = workerData as Share;

const assertPlanted = mutation === undefined ? () => {} : plant(mutation);
// Loaded only now, so that what is planted is found.
const { runSeed } = await (family === 'flink' ? import('./run-seed.ts') : import('./flink-cluster/run-seed.ts'));
assertPlanted();

const violations: { seed: number; violation: string }[] = [];
let reached: Summary['reached'] = new Map();
let deaths: Summary['deaths'] = new Map();
let seen: Summary['seen'] = new Map();
let runs = 0;
const begun = process.threadCpuUsage();
for (let seed = from; seed < until && !(stopsAtFirst && violations.length > 0); seed += step) {
  const result = await runSeed(seed);
  // A world is one long tick, and what it leaves behind is cleared away between two.
  await setImmediate();
  runs++;
  if (result.violation !== undefined) violations.push({ seed, violation: result.violation });
  reached = sum(reached, result.reached);
  deaths = sum(deaths, result.deaths);
  seen = sum(seen, result.seen);
}
const { user, system } = process.threadCpuUsage(begun);
const summary: Summary = { runs, violations, reached, deaths, seen, seconds: (user + system) / 1_000_000 };
parentPort?.postMessage(summary);
