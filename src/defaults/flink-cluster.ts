import type { KubeObject } from '../api/meta.ts';
import { isObject, type JsonObject } from '../values/json.ts';
import { withSpecDefaultsV1alpha1 } from './flink-cluster/v1alpha1.ts';
import { withSpecDefaults } from './flink-cluster/v1beta1.ts';

/**
 * What the reference's CRD and webhook fill in together, so that nothing depends on a CRD with defaults in front. The
 * same on CREATE and UPDATE. Parts of the wrong type are left alone: `/validate` says what is wrong with them.
 */
export function defaultFlinkCluster(object: KubeObject): KubeObject {
  return withSpec(object, withSpecDefaults);
}

/** The same for v1alpha1, whose reference fills in everything by webhook. */
export function defaultFlinkClusterV1alpha1(object: KubeObject): KubeObject {
  return withSpec(object, withSpecDefaultsV1alpha1);
}

function withSpec(object: KubeObject, defaulted: (spec: JsonObject) => JsonObject): KubeObject {
  const { spec } = object;
  if (!isObject(spec)) return object;
  const filled = defaulted(spec);
  return filled === spec ? object : { ...object, spec: filled };
}
