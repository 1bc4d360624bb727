import { availableParallelism } from 'node:os';
import { Worker } from 'node:worker_threads';
import type { CrashPoint } from '../../src/engine/pass.ts';
import type { Mutation } from './plant.ts';

/** What is simulated, by the folder that has the rules of it. */
export type FamilyName = 'flink' | 'flink-cluster';

/** What one thread is to do. */
export interface Share {
  readonly family: FamilyName;
  readonly from: number;
  readonly until: number;
  /** Every so many. */
  readonly step: number;
  /** A bug that is planted before. */
  readonly mutation: Mutation | undefined;
  readonly stopsAtFirst: boolean;
}

export interface Summary {
  readonly runs: number;
  readonly violations: readonly { readonly seed: number; readonly violation: string }[];
  readonly reached: ReadonlyMap<CrashPoint, number>;
  readonly deaths: ReadonlyMap<CrashPoint, number>;
  /** What has come about, by what it was. */
  readonly seen: ReadonlyMap<string, number>;
  /** Of the processor, in all threads. */
  readonly seconds: number;
}

export interface SeedOptions {
  readonly family?: FamilyName;
  readonly from?: number;
  readonly seeds: number;
  readonly threads?: number;
  readonly mutation?: Mutation;
  readonly stopsAtFirst?: boolean;
}

/** Runs many seeds, on every core. */
export async function runSeeds(options: SeedOptions): Promise<Summary> {
  const { from = 0, seeds, threads = availableParallelism(), mutation, stopsAtFirst = false } = options;
  const { family = 'flink' } = options;
  const shares = Array.from({ length: threads }, (_, index): Share => {
    return { family, from: from + index, until: from + seeds, step: threads, mutation, stopsAtFirst };
  });
  return (await Promise.all(shares.map(runShare))).reduce(together);
}

/** What a world leaves behind is gone before it is old. */
const resourceLimits = { maxYoungGenerationSizeMb: 256 };

function runShare(share: Share): Promise<Summary> {
  const thread = new Worker(new URL('./seeds-thread.ts', import.meta.url), { workerData: share, resourceLimits });
  return new Promise((resolve, reject) => {
    thread.once('message', resolve);
    thread.once('error', reject);
    thread.once('exit', (code) => reject(new Error(`the thread ended with ${code}`)));
  });
}

function together(a: Summary, b: Summary): Summary {
  return {
    runs: a.runs + b.runs,
    violations: [...a.violations, ...b.violations].toSorted((one, other) => one.seed - other.seed),
    reached: sum(a.reached, b.reached),
    deaths: sum(a.deaths, b.deaths),
    seen: sum(a.seen, b.seen),
    seconds: a.seconds + b.seconds,
  };
}

export function sum<Key>(a: ReadonlyMap<Key, number>, b: ReadonlyMap<Key, number>): Map<Key, number> {
  const all = new Map(a);
  for (const [key, count] of b) all.set(key, (all.get(key) ?? 0) + count);
  return all;
}
