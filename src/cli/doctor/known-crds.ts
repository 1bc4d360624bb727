import { definitions } from '../../api/definitions.ts';
import type { Schema } from '../crds/crd.ts';

/** A CRD as this version of Sluice knows it. */
export interface KnownCrd {
  readonly name: string;
  readonly kind: string;
  readonly versions: readonly { readonly name: string; readonly served: boolean; readonly schema: Schema }[];
}

/** From what the CRDs of the chart are generated from. What is Kubernetes' own, such as pods, has no fields here. */
export function knownCrds(): KnownCrd[] {
  const all = Object.values(definitions).map(({ name, served, schema }) => ({
    crd: `${name.plural}.${name.group}`,
    kind: name.kind,
    version: { name: name.version, served, schema: schema as Schema },
  }));
  return [...Map.groupBy(all, ({ crd }) => crd)].map(([name, group]) => ({
    name,
    kind: group[0]?.kind ?? '',
    versions: group.map(({ version }) => version),
  }));
}
