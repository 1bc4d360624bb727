import { readdirSync, readFileSync } from 'node:fs';
import { parse } from 'yaml';
import type { Crd } from '../doctor/objects.ts';

export interface PackagedCrd extends Crd {
  readonly spec: Crd['spec'] & { readonly names: { readonly kind: string } };
}

// The same place in a checkout, in the npm package and in the image.
const directory = new URL('../../../charts/sluice/crds/', import.meta.url);

/** The CRDs that this version comes with. */
export function packagedCrds(): PackagedCrd[] {
  return readdirSync(directory)
    .toSorted()
    .map((file) => parse(readFileSync(new URL(file, directory), 'utf8')) as PackagedCrd);
}
