import type { PathSegment } from '../../api/field-path.ts';
import type { KubeObject } from '../../api/meta.ts';
import { defaultFlinkCluster, defaultFlinkClusterV1alpha1 } from '../../defaults/flink-cluster.ts';
import { isObject, type JsonObject } from '../../values/json.ts';
import { changedPaths } from './same-meaning.ts';

/** How the spec of an UPDATE differs from the stored one, in meaning. */
export interface SpecChange {
  /** What differs, the two requests aside. */
  readonly paths: readonly (readonly PathSegment[])[];
  /** `job.cancelRequested` differs. */
  readonly cancel: boolean;
  /** `job.savepointGeneration` differs. */
  readonly savepoint: boolean;
}

/** Fields by which a user asks for something to be done once, rather than for another cluster. */
const requests = new Set(['cancelRequested', 'savepointGeneration']);

/** Several rules ask about the same two objects. */
const known = new WeakMap<object, { readonly previous: object; readonly change: SpecChange }>();

export function specChange(previous: object, object: object): SpecChange {
  const seen = known.get(object);
  if (seen?.previous === previous) return seen.change;
  const change = compare(previous as KubeObject, object as KubeObject);
  known.set(object, { previous, change });
  return change;
}

function compare(previous: KubeObject, object: KubeObject): SpecChange {
  const before = specOf(previous);
  const after = specOf(object);
  const paths = before === after ? [] : changedPaths(before, after, ['spec']);
  const asked = paths.filter(isRequest);
  return {
    paths: asked.length === 0 ? paths : paths.filter((path) => !isRequest(path)),
    cancel: asked.some((path) => path[2] === 'cancelRequested'),
    savepoint: asked.some((path) => path[2] === 'savepointGeneration'),
  };
}

function isRequest(path: readonly PathSegment[]): boolean {
  return path.length === 3 && path[1] === 'job' && requests.has(String(path[2]));
}

const nothing: JsonObject = {};

/** With its defaults: what is left out and what says the same as leaving it out are equal. */
function specOf(object: KubeObject): JsonObject {
  const isOld = object.apiVersion === 'flinkoperator.k8s.io/v1alpha1';
  const { spec } = isOld ? defaultFlinkClusterV1alpha1(object) : defaultFlinkCluster(object);
  return isObject(spec) ? spec : nothing;
}
