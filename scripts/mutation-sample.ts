import { spawnSync } from 'node:child_process';
import { globSync, readFileSync } from 'node:fs';
import process from 'node:process';

/**
 * Mutation testing of a random sample of the rules: blocks of lines, drawn from every file alike, so that the score is an
 * estimate of the whole. `--share 0.1` draws a tenth of all blocks, `--seed 1` draws the same ones again.
 */
const block = 25;
const left = new Set(['src/rules/schema-rules.ts', 'src/rules/schema-rules-cluster.ts']);

function option(name: string, usual: number): number {
  const at = process.argv.indexOf(`--${name}`);
  return at === -1 ? usual : Number(process.argv[at + 1]);
}

/** Mulberry32: a few lines of arithmetic, the same everywhere. */
function random(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

const draw = random(option('seed', 1));
const share = option('share', 0.1);
const ranges: string[] = [];
for (const file of globSync('src/rules/**/*.ts').toSorted()) {
  if (left.has(file)) continue;
  const lines = readFileSync(file, 'utf8').split('\n').length;
  for (let first = 1; first < lines; first += block) {
    if (draw() < share) ranges.push(`${file}:${first}-${Math.min(first + block - 1, lines)}`);
  }
}
console.error(
  `${ranges.length} blocks of ${block} lines in ${new Set(ranges.map((range) => range.split(':')[0])).size} files`,
);
const { status } = spawnSync('stryker', ['run', '--mutate', ranges.join(',')], { stdio: 'inherit' });
process.exitCode = status ?? 1;
