import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import process from 'node:process';
import type { Target } from './load.ts';
import { node } from './process.ts';

export interface RunningServer extends Target {
  readonly child: ChildProcess;
  /** From the start of the process until it said that it is ready. */
  readonly readySeconds: number;
}

export const certificates = mkdtempSync(path.join(tmpdir(), 'sluice-bench-'));
const program = path.resolve(import.meta.dirname, '../src/bin/from-source.js');

/** Ours: one process, all rules, logs and metrics on, as a user starts it. */
export async function startSluice(port: number): Promise<RunningServer> {
  const start = performance.now();
  const child = spawn(node, [program, 'serve'], {
    stdio: ['ignore', 'ignore', 'inherit'],
    env: {
      ...process.env,
      SLUICE_LISTEN_PORT: String(port),
      SLUICE_HEALTH_PORT: String(port + 1),
      SLUICE_TLS_DIRECTORY: certificates,
    },
  });
  await untilReady(`http://127.0.0.1:${port + 1}/readyz`, child);
  const readySeconds = (performance.now() - start) / 1000;
  const ca = readFileSync(path.join(certificates, 'ca.crt'), 'utf8');
  return { child, pid: child.pid ?? 0, url: `https://localhost:${port}`, ca, readySeconds };
}

async function untilReady(url: string, child: ChildProcess): Promise<void> {
  const deadline = Date.now() + 20_000;
  while (Date.now() < deadline) {
    if (child.exitCode !== null) throw new Error(`the server ended with ${child.exitCode}`);
    const ready = await fetch(url).then(
      ({ ok }) => ok,
      () => false,
    );
    if (ready) return;
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
  throw new Error('the server did not get ready in 20 s');
}

/** The limit: a bare Fastify server with the same certificate. */
export async function startLimit(port: number): Promise<RunningServer> {
  const read = (file: string) => readFileSync(path.join(certificates, file), 'utf8');
  const start = performance.now();
  const child = spawn(node, [path.join(import.meta.dirname, 'limit-server.ts')], {
    stdio: ['ignore', 'pipe', 'inherit'],
    env: { ...process.env, PORT: String(port), TLS_KEY: read('tls.key'), TLS_CERT: read('tls.crt') },
  });
  await new Promise((resolve, reject) => {
    child.stdout?.once('data', resolve);
    child.once('exit', reject);
  });
  const readySeconds = (performance.now() - start) / 1000;
  return { child, pid: child.pid ?? 0, url: `https://localhost:${port}`, ca: read('ca.crt'), readySeconds };
}
