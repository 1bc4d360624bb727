import { type ChildProcess, spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import process from 'node:process';

const ticksPerSecond = 100;

/** CPU seconds, user and system, that a process has used. Linux only. */
export function cpuSeconds(pid: number): number {
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return (Number(fields[11]) + Number(fields[12])) / ticksPerSecond;
}

/** Resident memory in MiB: now, and at its highest. Linux only. */
export function memory(pid: number): { now: number; peak: number } {
  const status = readFileSync(`/proc/${pid}/status`, 'utf8');
  const read = (field: string) => Number(new RegExp(`${field}:\\s+(\\d+) kB`).exec(status)?.[1] ?? Number.NaN) / 1024;
  return { now: read('VmRSS'), peak: read('VmHWM') };
}

export interface RunFigures {
  readonly seconds: number;
  readonly peakMiB: number;
  readonly exitCode: number | null;
}

/** Runs a command to its end. The peak of memory is sampled, so of a very short run it is a lower bound. */
export async function run(command: readonly string[], input?: string): Promise<RunFigures> {
  const start = performance.now();
  const child = begin(command, input === undefined ? 'ignore' : 'pipe');
  child.stdin?.end(input);
  let peakMiB = 0;
  const sample = () => {
    try {
      peakMiB = Math.max(peakMiB, memory(child.pid ?? 0).peak || 0);
    } catch {
      // The process ended between two samples.
    }
  };
  const sampling = setInterval(sample, 10);
  const exitCode = await new Promise<number | null>((resolve) => child.once('exit', resolve));
  clearInterval(sampling);
  return { seconds: (performance.now() - start) / 1000, peakMiB, exitCode };
}

function begin([program = '', ...args]: readonly string[], stdin: 'ignore' | 'pipe'): ChildProcess {
  return spawn(program, args, { stdio: [stdin, 'ignore', 'ignore'] });
}

/** Ends a process that this run started, and waits until it has gone. */
export async function stop(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const gone = new Promise((resolve) => child.once('exit', resolve));
  child.kill('SIGTERM');
  const killer = setTimeout(() => child.kill('SIGKILL'), 5000);
  await gone;
  clearTimeout(killer);
}

export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  const [low = Number.NaN, high = Number.NaN] = [sorted[sorted.length % 2 === 0 ? middle - 1 : middle], sorted[middle]];
  return (low + high) / 2;
}

export const node = process.execPath;
