import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import process from 'node:process';
import { bodies, manifests } from './bodies.ts';
import { type EngineRow, engineRow } from './engine.ts';
import { type LoadFigures, load } from './load.ts';
import { type Figures, type LoadRow, writePage } from './page.ts';
import { median, memory, node, run, stop } from './process.ts';
import { certificates, type RunningServer, startLimit, startSluice } from './servers.ts';
import { stages } from './stages.ts';

const seconds = Number(process.env['SECONDS_EACH'] ?? 5);
const connectionCounts = [1, 16, 64];
const program = path.resolve(import.meta.dirname, '../src/bin/from-source.js');

const root = path.resolve(import.meta.dirname, '..');
const data = path.join(root, 'docs/performance.json');

async function main(): Promise<void> {
  const before = existsSync(data) ? (JSON.parse(readFileSync(data, 'utf8')) as Figures) : undefined;
  // `npm run bench -- --cluster` and `--engine` measure only that, and leave the rest as it was.
  const only = before ? ['cluster', 'engine'].filter((part) => process.argv.includes(`--${part}`)) : [];
  const measures = (part: string) => only.length === 0 || only.includes(part);
  const cluster = (measures('cluster') ? clusterFigures() : undefined) ?? before?.cluster;
  const engine = (measures('engine') ? await engineFigures() : undefined) ?? before?.engine;
  const rest = only.length > 0 && before ? before : await processFigures();
  const figures: Figures = { ...rest, ...(cluster && { cluster }), ...(engine && { engine }) };
  writeFileSync(data, `${JSON.stringify(figures, null, 2)}\n`);
  writePage(new URL('../docs/performance.md', import.meta.url), figures);
}

/** The full bench needs root, for namespaces and networks of its own. */
function clusterFigures(): Figures['cluster'] {
  if (process.getuid?.() !== 0) return undefined;
  const file = path.join(mkdtempSync(path.join(os.tmpdir(), 'sluice-bench-cluster-')), 'figures.json');
  const bench = (name: string) => path.join(root, 'test/bench', name);
  execFileSync(node, [bench('install.ts')], { stdio: ['ignore', 'ignore', 'inherit'] });
  const inside = [node, path.join(root, 'benchmark/in-cluster.ts'), file];
  execFileSync(node, [bench('private-namespace.ts'), ...inside], { stdio: 'inherit', timeout: 600_000 });
  return { date: today(), machine: machine(), ...JSON.parse(readFileSync(file, 'utf8')) };
}

/** So that it is seen how cost grows. Needs root, for the service account of a pod. */
async function engineFigures(): Promise<Figures['engine']> {
  if (process.getuid?.() !== 0) return undefined;
  const rows: EngineRow[] = [];
  for (const count of [10, 200, 1000]) rows.push(await engineRow(count));
  return { date: today(), machine: machine(), rows };
}

async function processFigures(): Promise<Figures> {
  const startTimes: number[] = [];
  for (let i = 0; i < 5; i++) {
    const server = await startSluice(19_443);
    startTimes.push(server.readySeconds);
    await stop(server.child);
  }
  const ours = await startSluice(19_443);
  const limit = await startLimit(19_543);
  try {
    await new Promise((resolve) => setTimeout(resolve, 2000));
    const idle = memory(ours.pid).now;
    const { rows, afterLoad } = await loadRows(ours, limit);
    return {
      machine: machine(),
      date: today(),
      secondsEach: seconds,
      rows,
      startToReady: startTimes,
      memory: { idle, afterLoad, limitAfterLoad: memory(limit.pid).now },
      stages: await allStages(),
      commands: await commands(),
    };
  } finally {
    await stop(ours.child);
    await stop(limit.child);
  }
}

/** The limit and ours in turn, so that a change of the machine's mood meets both. */
async function loadRows(ours: RunningServer, limit: RunningServer): Promise<{ rows: LoadRow[]; afterLoad: number }> {
  const rows: LoadRow[] = [];
  for (const { name, json } of bodies)
    await load({ ...ours, url: `${ours.url}/validate` }, json, 16, 2).then(() => name);
  for (const connections of connectionCounts) {
    for (const { name, json } of bodies) {
      const at = (server: RunningServer, side: string) =>
        load({ ...server, url: `${server.url}/${side}` }, json, connections, seconds);
      const bare: LoadFigures = await at(limit, 'validate');
      const validate = await at(ours, 'validate');
      const mutate = await at(ours, 'mutate');
      rows.push({ body: name, bytes: Buffer.byteLength(json), connections, limit: bare, validate, mutate });
      process.stderr.write(
        `${connections} connections, ${name}: limit ${bare.requestsPerSecond}/s, validate ${validate.requestsPerSecond}/s\n`,
      );
    }
  }
  return { rows, afterLoad: memory(ours.pid).now };
}

async function allStages(): Promise<Figures['stages']> {
  const all: { body: string; stages: { name: string; microseconds: number }[] }[] = [];
  for (const { name, json } of bodies) all.push({ body: name, stages: await stages(json) });
  return all;
}

async function commands(): Promise<Figures['commands']> {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'sluice-bench-lint-'));
  const one = path.join(folder, 'one.yaml');
  const many = path.join(folder, 'many.yaml');
  writeFileSync(one, manifests(1));
  writeFileSync(many, manifests(1000));
  return [
    await timed('sluice --version', [node, program, '--version'], 11),
    await timed('sluice lint, 1 file', [node, program, 'lint', one], 11),
    await timed('sluice lint, 1,000 documents', [node, program, 'lint', many], 5),
  ];
}

async function timed(name: string, command: readonly string[], runs: number): Promise<Figures['commands'][number]> {
  await run(command);
  const figures = [];
  for (let i = 0; i < runs; i++) figures.push(await run(command));
  const failed = figures.find(({ exitCode }) => exitCode !== 0);
  if (failed) throw new Error(`${name} ended with ${failed.exitCode}`);
  return {
    name,
    runs,
    milliseconds: Math.round(median(figures.map((figure) => figure.seconds)) * 1000),
    peakMiB: Math.round(Math.max(...figures.map((figure) => figure.peakMiB))),
  };
}

const today = () => new Date().toISOString().slice(0, 10);

function machine(): string {
  const [cpu] = os.cpus();
  return `${os.cpus().length} cores (${cpu?.model.trim()}), ${Math.round(os.totalmem() / 2 ** 30)} GiB, Linux ${os.release().split('-')[0]}, Node ${process.version}`;
}

await main();
process.stderr.write(`certificates of this run: ${certificates}\n`);
