import { createHash } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { run } from '../processes.ts';
import { once } from '../tools.ts';
import { flinkDistribution } from './distribution.ts';

/** The job, and a class of the name that examples ask for. */
const sources = ['CountingJob.java', 'StateMachineExample.java'].map((name) =>
  fileURLToPath(new URL(`job/${name}`, import.meta.url)),
);

/** One jar for every version: what is compiled against the oldest of them runs on the others. */
const compiledAgainst = '1.20.5';

/** The jar of the job that finds out whether anything was lost or doubled. Needs `javac` and `jar`; five seconds, once. */
export async function countingJob(): Promise<string> {
  const home = await flinkDistribution(compiledAgainst);
  const hash = createHash('sha256');
  for (const source of sources) hash.update(readFileSync(source));
  const key = hash.update(compiledAgainst).digest('hex').slice(0, 12);
  const directory = await once(`counting-job-${key}`, async (into) => {
    const classes = path.join(into, 'classes');
    mkdirSync(classes);
    const dist = path.join(home, 'lib', `flink-dist-${compiledAgainst}.jar`);
    // The class files of Java 11, the oldest that a supported image of Flink has.
    await run('javac', ['--release', '11', '-Xlint:all,-path', '-Werror', '-cp', dist, '-d', classes, ...sources]);
    await run('jar', [
      '--create',
      '--file',
      path.join(into, jarName),
      '--main-class',
      'CountingJob',
      '-C',
      classes,
      '.',
    ]);
    rmSync(classes, { recursive: true });
  });
  return path.join(directory, jarName);
}

const jarName = 'counting-job.jar';

/** What the keys of a finished job wrote to its `--report` directory: how many numbers were counted in all. */
export function countedIn(report: string): number {
  return readdirSync(report).reduce((sum, key) => sum + Number(readFileSync(path.join(report, key), 'utf8')), 0);
}
