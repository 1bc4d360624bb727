import { writeFileSync } from 'node:fs';
import type { EngineRow } from './engine.ts';
import type { ClusterFigures } from './in-cluster.ts';
import type { LoadFigures } from './load.ts';
import { median } from './process.ts';
import type { Stage } from './stages.ts';

export interface LoadRow {
  readonly body: string;
  readonly bytes: number;
  readonly connections: number;
  readonly limit: LoadFigures;
  readonly validate: LoadFigures;
  readonly mutate: LoadFigures;
}

export interface Figures {
  readonly machine: string;
  readonly date: string;
  readonly secondsEach: number;
  readonly rows: readonly LoadRow[];
  /** Seconds, of several starts. */
  readonly startToReady: readonly number[];
  /** MiB of resident memory. */
  readonly memory: { readonly idle: number; readonly afterLoad: number; readonly limitAfterLoad: number };
  readonly stages: readonly { readonly body: string; readonly stages: readonly Stage[] }[];
  readonly commands: readonly {
    readonly name: string;
    readonly runs: number;
    readonly milliseconds: number;
    readonly peakMiB: number;
  }[];
  /** Missing where it could not run. */
  readonly engine?: { readonly machine: string; readonly date: string; readonly rows: readonly EngineRow[] };
  /** Missing where the full bench could not run. */
  readonly cluster?: ClusterFigures & { readonly machine: string; readonly date: string };
}

const number = new Intl.NumberFormat('en');

function table(head: readonly string[], rows: readonly (readonly (string | number)[])[]): string {
  const line = (cells: readonly (string | number)[]) =>
    `| ${cells.map((cell) => (typeof cell === 'number' ? number.format(cell) : cell)).join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n');
}

function percent(part: number, whole: number): string {
  return `${Math.round((part / whole) * 100)} %`;
}

/** Writes the page from the figures of one run; nothing on it is typed by hand but the words. */
export function writePage(file: URL, figures: Figures): void {
  writeFileSync(file, page(figures));
}

function page({
  machine,
  date,
  secondsEach,
  rows,
  startToReady,
  memory,
  stages,
  commands,
  cluster,
  engine,
}: Figures): string {
  return `# Performance

Written by \`npm run bench\` on ${date}: ${machine}.
Server and load generator share the machine; each row is ${secondsEach} seconds of load over TLS 1.3 with keep-alive, after a warm-up.
All rules, logs and metrics are on; one process. A connection is renewed every 900 requests. The figures as data: [performance.json](performance.json).

## Reviews

*Limit* is a bare Fastify HTTPS server on the same Node that parses the same body and answers \`allowed\`: the most that any
admission server on this stack can do. It is measured beside ours, in turns.

${table(
  [
    'body',
    'bytes',
    'connections',
    'limit /s',
    '/validate /s',
    'of the limit',
    'p50 ms',
    'p99 ms',
    'CPU µs (limit)',
    '/mutate /s',
    'p99 ms',
  ],
  rows.map(({ body, bytes, connections, limit, validate, mutate }) => [
    body,
    bytes,
    connections,
    limit.requestsPerSecond,
    validate.requestsPerSecond,
    percent(validate.requestsPerSecond, limit.requestsPerSecond),
    validate.p50,
    validate.p99,
    `${validate.cpuMicroseconds} (${limit.cpuMicroseconds})`,
    mutate.requestsPerSecond,
    mutate.p99,
  ]),
)}

Answers other than 200, and failed connections: ${rows.reduce((sum, row) => sum + row.validate.failures + row.mutate.failures, 0)}.

## Where the time goes

Microseconds for one \`/validate\`, each stage by itself in one process after a warm-up. What is not in this table (the whole
CPU time above less the gate) is TLS, HTTP, the log line and the metrics. Inside a loaded server every stage takes two to three
times as long, because TLS and HTTP push its code out of the processor's caches between two reviews; that is why the server
judges together what arrives in one turn of the event loop.

${table(
  ['body', ...(stages[0]?.stages.map(({ name }) => name) ?? [])],
  stages.map(({ body, stages: measured }) => [body, ...measured.map(({ microseconds }) => microseconds.toFixed(1))]),
)}

## Start and memory

${table(
  ['what', 'figure'],
  [
    [`start to ready, median of ${startToReady.length}`, `${(median(startToReady) * 1000).toFixed(0)} ms`],
    ['start to ready, slowest', `${(Math.max(...startToReady) * 1000).toFixed(0)} ms`],
    ['resident memory, idle, all kinds loaded', `${memory.idle.toFixed(0)} MiB`],
    ['resident memory after all of the load above', `${memory.afterLoad.toFixed(0)} MiB`],
    ['the bare server after its load', `${memory.limitAfterLoad.toFixed(0)} MiB`],
  ],
)}

${cluster ? clusterSection(cluster) : ''}${engine ? engineSection(engine) : ''}## Commands

Whole processes, from start to exit.

${table(
  ['command', 'runs', 'median ms', 'peak MiB'],
  commands.map(({ name, runs, milliseconds, peakMiB }) => [name, runs, milliseconds, peakMiB]),
)}

## Beside the reference operators' webhooks

Measured on a machine of the same size at 16 connections, both of them using both cores: the Java webhook answers 11,500
reviews a second of a FlinkDeployment of 1.5 KB with a p99 of 8 ms (6,350 of 3.7 KB), grows from 208 to 523 MiB and needs
3.5 s to start; the Go webhook answers 5,700 of a FlinkCluster of 3.7 KB with a p99 of 13 ms for 276 CPU µs each, grows from
52 to 69 MiB and needs 0.05 s to start. Ours is one process whose JavaScript runs on one core. Both report the first fault
only; ours reports every one.
`;
}

