import type { JsonObject } from '../../values/json.ts';
import { clusterOwner } from './owner.ts';
import { revisionSpec } from './revision-spec.ts';
import type { Cluster } from './subject.ts';

/** A spec that a cluster has had, kept under a name that its content gives it. */
export interface ControllerRevision {
  readonly apiVersion: 'apps/v1';
  readonly kind: 'ControllerRevision';
  readonly metadata: {
    readonly name: string;
    readonly namespace: string;
    readonly labels: Readonly<Record<string, string>>;
    readonly annotations?: Readonly<Record<string, string>>;
    readonly ownerReferences: readonly object[];
  };
  readonly data: JsonObject;
  /** Counts upwards. */
  readonly revision: number;
}

const hashLabel = 'flinkoperator.k8s.io/hash';
/** By which the revisions of a cluster are found. */
export const managedByLabel = 'flinkoperator.k8s.io/managed-by';

/** Source: `spec/flinkcluster.md` 13.1. A collision is another content under the same name: one more gives another name. */
export function controllerRevision(cluster: Cluster, number: number, collisions = 0): ControllerRevision {
  const { name, namespace, uid, labels, annotations } = cluster.metadata;
  const data = { spec: revisionSpec(cluster) };
  const hash = revisionHash(goJson(data), collisions);
  return {
    apiVersion: 'apps/v1',
    kind: 'ControllerRevision',
    metadata: {
      name: `${name}-${hash}`,
      namespace,
      labels: { ...labels, [hashLabel]: hash, [managedByLabel]: name },
      ...(annotations && { annotations }),
      ownerReferences: [clusterOwner({ name, uid }, true)],
    },
    data,
    revision: number,
  };
}

/** As a status names a revision. */
export function numbered({ metadata, revision }: ControllerRevision): string {
  return `${metadata.name}-${revision}`;
}

/** The name alone of what a status names. */
export function unnumbered(revision: string): string {
  return revision.replace(/-\d+$/, '');
}

/** No vowels, and no digits that look like one. */
const alphabet = 'bcdfghjklmnpqrstvwxz2456789';

/** FNV-1 in 32 bits, in letters of which no words come. */
export function revisionHash(text: string, collisions: number): string {
  let hash = 0x811c9dc5;
  for (const byte of new TextEncoder().encode(`${text}${collisions}`)) hash = Math.imul(hash, 0x01000193) ^ byte;
  return Array.from(String(hash >>> 0), (digit) => alphabet.charAt(digit.charCodeAt(0) % alphabet.length)).join('');
}

/** As Go prints JSON: what could be HTML is escaped. */
function goJson(value: JsonObject): string {
  return JSON.stringify(value).replace(
    /[<>&\u2028\u2029]/g,
    (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}
