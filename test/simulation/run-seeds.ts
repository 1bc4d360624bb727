import { availableParallelism } from 'node:os';
import { Worker } from 'node:worker_threads';
import type { CrashPoint } from '../../src/engine/pass.ts';

/** What one thread is to do. */
export interface Share {
  readonly from: number;
  readonly until: number;
  /** Every so many. */
  readonly step: number;
  /** The name of a bug that is planted before. */
  readonly mutation: string | undefined;
  readonly stopsAtFirst: boolean;
}

export interface Summary {
  readonly runs: number;
  readonly violations: readonly { readonly seed: number; readonly violation: string }[];
  readonly reached: ReadonlyMap<CrashPoint, number>;
  readonly deaths: ReadonlyMap<CrashPoint, number>;
  /** Of the processor, in all threads. */
  readonly seconds: number;
}

export interface SeedOptions {
  readonly from?: number;
  readonly seeds: number;
  readonly threads?: number;
  readonly mutation?: string;
  readonly stopsAtFirst?: boolean;
}

/** Runs many seeds, on every core. */
export async function runSeeds(options: SeedOptions): Promise<Summary> {
  const { from = 0, seeds, threads = availableParallelism(), mutation, stopsAtFirst = false } = options;
  const shares = Array.from({ length: threads }, (_, index): Share => {
    return { from: from + index, until: from + seeds, step: threads, mutation, stopsAtFirst };
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
    seconds: a.seconds + b.seconds,
  };
}

export function sum(a: ReadonlyMap<CrashPoint, number>, b: ReadonlyMap<CrashPoint, number>): Map<CrashPoint, number> {
  const all = new Map(a);
  for (const [point, count] of b) all.set(point, (all.get(point) ?? 0) + count);
  return all;
}
