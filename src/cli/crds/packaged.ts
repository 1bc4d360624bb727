import { readdirSync, readFileSync } from 'node:fs';
import { parse } from 'yaml';
import type { Crd } from './crd.ts';

// The same place in a checkout, in the npm package and in the image.
const directory = new URL('../../../charts/sluice/crds/', import.meta.url);

/** The CRDs that this version comes with. */
export function packagedCrds(): Crd[] {
  return packagedTexts().map((text) => parse(text) as Crd);
}

/** As YAML. */
export function packagedTexts(): string[] {
  return readdirSync(directory)
    .toSorted()
    .map((file) => readFileSync(new URL(file, directory), 'utf8'));
}
