import { availableParallelism } from 'node:os';
import { parseArgs } from 'node:util';
import type { CrashPoint } from '../../src/engine/pass.ts';
import type { Mutation } from './plant.ts';
import type { RunResult } from './run.ts';
import { type FamilyName, runSeeds } from './run-seeds.ts';

interface Simulated {
  readonly family: FamilyName;
  readonly crashPoints: readonly CrashPoint[];
  readonly mutations: readonly Mutation[];
  readonly runSeed: (seed: number, options: { readonly traced: boolean }) => Promise<RunResult>;
  /** What is counted beside crash points. */
  readonly counted: string;
}

const { values } = parseArgs({
  options: {
    /** One run, told in full with `--trace`. */
    seed: { type: 'string' },
    trace: { type: 'boolean', default: false },
    /** Many runs, on every core unless `--threads` says otherwise. */
    seeds: { type: 'string', default: '1000' },
    from: { type: 'string', default: '0' },
    threads: { type: 'string', default: String(availableParallelism()) },
    mutation: { type: 'string' },
  },
});

const print = (line: string) => process.stdout.write(`${line}\n`);

async function simulateOne(seed: number, { runSeed }: Simulated): Promise<string | undefined> {
  const { violation, trace } = await runSeed(seed, { traced: true });
  if (values.trace) for (const line of trace) print(line);
  print(`seed ${seed}: ${violation ?? 'nothing went wrong'}`);
  return violation;
}

async function simulateMany({ family, crashPoints, mutations, counted }: Simulated): Promise<boolean> {
  const begun = performance.now();
  const mutation = mutations.find(({ name }) => name === values.mutation);
  if (values.mutation !== undefined && !mutation) throw new RangeError(`no mutation: ${values.mutation}`);
  const [from, seeds, threads] = [Number(values.from), Number(values.seeds), Number(values.threads)];
  const { runs, violations, reached, deaths, seen, seconds } = await runSeeds({
    family,
    from,
    seeds,
    threads,
    ...(mutation && { mutation, stopsAtFirst: true }),
  });
  for (const { seed, violation } of violations) print(`seed ${seed}: ${violation}`);
  print('point of a pass                reached  died there');
  for (const point of crashPoints) {
    const [times, died] = [reached, deaths].map((counts) => String(counts.get(point) ?? 0));
    print(`${point.padEnd(28)} ${times?.padStart(9)} ${died?.padStart(11)}`);
  }
  print(counted);
  for (const [told, count] of [...seen].toSorted()) print(`${told.padEnd(28)} ${String(count).padStart(9)}`);
  const wall = (performance.now() - begun) / 1000;
  print(`${runs} runs, ${violations.length} with a violation`);
  print(
    `${(runs / wall).toFixed(1)} runs a second on ${threads} threads; ${(runs / seconds).toFixed(1)} a second of processor time`,
  );
  return violations.length > 0;
}

/** As the command line says. */
export async function simulate(simulated: Simulated): Promise<void> {
  const { seed } = values;
  const failed =
    seed === undefined ? await simulateMany(simulated) : (await simulateOne(Number(seed), simulated)) !== undefined;
  if (failed) process.exitCode = 1;
}
