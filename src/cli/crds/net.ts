import { existsSync, readFileSync } from 'node:fs';
import { parse } from 'yaml';
import { isObject } from '../../values/json.ts';

/** The CEL rules of docs/adr/0009-cel-net.md, as JSON patches of the CRDs. */
const directory = new URL('../../../charts/sluice/net/', import.meta.url);
const keyword = 'x-kubernetes-validations';

interface Addition {
  readonly op: 'add';
  /** A JSON pointer to a key that is not there yet. */
  readonly path: string;
  readonly value: unknown;
}

/** The CRD with the net laid over it. */
export function withNet<Crd extends { readonly metadata: { readonly name: string } }>(crd: Crd): Crd {
  const file = new URL(`${crd.metadata.name}.yaml`, directory);
  if (!existsSync(file)) return crd;
  const laid = structuredClone(crd);
  for (const { path, value } of parse(readFileSync(file, 'utf8')) as readonly Addition[]) {
    const steps = path.split('/').slice(1);
    const last = steps.pop() as string;
    let place = laid as unknown as Record<string, unknown>;
    for (const step of steps) place = place[step] as Record<string, unknown>;
    place[last] = value;
  }
  return laid;
}

/** Whether somebody has laid the net over the CRD of a cluster: our CRDs have no rules in CEL of their own. */
export function hasNet({
  spec,
}: {
  readonly spec: { readonly versions: readonly { readonly schema?: unknown }[] };
}): boolean {
  return spec.versions.some(({ schema }) => saysKeyword(schema));
}

function saysKeyword(part: unknown): boolean {
  if (Array.isArray(part)) return part.some(saysKeyword);
  if (!isObject(part)) return false;
  return Object.hasOwn(part, keyword) || Object.values(part).some(saysKeyword);
}
