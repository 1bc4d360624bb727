import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { Agent } from 'node:https';
import { join, resolve } from 'node:path';
import type { TestContext } from 'node:test';
import { setTimeout as wait } from 'node:timers/promises';
import { post, type Reply } from './server-calls.ts';

const program = resolve(import.meta.dirname, '../../src/bin/from-source.js');

export interface ServeOptions {
  readonly folder: string;
  readonly args?: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
}

/** A server as a user starts it. */
export interface ServingProcess {
  readonly child: ChildProcess;
  readonly url: string;
  readonly health: string;
  readonly agent: Agent;
  /** The lines that were logged so far. */
  lines(): Record<string, unknown>[];
  /** Waits for a line with this sentence. */
  line(sentence: string): Promise<Record<string, unknown>>;
  review(side: 'validate' | 'mutate', object: unknown): Promise<Reply>;
  /** Exit code, or the signal that ended the process. */
  readonly ended: Promise<number | NodeJS.Signals | null>;
}

export function start({ folder, args = [], env = {} }: ServeOptions): ChildProcess {
  const clean = Object.entries(process.env).filter(([name]) => !name.startsWith('SLUICE_'));
  return spawn(process.execPath, [program, 'serve', ...args], {
    cwd: folder,
    env: { ...Object.fromEntries(clean), SLUICE_LISTEN_PORT: '0', SLUICE_HEALTH_PORT: '0', ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
}

export async function serving(t: TestContext, options: ServeOptions): Promise<ServingProcess> {
  const child = start(options);
  let text = '';
  child.stdout?.setEncoding('utf8').on('data', (chunk: string) => {
    text += chunk;
  });
  let said = '';
  child.stderr?.setEncoding('utf8').on('data', (chunk: string) => {
    said += chunk;
  });
  const ended = once(child, 'exit').then(([code, signal]) => (code ?? signal) as number | NodeJS.Signals | null);
  const lines = () =>
    text
      .split('\n')
      .slice(0, -1)
      .map((line) => JSON.parse(line) as Record<string, unknown>);
  const line = async (sentence: string) => {
    for (let left = 1000; left > 0; left--) {
      const found = lines().findLast(({ msg }) => msg === sentence);
      if (found) return found;
      if (child.exitCode !== null) break;
      await wait(10);
    }
    throw new Error(`nothing was logged of "${sentence}":\n${text}${said}`);
  };
  t.after(async () => {
    child.kill('SIGKILL');
    await ended;
  });
  const { url, health } = await line('serving');
  const ca = readFileSync(join(options.folder, 'certs/ca.crt'), 'utf8');
  const agent = new Agent({ keepAlive: true, ca });
  t.after(() => agent.destroy());
  let uid = 0;
  return {
    child,
    url: url as string,
    health: health as string,
    agent,
    lines,
    line,
    ended,
    review: (side, object) => post(`${url}/${side}`, reviewOf(object, `u${++uid}`), agent),
  };
}

export function reviewOf(object: unknown, uid = 'u1'): string {
  const { metadata } = object as { metadata: { namespace?: string } };
  return JSON.stringify({
    apiVersion: 'admission.k8s.io/v1',
    kind: 'AdmissionReview',
    request: { uid, operation: 'CREATE', namespace: metadata.namespace, object },
  });
}

/** A start that is expected to fail: how it ended and what it said. */
export async function failingToServe(options: ServeOptions): Promise<{ code: number | null; stderr: string }> {
  const child = start(options);
  let stderr = '';
  child.stderr?.setEncoding('utf8').on('data', (chunk: string) => {
    stderr += chunk;
  });
  child.stdout?.resume();
  const [code] = await once(child, 'close');
  return { code, stderr };
}
