import { type ChildProcess, spawn } from 'node:child_process';
import { closeSync, existsSync, openSync, readFileSync } from 'node:fs';
import { setTimeout as wait } from 'node:timers/promises';

export interface RunOptions {
  readonly cwd?: string;
  readonly env?: NodeJS.ProcessEnv;
  readonly input?: string;
  /** After which the program is killed. */
  readonly timeoutSeconds?: number;
}

export interface Ran {
  /** 124 where the program took too long, as `timeout` says it. */
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs a program to its end, whatever that is. */
export function attempt(program: string, args: readonly string[], options: RunOptions = {}): Promise<Ran> {
  const { cwd, env, input, timeoutSeconds = 60 } = options;
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, { cwd, env: env ?? process.env, stdio: 'pipe' });
    const out: Buffer[] = [];
    const err: Buffer[] = [];
    let late = false;
    const timer = setTimeout(() => {
      late = true;
      child.kill('SIGKILL');
    }, timeoutSeconds * 1000);
    child.stdout.on('data', (piece: Buffer) => out.push(piece));
    child.stderr.on('data', (piece: Buffer) => err.push(piece));
    child.on('error', (error) => {
      clearTimeout(timer);
      reject(error);
    });
    // A program that ends without reading its input is no error of ours.
    child.stdin.on('error', () => {});
    child.stdin.end(input ?? '');
    child.on('close', (code) => {
      clearTimeout(timer);
      const stderr = Buffer.concat(err).toString();
      resolve({
        code: late ? 124 : (code ?? 137),
        stdout: Buffer.concat(out).toString(),
        stderr: late ? `${stderr}\ngave up after ${timeoutSeconds} s` : stderr,
      });
    });
  });
}

/** Runs a program that must succeed; its standard output. */
export async function run(program: string, args: readonly string[], options: RunOptions = {}): Promise<string> {
  const { code, stdout, stderr } = await attempt(program, args, options);
  if (code !== 0) throw new Error(`${program} ${args.join(' ')} ended with ${code}\n${stdout}${stderr}`);
  return stdout;
}

export interface Daemon {
  readonly process: ChildProcess;
  readonly pid: number;
  /** Where its output goes. */
  readonly log: string;
  /** Whether it still runs. */
  running(): boolean;
  /** Ends it and waits until it has ended. */
  stop(signal?: NodeJS.Signals): Promise<void>;
}

/** Ends the program when this process ends, however it ends. */
const mortal = existsSync('/usr/bin/setpriv') ? ['/usr/bin/setpriv', '--pdeathsig', 'KILL'] : [];
const daemons = new Set<ChildProcess>();

process.on('exit', () => {
  for (const daemon of daemons) daemon.kill('SIGKILL');
});

/** Starts a program that runs beside the test. It does not keep the process of the test alive. */
export function startDaemon(
  program: string,
  args: readonly string[],
  { log, cwd, env }: { readonly log: string; readonly cwd?: string; readonly env?: NodeJS.ProcessEnv },
): Daemon {
  const output = process.env['KUBEBUILDER_ATTACH_CONTROL_PLANE_OUTPUT'] === 'true' ? 'inherit' : openSync(log, 'a');
  const [first, ...rest] = [...mortal, program, ...args] as [string, ...string[]];
  const child = spawn(first, rest, { cwd, env: env ?? process.env, stdio: ['ignore', output, output] });
  if (typeof output === 'number') closeSync(output);
  child.unref();
  daemons.add(child);
  const ended = new Promise<void>((resolve) => {
    child.once('error', () => resolve());
    child.once('exit', () => resolve());
  }).finally(() => daemons.delete(child));
  return {
    process: child,
    pid: child.pid ?? 0,
    log,
    running: () => child.exitCode === null && child.signalCode === null,
    async stop(signal = 'SIGKILL') {
      if (child.exitCode !== null || child.signalCode !== null) return;
      child.ref();
      child.kill(signal);
      await ended;
    },
  };
}

/** The last lines that a daemon wrote, for the message of a failed wait. */
export function tail(log: string, lines = 30): string {
  if (!existsSync(log)) return '';
  return readFileSync(log, 'utf8').split('\n').slice(-lines).join('\n');
}

/** Milliseconds between two looks: many of them start a program, and what is waited for needs the machine. */
const firstPause = 50;
const longestPause = 500;

/** Looks again and again, less and less often, until something is there. */
export async function eventually<T>(
  what: string,
  look: () => Promise<T | undefined | false> | T | undefined | false,
  seconds = 60,
  diagnose?: () => string | Promise<string>,
): Promise<T> {
  const until = Date.now() + seconds * 1000;
  let last: unknown;
  for (let pause = firstPause; ; pause = Math.min(pause * 1.2, longestPause)) {
    try {
      const found = await look();
      if (found !== undefined && found !== false) return found;
      last = undefined;
    } catch (error) {
      last = error;
    }
    if (Date.now() > until) break;
    await wait(pause);
  }
  throw new Error(`${what}: not within ${seconds} s\n${(await diagnose?.()) ?? ''}`, { cause: last });
}
