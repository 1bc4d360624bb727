import { copyFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createFlinkRest } from '../../../src/flink/flink-rest.ts';
import { attempt, type Daemon, eventually, startDaemon, tail } from '../processes.ts';
import { type FlinkVersion, flinkDistribution } from './distribution.ts';
import { openedModules } from './opened-modules.ts';
import type { SessionKeys } from './session-keys.ts';
import { justEnoughMemory } from './small-cluster.ts';

export interface FlinkSessionOptions {
  readonly version: FlinkVersion;
  /** Slots of the one TaskManager; 4 where it is left out. */
  readonly slots?: number;
  /** Flink's own keys, over those of the bench. */
  readonly configuration?: Readonly<Record<string, string | number | boolean>>;
  /** For a REST server that speaks https. */
  readonly keys?: SessionKeys;
}

/** A session cluster of plain processes on loopback. */
export interface FlinkSession {
  /** Of the REST server, without a path. */
  readonly url: URL;
  /** Where jars, checkpoints, savepoints and logs are; removed by `stop`. */
  readonly directory: string;
  readonly jobManager: Daemon;
  /** The one that runs now. */
  readonly taskManager: Daemon;
  /** Kills the TaskManager and starts another. */
  restartTaskManager(): Promise<void>;
  /** The last lines of both processes, for the message of a failure. */
  diagnose(): string;
  stop(): Promise<void>;
}

/** Seconds; about five times of what two busy cores take. */
const startSeconds = 90;

/** A JobManager and a TaskManager of their own, ready for jobs: 6 to 12 seconds and 600 MB. */
export async function startFlinkSession(options: FlinkSessionOptions): Promise<FlinkSession> {
  const home = await flinkDistribution(options.version);
  await needsJava();
  const directory = mkdtempSync(path.join(tmpdir(), 'flink-session-'));
  const [restPort, rpcPort] = await freePorts(2);
  const url = new URL(`${options.keys ? 'https' : 'http'}://127.0.0.1:${restPort}`);
  const settings = configuration(home, directory, options, { rest: restPort, rpc: rpcPort });
  const conf = path.join(directory, 'conf');
  for (const name of ['conf', 'log', 'tmp', 'web']) mkdirSync(path.join(directory, name));
  writeFileSync(path.join(conf, 'config.yaml'), yamlOf(settings));
  for (const name of ['log4j-console.properties', 'log4j.properties']) {
    copyFileSync(path.join(home, 'conf', name), path.join(conf, name));
  }
  const start = (program: string) =>
    startDaemon(path.join(home, 'bin', `${program}.sh`), ['start-foreground'], {
      log: path.join(directory, 'log', `${program}.out`),
      cwd: directory,
      env: {
        ...process.env,
        FLINK_HOME: home,
        FLINK_CONF_DIR: conf,
        FLINK_LOG_DIR: path.join(directory, 'log'),
        FLINK_PID_DIR: path.join(directory, 'tmp'),
      },
    });

  const jobManager = start('jobmanager');
  let taskManager = start('taskmanager');
  const diagnose = () =>
    [jobManager, taskManager].map((daemon) => `--- ${daemon.log}\n${tail(daemon.log, 50)}`).join('\n');

  async function ready(): Promise<void> {
    const flink = await createFlinkRest({ url, ...(options.keys && { tls: options.keys.files }) });
    await eventually(
      `a Flink ${options.version} with a TaskManager`,
      async () => {
        for (const daemon of [jobManager, taskManager]) {
          if (!daemon.running()) throw new Error(`a process of Flink has ended\n${diagnose()}`);
        }
        return (await flink.taskManagers({ timeout: 2000 })) === 1;
      },
      startSeconds,
      diagnose,
    ).finally(() => flink.close());
  }

  async function stop(): Promise<void> {
    await Promise.all([jobManager.stop(), taskManager.stop()]);
    rmSync(directory, { recursive: true, force: true });
  }

  try {
    await ready();
  } catch (error) {
    await stop();
    throw error;
  }
  return {
    url,
    directory,
    jobManager,
    get taskManager() {
      return taskManager;
    },
    async restartTaskManager() {
      await taskManager.stop();
      taskManager = start('taskmanager');
    },
    diagnose,
    stop,
  };
}

/** Small processes that look often: `spec/test-bench.md` 3.4. */
function configuration(
  home: string,
  directory: string,
  { slots = 4, configuration: own = {}, keys }: FlinkSessionOptions,
  ports: { readonly rest: number | undefined; readonly rpc: number | undefined },
): Record<string, unknown> {
  const host = '127.0.0.1';
  return {
    'jobmanager.rpc.address': host,
    'jobmanager.rpc.port': ports.rpc,
    'jobmanager.bind-host': host,
    'rest.address': host,
    'rest.bind-address': host,
    'rest.port': ports.rest,
    'taskmanager.host': host,
    'taskmanager.bind-host': host,
    'taskmanager.numberOfTaskSlots': slots,
    'jobmanager.memory.process.size': '600m',
    ...justEnoughMemory,
    'taskmanager.memory.process.size': '640m',
    // The REST server answers from a copy that is three seconds old otherwise.
    'web.refresh-interval': 200,
    // Metrics are ten seconds old otherwise, and there are none before.
    'metrics.fetcher.update-interval': 500,
    // A TaskManager that is ready before its JobManager waits ten seconds otherwise.
    'cluster.registration.error-delay': 500,
    'cluster.registration.initial-timeout': 200,
    'heartbeat.timeout': 10_000,
    'web.upload.dir': path.join(directory, 'web'),
    'io.tmp.dirs': path.join(directory, 'tmp'),
    'execution.checkpointing.dir': pathUrl(directory, 'checkpoints'),
    'execution.checkpointing.savepoint-dir': pathUrl(directory, 'savepoints'),
    'env.java.opts.all': `${openedModules(home)} -XX:TieredStopAtLevel=1 -XX:+UseSerialGC`.trim(),
    ...keys?.configuration,
    ...own,
  };
}

function pathUrl(directory: string, name: string): string {
  return `file://${path.join(directory, name)}`;
}

/** Flat keys; text in the quotes of JSON, which YAML reads as well. */
function yamlOf(settings: Readonly<Record<string, unknown>>): string {
  return Object.entries(settings)
    .map(([key, value]) => `${key}: ${JSON.stringify(value)}\n`)
    .join('');
}

/** Fails in words of our own where Flink's scripts would end with a line that nobody finds. */
async function needsJava(): Promise<void> {
  const java = process.env['JAVA_HOME'] ? path.join(process.env['JAVA_HOME'], 'bin/java') : 'java';
  const answer = await attempt(java, ['-version']).catch((error: Error) => ({ code: 127, stderr: error.message }));
  if (answer.code !== 0) throw new Error(`the bench needs Java 17 for Flink: ${answer.stderr}`);
}

/** Ports that nobody has at the moment. */
async function freePorts(count: number): Promise<number[]> {
  const servers = await Promise.all(
    Array.from({ length: count }, async () => {
      const server = createServer();
      await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
      return server;
    }),
  );
  return Promise.all(
    servers.map(async (server) => {
      const address = server.address();
      await new Promise((resolve) => server.close(resolve));
      return typeof address === 'object' && address ? address.port : 0;
    }),
  );
}
