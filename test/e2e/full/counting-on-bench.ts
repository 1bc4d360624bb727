import { existsSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { CountingDirectory } from './counting-directory.ts';
import {
  countingJob,
  type Flink,
  type FlinkOnBench,
  flinkDeployment,
  isStable,
  type Status,
} from './flink-on-bench.ts';

export interface CountingOptions {
  /** Of the spec of the job. */
  readonly job?: object;
  /** DIRECTORY stands for the one that outlives every pod. */
  readonly flinkConfiguration?: Readonly<Record<string, string>>;
  /** Whether it can be told to fail. */
  readonly fails?: boolean;
}

export interface RunningJob {
  readonly at: string;
  readonly object: string;
  readonly directory: CountingDirectory;
  /** It runs as its spec says now. */
  stable(): Promise<Status>;
  becomes(holds: (status: Status) => boolean, seconds?: number): Promise<Status>;
  patch(spec: object): Promise<void>;
  hasCheckpoint(status: Status): Promise<void>;
  countsToTheEnd(): Promise<void>;
}

export const highAvailability = {
  'high-availability.type': 'kubernetes',
  'high-availability.storageDir': 'file://DIRECTORY/ha',
};

/** Jobs that count to the end, with their state in a directory that outlives every pod, and find out by themselves whether a number was lost or doubled. */
export class CountingJobs {
  readonly #on: FlinkOnBench;

  constructor(on: FlinkOnBench) {
    this.#on = on;
  }

  async start(name: string, flink: Flink, options: CountingOptions = {}): Promise<RunningJob> {
    const on = this.#on;
    const { job, flinkConfiguration: more = {}, fails } = options;
    const at = await on.namespaceForJobs(name);
    const directory = new CountingDirectory(on.bench.directory, at);
    const flinkConfiguration = {
      ...stateIn(directory.path, flink),
      ...Object.fromEntries(
        Object.entries(more).map(([key, text]) => [key, text.replace('DIRECTORY', directory.path)]),
      ),
    };
    const args = [...directory.args, ...(fails ? directory.failing : [])];
    const spec = { ...countingJob, args, ...job };
    await on.apply(flinkDeployment(name, at, flink, { job: spec, flinkConfiguration, directory: directory.path }));
    const object = `flinkdep/${name}`;
    const becomes: RunningJob['becomes'] = (holds, seconds) => on.becomes(at, object, holds, seconds);
    const stable = () =>
      becomes((status) => {
        const { observedGeneration, generation } = status as Status & { generation: number };
        return isStable(status) && observedGeneration === generation;
      });
    await stable();
    return {
      at,
      object,
      directory,
      stable,
      becomes,
      patch: (changes) => on.patch(at, object, changes),
      async hasCheckpoint({ jobStatus }) {
        const kept = path.join(directory.path, 'checkpoints', jobStatus?.jobId ?? '');
        await on.bench.waitFor('a checkpoint', async () => hasCompleteCheckpoint(kept));
      },
      async countsToTheEnd() {
        directory.end();
        await becomes(({ jobStatus }) => jobStatus?.state === 'FINISHED');
        directory.assertCounted();
        await on.must(['delete', '-n', at, object, '--timeout=80s']);
      },
    };
  }
}

/** Whether one was completed in the directory of a job. Flink makes the one of each checkpoint when that begins. */
export function hasCompleteCheckpoint(directory: string): boolean {
  if (!existsSync(directory)) return false;
  return readdirSync(directory).some(
    (name) => name.startsWith('chk-') && existsSync(path.join(directory, name, '_metadata')),
  );
}

/** Where a cluster keeps the state of its jobs. */
export const stateIn = (directory: string, { flinkVersion }: Flink): Readonly<Record<string, string>> => ({
  'execution.checkpointing.dir': `file://${directory}/checkpoints`,
  'execution.checkpointing.savepoint-dir': `file://${directory}/savepoints`,
  ...(flinkVersion === 'v1_20' && {
    'state.checkpoints.dir': `file://${directory}/checkpoints`,
    'state.savepoints.dir': `file://${directory}/savepoints`,
  }),
});
