import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import process from 'node:process';
import type { FullBench } from '../../../bench/full-bench.ts';
import { attempt, type Ran } from '../../../bench/processes.ts';
import { toolBinaries } from '../../../bench/tools.ts';

const root = path.resolve(import.meta.dirname, '../../../..');

/** Somebody who follows a page: in a folder that looks like a checkout, with kubectl, helm and sluice at hand. */
export class Reader {
  readonly #bench: FullBench;
  readonly #home: string;

  static async arrive(bench: FullBench): Promise<Reader> {
    const home = mkdtempSync(path.join(tmpdir(), 'sluice-reader-'));
    for (const each of ['charts', 'examples']) symlinkSync(path.join(root, each), path.join(home, each));
    mkdirSync(path.join(home, 'bin'));
    const program = (name: string) => path.join(home, 'bin', name);
    for (const [name, file] of Object.entries(await toolBinaries())) symlinkSync(file, program(name));
    const entry = path.join(root, 'src/bin/from-source.js');
    writeFileSync(program('sluice'), `#!/bin/sh\nexec '${process.execPath}' '${entry}' "$@"\n`, { mode: 0o755 });
    return new Reader(bench, home);
  }

  private constructor(bench: FullBench, home: string) {
    this.#bench = bench;
    this.#home = home;
  }

  /** Runs a command with both outputs as a terminal shows them: in `stdout`. */
  run(command: string): Promise<Ran> {
    return attempt('bash', ['-ec', `exec 2>&1\n${command}`], {
      cwd: this.#home,
      env: {
        ...process.env,
        HOME: this.#home,
        KUBECONFIG: this.#bench.kubeconfig,
        PATH: `${path.join(this.#home, 'bin')}:${process.env['PATH']}`,
        NO_COLOR: '1',
        COLUMNS: '100',
      },
      timeoutSeconds: 180,
    });
  }

  leave(): void {
    rmSync(this.#home, { recursive: true, force: true });
  }
}
