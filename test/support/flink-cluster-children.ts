import { createHash } from 'node:crypto';
import { stringify } from 'yaml';
import type { KubeObject } from '../../src/api/meta.ts';
import type { Child } from '../../src/engine/child.ts';
import { planCluster } from '../../src/engine/flink-cluster/plan.ts';
import { childResources } from '../../src/engine/flink-cluster/resources/index.ts';
import type { Cluster } from '../../src/engine/flink-cluster/subject.ts';

export const planTools = {
  printYaml: (value: unknown) => stringify(value, { lineWidth: 0 }),
  md5: (text: string) => createHash('md5').update(text).digest('hex'),
};

/** As an API server would hold it. */
export function stored(object: object): Cluster {
  const { metadata, ...rest } = object as KubeObject;
  const filledIn = { namespace: 'default', uid: 'uid-of-cluster', generation: 1, resourceVersion: '1' };
  return { ...rest, metadata: { ...filledIn, ...metadata } } as unknown as Cluster;
}

/** What is made of a cluster, in order. */
export function childrenOf(object: object): Child[] {
  const plan = planCluster(stored(object), planTools);
  return childResources.flatMap((resource) => resource.make(plan) ?? []);
}
