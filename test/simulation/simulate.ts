import { availableParallelism } from 'node:os';
import { parseArgs } from 'node:util';
import { crashPoints, runSeed } from './run-seed.ts';
import { runSeeds } from './run-seeds.ts';

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

async function simulateOne(seed: number): Promise<string | undefined> {
  const { violation, trace } = await runSeed(seed, { traced: true });
  if (values.trace) for (const line of trace) print(line);
  print(`seed ${seed}: ${violation ?? 'nothing went wrong'}`);
  return violation;
}

async function simulateMany(): Promise<boolean> {
  const begun = performance.now();
  const { mutation } = values;
  const [from, seeds, threads] = [Number(values.from), Number(values.seeds), Number(values.threads)];
  const { runs, violations, reached, deaths, seconds } = await runSeeds({
    from,
    seeds,
    threads,
    ...(mutation !== undefined && { mutation, stopsAtFirst: true }),
  });
  for (const { seed, violation } of violations) print(`seed ${seed}: ${violation}`);
  print('point of a pass                reached  died there');
  for (const point of crashPoints) {
    const [times, died] = [reached, deaths].map((counts) => String(counts.get(point) ?? 0));
    print(`${point.padEnd(28)} ${times?.padStart(9)} ${died?.padStart(11)}`);
  }
  const wall = (performance.now() - begun) / 1000;
  print(`${runs} runs, ${violations.length} with a violation`);
  print(
    `${(runs / wall).toFixed(1)} runs a second on ${threads} threads; ${(runs / seconds).toFixed(1)} a second of processor time`,
  );
  return violations.length > 0;
}

const failed =
  values.seed === undefined ? await simulateMany() : (await simulateOne(Number(values.seed))) !== undefined;
if (failed) process.exitCode = 1;
