import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { chmodSync } from 'node:fs';
import path from 'node:path';
import { promisify } from 'node:util';
import { folderWith, program } from './run-sluice.ts';

/** Runs each command that a page shows with its output, and compares. */
export async function showsWhatIsPrinted(page: string): Promise<void> {
  const blocks = [...page.matchAll(/```console\n\$ (.*)\n([\s\S]*?)```/g)].filter(([, , output]) => output !== '');
  assert.ok(blocks.length > 0);
  const cwd = folderWith({ sluice: `#!/bin/sh\nexec '${process.execPath}' '${program}' "$@"\n` });
  chmodSync(path.join(cwd, 'sluice'), 0o755);
  for (const [, command = '', output] of blocks) {
    const env = { ...process.env, PATH: `${cwd}:${process.env['PATH']}`, COLUMNS: '100', NO_COLOR: '1' };
    const { stdout } = await promisify(execFile)('sh', ['-c', command], { env });
    assert.equal(stdout, output);
  }
}
