import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { generatedFiles } from './generate/files.ts';

/** Writes all that is made from the schemas in src/api. With `--check` it only says what would change. */
const root = new URL('../', import.meta.url);
const check = process.argv.includes('--check');
const stale: string[] = [];
for (const [path, text] of await generatedFiles()) {
  const file = new URL(path, root);
  if (existsSync(file) && readFileSync(file, 'utf8') === text) continue;
  stale.push(path);
  if (check) continue;
  mkdirSync(new URL('./', file), { recursive: true });
  writeFileSync(file, text);
}
for (const path of stale) console.log(check ? `stale: ${path}` : `written: ${path}`);
if (check && stale.length > 0) {
  console.error('run `npm run generate` and commit what it writes');
  process.exitCode = 1;
}
