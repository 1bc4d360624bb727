import { mkdirSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { get } from 'node:http';
import path from 'node:path';
import process from 'node:process';
import type { Bench } from './control-plane.ts';
import { type Daemon, eventually, startDaemon, tail } from './processes.ts';

export interface EngineProcessOptions {
  /** The setting `engine.flink.address`; Service names where it is left out. */
  readonly flinkAddress?: string;
  /** Keys of the operator's configuration. */
  readonly configuration?: Readonly<Record<string, string>>;
  /** Settings as environment variables. */
  readonly settings?: Readonly<Record<string, string>>;
  /** Runs as the service account of a pod, which is how a cluster has it, and not by a kubeconfig. Needs root. */
  readonly asPod?: boolean;
  readonly name?: string;
}

/** A `sluice engine` beside an API server. */
export interface EngineProcess {
  readonly daemon: Daemon;
  /** Of the engine itself, whatever started it. */
  readonly pid: number;
  readonly healthUrl: string;
  /** Seconds from its start until its caches were whole and it answered. */
  readonly startSeconds: number;
  /** Lines of its log that say this. */
  logged(message: string): readonly Readonly<Record<string, unknown>>[];
  metrics(): Promise<string>;
  /** What the probes of the reference ask: `OK` or `ERROR`. */
  health(): Promise<string>;
  /** Writes the operator's configuration anew. */
  configure(configuration: Readonly<Record<string, string>>): void;
  stop(signal?: NodeJS.Signals): Promise<void>;
}

const program = path.resolve(import.meta.dirname, '../../src/bin/from-source.js');
const accountDirectory = '/var/run/secrets/kubernetes.io/serviceaccount';

/** Starts an engine and waits until it answers its probes. */
export async function startEngineProcess(bench: Bench, options: EngineProcessOptions = {}): Promise<EngineProcess> {
  const { flinkAddress, configuration = {}, settings = {}, asPod = false, name = 'engine' } = options;
  const directory = mkdtempSync(path.join(bench.directory, `${name}-`));
  const log = path.join(directory, 'log');
  const conf = path.join(directory, 'conf');
  mkdirSync(conf);
  const defaults = readFileSync(new URL('../../charts/sluice/files/java17.yaml', import.meta.url), 'utf8');
  const configure = (keys: Readonly<Record<string, string>>) => {
    const lines = Object.entries(keys).map(([key, text]) => `${key}: ${JSON.stringify(text)}\n`);
    writeFileSync(path.join(conf, 'config.yaml'), `${defaults}\n${lines.join('')}`);
  };
  configure(configuration);
  const environment = {
    ...process.env,
    SLUICE_ENGINE_HEALTH_PORT: '0',
    SLUICE_LOG_FORMAT: 'json',
    SLUICE_OPERATOR_CONFIGURATION_DIRECTORY: conf,
    SLUICE_KUBERNETES_NAMESPACE: 'default',
    ...(flinkAddress !== undefined && { SLUICE_ENGINE_FLINK_ADDRESS: flinkAddress }),
    ...settings,
  };
  const begun = performance.now();
  const daemon = asPod
    ? await startAsPod(bench, directory, log, environment)
    : startDaemon(process.execPath, [program, 'engine'], {
        log,
        env: { SLUICE_KUBERNETES_KUBECONFIG: bench.kubeconfig, ...environment },
      });
  const lines = () => {
    const whole = readFileSync(log, 'utf8').split('\n').slice(0, -1);
    return whole.filter((line) => line.startsWith('{')).map((line) => JSON.parse(line) as Record<string, unknown>);
  };
  const logged = (message: string) => lines().filter(({ msg }) => msg === message);
  const healthUrl = await eventually(
    'the engine starts',
    async () => {
      if (!daemon.running()) throw new Error('it has ended');
      const url = logged('starting')[0]?.['health'] as string | undefined;
      return url && (await statusOf(`${url}/readyz`)) === 200 ? url : undefined;
    },
    30,
    () => tail(log),
  );
  const startSeconds = (performance.now() - begun) / 1000;
  return {
    daemon,
    pid: childOf(daemon.pid),
    healthUrl,
    startSeconds,
    logged,
    metrics: () => textOf(`${healthUrl}/metrics`),
    health: () => textOf(`${healthUrl}/`),
    configure,
    stop: (signal = 'SIGTERM') => daemon.stop(signal),
  };
}

/** The account of an administrator, where a pod has its own. */
async function startAsPod(bench: Bench, directory: string, log: string, env: NodeJS.ProcessEnv): Promise<Daemon> {
  const account = path.join(directory, 'account');
  mkdirSync(account);
  const must = async (args: readonly string[]) => {
    const { code, stdout, stderr } = await bench.kubectl(args);
    if (code !== 0 && !stderr.includes('already exists')) throw new Error(stderr);
    return stdout;
  };
  await must(['create', 'serviceaccount', 'engine-bench', '-n', 'default']);
  const binding = ['create', 'clusterrolebinding', 'engine-bench', '--clusterrole=cluster-admin'];
  await must([...binding, '--serviceaccount=default:engine-bench']);
  writeFileSync(path.join(account, 'token'), (await must(['create', 'token', 'engine-bench', '-n', 'default'])).trim());
  writeFileSync(path.join(account, 'namespace'), 'default');
  const { clusters } = JSON.parse(await must(['config', 'view', '--raw', '-o', 'json'])) as {
    clusters: { cluster: { server: string; 'certificate-authority-data': string } }[];
  };
  const { server = '', 'certificate-authority-data': authority = '' } = clusters[0]?.cluster ?? {};
  writeFileSync(path.join(account, 'ca.crt'), Buffer.from(authority, 'base64'));
  const { hostname, port } = new URL(server);
  const mounted = `mkdir -p ${accountDirectory} && mount --bind ${account} ${accountDirectory} && exec "$0" "$@"`;
  return startDaemon('unshare', ['--mount', 'sh', '-c', mounted, process.execPath, program, 'engine'], {
    log,
    env: { ...env, KUBERNETES_SERVICE_HOST: hostname, KUBERNETES_SERVICE_PORT: port },
  });
}

/** from-source.js may start a newer Node; what runs is the last of the line. */
function childOf(pid: number): number {
  const children = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').trim();
  return children === '' ? pid : childOf(Number(children.split(' ')[0]));
}

function textOf(url: string): Promise<string> {
  return new Promise((resolve, reject) => {
    get(url, (response) => {
      let text = '';
      response.setEncoding('utf8').on('data', (piece: string) => {
        text += piece;
      });
      response.on('end', () => resolve(text));
    }).on('error', reject);
  });
}

function statusOf(url: string): Promise<number | undefined> {
  return new Promise((resolve, reject) => {
    get(url, (response) => {
      response.resume();
      resolve(response.statusCode);
    }).on('error', reject);
  });
}
