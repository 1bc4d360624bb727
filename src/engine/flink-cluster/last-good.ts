import { isObject, type JsonObject } from '../../values/json.ts';
import type { Ports } from '../ports.ts';
import { unnumbered } from './revision.ts';
import { notKept } from './revision-spec.ts';
import { keptBy } from './revisions.ts';
import type { Cluster, Spec } from './subject.ts';

/**
 * What a pass goes on with while the spec is wrong: the spec that was last right, as its revision keeps it, and what its owner wishes now
 * of that which no revision keeps.
 */
export async function lastGood(cluster: Cluster, ports: Pick<Ports, 'children'>): Promise<Cluster | undefined> {
  const { nextRevision } = cluster.status?.revision ?? {};
  if (nextRevision === undefined) return undefined;
  const kept = (await keptBy(cluster, ports)).find(({ metadata }) => metadata.name === unnumbered(nextRevision));
  if (!kept) return undefined;
  const { $patch: _, job, ...spec } = kept.data['spec'] as JsonObject;
  const wishes = Object.entries(cluster.spec.job ?? {}).filter(([field]) => notKept.includes(field));
  const whole = { ...spec, ...(isObject(job) && { job: { ...withoutNull(job), ...Object.fromEntries(wishes) } }) };
  return { ...cluster, spec: whole as unknown as Spec };
}

const withoutNull = ({ restartPolicy: _, ...job }: JsonObject): JsonObject => job;
