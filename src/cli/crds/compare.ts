import type { Crd } from './crd.ts';
import { missingFields } from './missing-fields.ts';

/** How the CRD of a cluster stands to the one that this version comes with. */
export interface CrdComparison {
  readonly name: string;
  readonly installed: boolean;
  /** Versions that ours serves and the cluster's does not. */
  readonly unserved: readonly string[];
  /** `v1beta1: spec.job.x`: fields that ours knows; an API server drops them from what it is sent. */
  readonly lacks: readonly string[];
  /** Fields that only the cluster's knows; with ours in its place they would be dropped from what is stored. */
  readonly more: readonly string[];
}

export function compareCrds(ours: Crd, theirs: Crd | undefined): CrdComparison {
  const { name } = ours.metadata;
  if (!theirs) return { name, installed: false, unserved: [], lacks: [], more: [] };
  const unserved = ours.spec.versions
    .filter(
      (version) => version.served && !theirs.spec.versions.some((other) => other.name === version.name && other.served),
    )
    .map((version) => version.name);
  return { name, installed: true, unserved, lacks: known(ours, theirs), more: known(theirs, ours) };
}

/** What one knows in the versions that both have, and the other would drop. */
function known(one: Crd, other: Crd): string[] {
  return one.spec.versions.flatMap(({ name, schema }) => {
    const same = other.spec.versions.find((version) => version.name === name);
    if (!same) return [];
    const fields = missingFields(schema?.openAPIV3Schema ?? {}, same.schema?.openAPIV3Schema ?? {});
    return fields.map((field) => `${name}: ${field}`);
  });
}

/** A few of many. */
export function some(fields: readonly string[]): string {
  const shown = fields.slice(0, 3).join(', ');
  return fields.length > 3 ? `${shown} and ${fields.length - 3} more` : shown;
}