function engineSection({ date, machine, rows }: NonNullable<Figures['engine']>): string {
  const seconds = (figure: number) => figure.toFixed(1);
  return `## The engine

Measured on ${date}: ${machine}. A real API server without Kubernetes' own controllers; JobManagers that become available half a second after
they are made, and their REST API, are played by another process on the same machine. All FlinkDeployments are created at once; then they are
left alone. \`reconcile.interval\` is 15 s, as the chart of the reference has it. The reference, on such a machine: 200 are first reconciled
after 40–53 s with 48–50 CPU s; at 200 stable ones 0.8–2.5 GiB, 16–17 CPU s and 4,000 calls of Flink a minute; start 4 s.

${table(
  [
    'FlinkDeployments',
    'created in s',
    'all first reconciled after s',
    'CPU s until then',
    'stable: CPU s a minute',
    'calls of Flink a minute',
    'MiB',
    'most MiB ever',
    'start s',
  ],
  rows.map((row) => [
    row.deployments,
    seconds(row.createSeconds),
    seconds(row.reconcileSeconds),
    seconds(row.reconcileCpuSeconds),
    seconds(row.stableCpuSeconds),
    row.stableFlinkCalls,
    row.stableMiB.toFixed(0),
    row.peakMiB.toFixed(0),
    seconds(row.startSeconds),
  ]),
)}

`;
}

function clusterSection({
  date,
  deployments,
  bytes,
  empty,
  synced,
  afterLoad,
  peak,
  reviews,
}: NonNullable<Figures['cluster']>) {
  const mib = (figure: number) => `${figure.toFixed(0)} MiB`;
  return `## In a cluster

Measured on ${date}: the image, installed by Helm on a real API server with the chart's defaults, two replicas; of both the larger
figure. In the cluster are ${number.format(deployments)} FlinkDeployments of ${number.format(Math.round(bytes / deployments))} bytes on average, half of them with a large pod template, all with the
status of an operator; the look-ups hold all of them.

${table(
  ['resident memory of the webhook container', 'figure'],
  [
    ['nothing in the cluster', mib(empty)],
    ['started beside all of them, look-ups complete', mib(synced)],
    [`after ${number.format(reviews)} reviews`, mib(afterLoad)],
    ['the most it ever was', mib(peak)],
  ],
)}

`;
}
