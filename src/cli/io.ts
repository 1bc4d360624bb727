import process from 'node:process';
import type { Command as Program } from 'commander';

/** Where a command writes. `columns` is known on a terminal only. */
export interface Output {
  write(text: string | Uint8Array): unknown;
  readonly isTTY?: boolean | undefined;
  readonly columns?: number | undefined;
}

/** Where a command reads what is piped to it. */
export interface Input extends AsyncIterable<Uint8Array | string> {
  readonly isTTY?: boolean | undefined;
}

/** All that a command sees of the process it runs in, so that a test can hand it something else. */
export interface Io {
  readonly stdout: Output;
  readonly stderr: Output;
  readonly stdin: Input;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Relative paths are read from here. */
  readonly cwd: string;
}

/** What every command is told besides its own options. */
export interface GlobalOptions {
  readonly color?: 'auto' | 'always' | 'never';
  readonly quiet?: boolean;
  readonly verbose?: boolean;
  readonly debug?: boolean;
}

/** A command: parsed options in, exit code out. Results go to stdout, everything else to stderr (C-02). */
export type Command<Options> = (options: Options & GlobalOptions, io: Io, program: Program) => Promise<number>;

export function processIo(): Io {
  return { stdout: process.stdout, stderr: process.stderr, stdin: process.stdin, env: process.env, cwd: process.cwd() };
}

/** Everything that is piped in. */
export async function readAll(input: Input): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of input) chunks.push(Buffer.from(chunk));
  return Buffer.concat(chunks);
}
