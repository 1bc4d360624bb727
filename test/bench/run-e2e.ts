import { spawn } from 'node:child_process';
import { readdirSync } from 'node:fs';
import path from 'node:path';
import process from 'node:process';

/**
 * Runs the end-to-end tests. What needs pods gets a private namespace of its own, so that nothing of a file is left for
 * the next one. Files that take all of a small machine, or watch how long it takes, run one after the other; of the rest
 * in such namespaces, which wait more than they work, two run at a time.
 *
 * `node test/bench/run-e2e.ts [PART OF A FILE NAME…]`
 */
const folder = path.resolve(import.meta.dirname, '../e2e');
const parts = process.argv.slice(2);
const isAlone = (file: string): boolean => !file.startsWith('full/') || /engine-|no-lost-call/.test(file);
const files = ['.', 'full'].flatMap((under) =>
  readdirSync(path.join(folder, under))
    .filter((name) => name.endsWith('.e2e.ts'))
    .map((name) => path.join(under, name))
    .filter((file) => parts.length === 0 || parts.some((part) => file.includes(part))),
);

for (const file of files.filter(isAlone)) await runFile(file, 'inherit');
// The longest first, so that none is left alone for long.
const together = files.filter((file) => !isAlone(file)).toSorted((a, b) => Number(isLong(b)) - Number(isLong(a)));
const lane = async () => {
  for (let file = together.shift(); file; file = together.shift()) await runFile(file, 'pipe');
};
await Promise.all([lane(), lane()]);

function isLong(file: string): boolean {
  return file.endsWith('docs.e2e.ts');
}

/** `pipe`: what a file prints comes when it ends, so that no two are mixed. */
function runFile(file: string, output: 'inherit' | 'pipe'): Promise<void> {
  const inside = file.startsWith('full/')
    ? [path.join(import.meta.dirname, 'private-namespace.ts'), process.execPath]
    : [];
  const args = [...inside, '--test', '--test-reporter=spec', path.join(folder, file)];
  const begun = Date.now();
  const child = spawn(process.execPath, args, { stdio: ['inherit', output, output] });
  const printed: Buffer[] = [];
  for (const stream of [child.stdout, child.stderr]) stream?.on('data', (piece: Buffer) => printed.push(piece));
  return new Promise((resolve) => {
    child.on('close', (code) => {
      process.stdout.write(Buffer.concat(printed));
      console.log(`--- ${file}: ${Math.round((Date.now() - begun) / 1000)} s\n`);
      if (code !== 0) process.exitCode = 1;
      resolve();
    });
  });
}
