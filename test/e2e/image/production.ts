import { readFileSync } from 'node:fs';
import path from 'node:path';

/** A package that the lock file has for production. */
export interface LockedPackage {
  /** `node_modules/…` */
  readonly place: string;
  readonly name: string;
  readonly version: string;
  readonly licence: string;
}

const marker = 'node_modules/';

/** What `npm ci --omit=dev` installs, by the lock file. */
export function productionPackages(checkout: string): LockedPackage[] {
  const { packages } = JSON.parse(readFileSync(path.join(checkout, 'package-lock.json'), 'utf8')) as {
    packages: Record<string, { version: string; license?: string; dev?: boolean }>;
  };
  return Object.entries(packages)
    .filter(([place, { dev }]) => place !== '' && !dev)
    .map(([place, { version, license = '' }]) => ({
      place,
      name: place.slice(place.lastIndexOf(marker) + marker.length),
      version,
      licence: license,
    }));
}

/** `name@version` of each, once: one version may lie in several places. */
export function idsOf(packages: readonly { readonly name: string; readonly version: string }[]): string[] {
  return [...new Set(packages.map(({ name, version }) => `${name}@${version}`))].toSorted();
}
