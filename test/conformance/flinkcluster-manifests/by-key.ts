import type { Child } from '../../../src/engine/child.ts';
import type { Recorded } from '../flink-reconcile/recording.ts';
import type { Objects } from './differences.ts';

/** By kind and name, in which the cluster is not named: what is said of one is said of all. */
export function byKey(objects: readonly (Recorded | Child)[], cluster: string): Objects {
  return Object.fromEntries(
    objects.map((object) => [`${object.kind}/${object.metadata.name.replace(cluster, '<cluster>')}`, object]),
  );
}
