import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { run } from '../../src/cli/program.ts';

export interface Ran {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

interface Surroundings {
  readonly cwd?: string;
  readonly stdin?: string | Uint8Array;
  readonly env?: Readonly<Record<string, string>>;
  /** The width of the terminal that stdout and stderr are; a pipe without it. */
  readonly columns?: number;
}

/** Runs the program inside of this process, which is quick. */
export async function inProcess(args: readonly string[], surroundings: Surroundings = {}): Promise<Ran> {
  const { cwd = process.cwd(), stdin = '', env = {}, columns } = surroundings;
  const written = { stdout: '', stderr: '' };
  const output = (name: 'stdout' | 'stderr') => ({
    write: (text: string | Uint8Array) => {
      written[name] += Buffer.from(text).toString();
    },
    ...(columns !== undefined && { isTTY: true, columns }),
  });
  async function* input() {
    if (stdin.length > 0) yield Buffer.from(stdin);
  }
  const io = { stdout: output('stdout'), stderr: output('stderr'), stdin: input(), env, cwd };
  const code = await run(args, io);
  return { code, ...written };
}

export const program = path.resolve(import.meta.dirname, '../../src/bin/from-source.js');

/** Runs the program as people do. */
export function asProcess(args: readonly string[], { cwd, stdin = '', env }: Surroundings = {}): Promise<Ran> {
  const child = spawn(process.execPath, [program, ...args], { cwd, env: { ...process.env, ...env } });
  const chunks: Record<'stdout' | 'stderr', Buffer[]> = { stdout: [], stderr: [] };
  child.stdout.on('data', (chunk: Buffer) => chunks.stdout.push(chunk));
  child.stderr.on('data', (chunk: Buffer) => chunks.stderr.push(chunk));
  // A command that reads nothing may be gone before it is written to.
  child.stdin.on('error', () => {});
  child.stdin.end(stdin);
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code) => {
      const text = (name: 'stdout' | 'stderr') => Buffer.concat(chunks[name]).toString();
      resolve({ code, stdout: text('stdout'), stderr: text('stderr') });
    });
  });
}

/** A new folder with these files. */
export function folderWith(files: Readonly<Record<string, string | Uint8Array>>): string {
  const folder = mkdtempSync(path.join(tmpdir(), 'sluice-cli-'));
  for (const [name, content] of Object.entries(files)) {
    const file = path.join(folder, name);
    mkdirSync(path.dirname(file), { recursive: true });
    writeFileSync(file, content);
  }
  return folder;
}
