import type { KubeObject } from '../../api/meta.ts';
import { edited, editsBetween } from './edits.ts';
import { editsOf, withNote } from './note.ts';
import { plainlyToV1alpha1, plainlyToV1beta1 } from './plain.ts';

export const v1alpha1 = 'flinkoperator.k8s.io/v1alpha1';
export const v1beta1 = 'flinkoperator.k8s.io/v1beta1';

type Plainly = (object: KubeObject) => KubeObject;

/**
 * A FlinkCluster as v1beta1. Nothing is lost: what plain converting back would not give again stands in the annotation
 * `sluice.dev/conversion`, and what stands there from an earlier conversion is restored where it still applies. The
 * object must hold no `InexactInteger`.
 */
export function convertToV1beta1(object: KubeObject): KubeObject {
  return object.apiVersion === v1beta1 ? object : convert(object, v1beta1, plainlyToV1beta1, plainlyToV1alpha1);
}

/** A FlinkCluster as v1alpha1, without loss as well. */
export function convertToV1alpha1(object: KubeObject): KubeObject {
  return object.apiVersion === v1alpha1 ? object : convert(object, v1alpha1, plainlyToV1alpha1, plainlyToV1beta1);
}

function convert(object: KubeObject, apiVersion: string, there: Plainly, back: Plainly): KubeObject {
  const converted = edited({ ...there(object) }, editsOf(object)) as unknown as KubeObject;
  const edits = editsBetween({ ...back(converted) }, { ...object });
  return { ...converted, apiVersion, metadata: withNote(object, edits) };
}
