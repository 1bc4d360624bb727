import { type ChildProcess, spawn } from 'node:child_process';
import { appendFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import process from 'node:process';
import { createInterface } from 'node:readline';
import { parseArgs } from 'node:util';
import { stringify } from 'yaml';
import { type FlinkVersion, flinkVersions } from '../test/bench/flink/distribution.ts';
import { flinkImages, flinkVersionOf } from '../test/bench/flink/images.ts';
import { buildImageRoot } from '../test/bench/image.ts';
import { tail } from '../test/bench/processes.ts';
import { type Relay, startRelay } from '../test/bench/relay.ts';
import { controlPlaneBinaries, kubernetesVersion, toolBinaries } from '../test/bench/tools.ts';
import { basicExample } from './sandbox/flink.ts';
import { placesIn, readyLine } from './sandbox/places.ts';

/**
 * `npm run sandbox`: a whole Kubernetes with the chart installed, to try things on. It runs in namespaces of its own;
 * ports of loopback lead into it, until Ctrl-C. `-- --flink 1.20` adds images of Flink and the engine.
 */

const root = path.resolve(import.meta.dirname, '..');
const fromRoot = (file: string) => path.join(root, file);

/** In a process group of its own, so that Ctrl-C reaches us only. */
function spawnInside(directory: string, flink: FlinkVersion | undefined): ChildProcess {
  const own = [process.execPath, import.meta.filename, `--inside=${directory}`, ...(flink ? [`--flink=${flink}`] : [])];
  const child = spawn(process.execPath, [fromRoot('test/bench/private-namespace.ts'), ...own], {
    cwd: root,
    stdio: 'pipe',
    detached: true,
  });
  child.stderr.on('data', (piece: Buffer) => appendFileSync(placesIn(directory).log, piece));
  return child;
}

interface Running {
  readonly kubeconfig: string;
  readonly relays: readonly Relay[];
  readonly seconds: number;
}

/** Resolves with the administrator's kubeconfig once the inside is ready. */
function ready(inside: ChildProcess, log: string): Promise<string> {
  return new Promise((resolve, reject) => {
    createInterface({ input: inside.stdout as NodeJS.ReadableStream }).on('line', (line) => {
      if (line.startsWith(readyLine)) resolve(line.slice(readyLine.length));
      else appendFileSync(log, `${line}\n`);
    });
    inside.on('error', reject);
    inside.on('close', () => reject(new Error(`the bench has ended\n${tail(log)}`)));
  });
}

async function start(directory: string, inside: () => ChildProcess): Promise<Running> {
  const places = placesIn(directory);
  const begun = Date.now();
  const text = await ready(inside(), places.log);
  const relays = await Promise.all(
    [places.apiSocket, places.healthSocket, places.flinkSocket].map((socket) =>
      startRelay({ host: '127.0.0.1', port: 0 }, () => ({ path: socket })),
    ),
  );
  const config = JSON.parse(text) as { clusters: { cluster: { server: string } }[] };
  for (const { cluster } of config.clusters) cluster.server = `https://127.0.0.1:${relays[0]?.port}`;
  writeFileSync(places.kubeconfig, JSON.stringify(config, undefined, 2), { mode: 0o600 });
  const review = JSON.parse(readFileSync(fromRoot('examples/reviews/flinkdeployment.json'), 'utf8'));
  const bad = { ...review.request.object, metadata: { namespace: 'shop', name: 'many-faults' } };
  // kubectl reads YAML 1.1, where yes is true.
  writeFileSync(places.refused, stringify(bad, { version: '1.1' }));
  return { kubeconfig: places.kubeconfig, relays, seconds: Math.round((Date.now() - begun) / 1000) };
}

/** kubectl and helm by their names, for whoever has none. */
async function linkPrograms(directory: string): Promise<void> {
  const { programs } = placesIn(directory);
  mkdirSync(programs);
  for (const [name, file] of Object.entries(await toolBinaries())) symlinkSync(file, path.join(programs, name));
}

function tell({ kubeconfig, relays, seconds }: Running, directory: string, flink: FlinkVersion | undefined): void {
  const { programs, refused, example, engineLog } = placesIn(directory);
  const [, health, web] = relays;
  const good = !flink ? 'examples/flinkdeployment.yaml' : flink.startsWith('1.20.') ? 'examples/basic.yaml' : example;
  console.log(`
Kubernetes ${kubernetesVersion} with Sluice in front of it is up after ${seconds} s. In another terminal, in this directory:

  export KUBECONFIG=${kubeconfig}
  export PATH="$PATH:${programs}"

Three commands to try: a good object, one with many faults, and a look at the installation.

  kubectl apply -f ${good}
  kubectl apply -f ${refused}
  npm run --silent sluice -- doctor

Health and metrics of a replica: http://127.0.0.1:${health?.port}/readyz?verbose and /metrics
${
  flink
    ? `
The good object becomes a cluster of Flink ${flink} within a minute: kubectl get flinkdeployment,pods
Its web interface: http://127.0.0.1:${web?.port}/default/basic-example/ (any other: /NAMESPACE/NAME/)
The log of the engine: ${engineLog}
`
    : ''
}
Ctrl-C ends it and removes all of this.`);
}

const usage = `npm run sandbox [-- --flink VERSION]

Runs Kubernetes with Sluice in front of it until Ctrl-C. Needs Linux and root.
--flink 1.20 or 2.2 adds images of Flink, accounts for JobManagers, and the engine that makes clusters.`;

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: { help: { type: 'boolean', short: 'h' }, flink: { type: 'string' }, inside: { type: 'string' } },
  });
  if (values.help) {
    console.log(usage);
    return;
  }
  const flink = values.flink === undefined ? undefined : flinkVersionOf(values.flink);
  if (values.flink !== undefined && !flink) {
    console.error(`There is no Flink ${values.flink} for the bench, only ${flinkVersions.join(' and ')}.`);
    process.exitCode = 2;
    return;
  }
  if (values.inside !== undefined) {
    const { runInside } = await import('./sandbox/inside.ts');
    return runInside(values.inside, flink);
  }
  if (process.getuid?.() !== 0) {
    console.error('The sandbox makes network and mount namespaces, so it needs Linux and root: sudo npm run sandbox');
    process.exitCode = 1;
    return;
  }

  const directory = mkdtempSync(path.join(tmpdir(), 'sluice-sandbox-'));
  let inside: ChildProcess | undefined;
  let running: Running | undefined;
  let stopping: Promise<void> | undefined;

  async function stop(code: number): Promise<void> {
    await Promise.all((running?.relays ?? []).map((relay) => relay.stop()));
    const child = inside;
    if (child && child.exitCode === null && child.signalCode === null) {
      // The end of its input ends the inside, and with it every process and mount of its namespaces.
      const ended = new Promise((resolve) => child.once('close', resolve));
      child.stdin?.end();
      const late = setTimeout(() => child.kill(), 5000);
      await ended;
      clearTimeout(late);
    }
    rmSync(directory, { recursive: true, force: true });
    process.exit(code);
  }
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.on(signal, () => {
      stopping ??= stop(0);
    });
  }

  try {
    console.log('Starting; the first time it builds Kubernetes and the image, which takes some minutes.');
    // Locks of the cache know their owner by process id, which says nothing in a namespace of its own.
    await buildImageRoot();
    await controlPlaneBinaries();
    if (flink) await flinkImages([flink]);
    await linkPrograms(directory);
    if (flink) writeFileSync(placesIn(directory).example, basicExample(flink));
    running = await start(directory, () => {
      inside = spawnInside(directory, flink);
      return inside;
    });
    tell(running, directory, flink);
    inside?.once('close', () => {
      if (stopping !== undefined) return;
      console.error('The bench has ended.');
      stopping = stop(1);
    });
  } catch (error) {
    if (stopping === undefined) {
      console.error(error instanceof Error ? error.message : error);
      stopping = stop(1);
    }
    await stopping;
  }
}

await main();
