import { eachItem, withFields, without } from '../../defaults/flink-cluster/fields.ts';
import { isObject, type JsonObject } from '../../values/json.ts';
import { defaultedSpec } from './defaulted.ts';
import type { Cluster } from './subject.ts';

/** An edit of these alone is no update. */
const leftOut = ['cleanupPolicy', 'cancelRequested', 'savepointGeneration', 'savepointFormatType'];
/** What of a job no revision says. */
export const notKept: readonly string[] = [...leftOut, 'restartPolicy'];

/**
 * The spec as a revision holds it, in the form that the reference operator gives it, keys in order: the same spec has the same hash
 * here and there, so that neither takes over the other's cluster with an update.
 */
export function revisionSpec(cluster: Cluster): JsonObject {
  const spec = defaultedSpec(cluster) as unknown as JsonObject;
  const { job } = spec;
  return sorted({
    ...withZeroValues(spec),
    ...(isObject(job) && { job: revisionJob(job) }),
    $patch: 'replace',
  }) as JsonObject;
}

function revisionJob(job: JsonObject): JsonObject {
  const kept = without(job, leftOut);
  return {
    ...withFields(kept, { initContainers: eachItem(kept['initContainers'], withResources) }),
    restartPolicy: null,
  };
}

/** What a Go program writes where nothing is said. */
function withZeroValues(spec: JsonObject): JsonObject {
  return {
    ...spec,
    flinkVersion: spec['flinkVersion'] ?? '',
    jobManager: withComponentZeros(spec['jobManager']),
    taskManager: withComponentZeros(spec['taskManager']),
  };
}

function withComponentZeros(component: unknown): unknown {
  if (!isObject(component)) return component;
  return withFields(component, {
    memoryOffHeapMin: component['memoryOffHeapMin'] ?? '0',
    initContainers: eachItem(component['initContainers'], withResources),
    sidecars: eachItem(component['sidecars'], withResources),
    volumeClaimTemplates: eachItem(component['volumeClaimTemplates'], (claim) =>
      withFields(claim, { status: claim['status'] ?? {} }),
    ),
  });
}

function withResources(container: JsonObject): JsonObject {
  return withFields(container, { resources: container['resources'] ?? {} });
}

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (!isObject(value)) return value;
  const entries = Object.entries(value).toSorted(([a], [b]) => (a < b ? -1 : 1));
  return Object.fromEntries(entries.map(([key, inner]) => [key, sorted(inner)]));
}
