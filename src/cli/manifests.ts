import { readFileSync } from 'node:fs';
import { UsageError } from './errors.ts';
import { exitCode } from './exit-code.ts';
import type { Command } from './io.ts';

export interface ManifestsOptions {
  readonly namespace?: string;
  readonly image?: string;
  readonly skipCrds?: boolean;
}

// The same place in a checkout, in the npm package and in the image.
const file = new URL('../../charts/manifests/sluice.yaml', import.meta.url);
/** What the file says, and what may be put in its place. */
const builtIn = { namespace: 'sluice-system', image: /ghcr\.io\/sluice-dev\/sluice:[\w.-]+/g };

/** What the chart installs with its defaults, for `kubectl apply --server-side -f -`. */
export const printManifests: Command<ManifestsOptions> = async ({ namespace, image, skipCrds }, { stdout }) => {
  if (namespace !== undefined && !/^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$/.test(namespace)) {
    throw new UsageError(`'${namespace}' is no name of a namespace`);
  }
  if (image !== undefined && !/^[\w./:@-]+$/.test(image)) throw new UsageError(`'${image}' is no name of an image`);
  if (!skipCrds) stdout.write(`${await crds()}---\n`);
  const text = readFileSync(file, 'utf8')
    .replaceAll(builtIn.namespace, namespace ?? builtIn.namespace)
    .replaceAll(builtIn.image, (found) => image ?? found);
  stdout.write(text);
  return exitCode.ok;
};

async function crds(): Promise<string> {
  const { packagedTexts } = await import('./crds/packaged.ts');
  return packagedTexts().join('---\n');
}
