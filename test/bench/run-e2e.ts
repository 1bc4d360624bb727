import { spawn } from 'node:child_process';
import { readdirSync } from 'node:fs';
import path from 'node:path';
import process from 'node:process';

/**
 * Runs the end-to-end tests, one file after the other. What needs pods gets a private namespace of its own, so that
 * nothing of a file is left for the next one.
 *
 * `node test/bench/run-e2e.ts [PART OF A FILE NAME…]`
 */
const folder = path.resolve(import.meta.dirname, '../e2e');
const parts = process.argv.slice(2);
const files = ['.', 'full'].flatMap((under) =>
  readdirSync(path.join(folder, under))
    .filter((name) => name.endsWith('.e2e.ts'))
    .map((name) => path.join(under, name)),
);
for (const file of files) {
  if (parts.length > 0 && !parts.some((part) => file.includes(part))) continue;
  const code = await runFile(file);
  if (code !== 0) process.exitCode = 1;
}

function runFile(file: string): Promise<number> {
  const inside = file.startsWith('full/')
    ? [path.join(import.meta.dirname, 'private-namespace.ts'), process.execPath]
    : [];
  const args = [...inside, '--test', '--test-reporter=spec', path.join(folder, file)];
  const begun = Date.now();
  const child = spawn(process.execPath, args, { stdio: 'inherit' });
  return new Promise((resolve) => {
    child.on('close', (code) => {
      console.log(`--- ${file}: ${Math.round((Date.now() - begun) / 1000)} s\n`);
      resolve(code ?? 1);
    });
  });
}
