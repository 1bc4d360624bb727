import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';

interface Lock {
  readonly packages: Readonly<
    Record<
      string,
      { readonly version?: string; readonly license?: string; readonly dev?: boolean; readonly optional?: boolean }
    >
  >;
}

/** Writes what others have given, and under which licence: one part for each package of the image. */
const root = path.resolve(import.meta.dirname, '..');
const { packages } = JSON.parse(readFileSync(path.join(root, 'package-lock.json'), 'utf8')) as Lock;

const parts = Object.entries(packages)
  .filter(([place, { dev }]) => place !== '' && !dev && existsSync(path.join(root, place)))
  .map(([place, { version, license }]) => {
    const name = place.slice(place.lastIndexOf('node_modules/') + 'node_modules/'.length);
    return `${name} ${version} (${license ?? 'see below'})\n\n${licenceText(path.join(root, place))}`;
  });

process.stdout.write(`What is in this image besides Sluice.\n\n${[...new Set(parts)].join(`\n${'-'.repeat(80)}\n\n`)}`);

function licenceText(directory: string): string {
  const file = readdirSync(directory).find((name) => /^(licen[cs]e|copying)/i.test(name));
  return file === undefined ? 'No text of its own.\n' : readFileSync(path.join(directory, file), 'utf8');
}
