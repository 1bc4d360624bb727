import type { KubeObject } from '../api/meta.ts';
import { findInexact } from '../conversion/exact-json.ts';
import { convertToV1alpha1, convertToV1beta1, v1alpha1, v1beta1 } from '../conversion/flink-cluster/convert.ts';
import { conversionAnnotation, noteOf } from '../conversion/flink-cluster/note.ts';
import { isObject } from '../values/json.ts';

/** The answer to an `apiextensions.k8s.io/v1` ConversionReview. */
export interface ConversionReview {
  readonly apiVersion: typeof reviewVersion;
  readonly kind: 'ConversionReview';
  readonly response: {
    readonly uid: string;
    /** In the order of the request; left out after a failure. */
    readonly convertedObjects?: readonly KubeObject[];
    readonly result: { readonly status: 'Success' } | { readonly status: 'Failed'; readonly message: string };
  };
}

const reviewVersion = 'apiextensions.k8s.io/v1';

const converters = new Map([
  [v1alpha1, convertToV1alpha1],
  [v1beta1, convertToV1beta1],
]);

/** Says why the whole review fails: an API server takes all objects or none. */
class Unconvertible {
  readonly message: string;

  constructor(message: string) {
    this.message = message;
  }
}

/**
 * Converts all objects of a review, parsed by `parseExactly` so that no integer is rounded unseen. `undefined` for what
 * is no review that could be answered.
 */
export function convertReview(review: unknown): ConversionReview | undefined {
  if (!isObject(review) || review['kind'] !== 'ConversionReview' || review['apiVersion'] !== reviewVersion)
    return undefined;
  const { request } = review;
  const uid = isObject(request) ? request['uid'] : undefined;
  if (!isObject(request) || typeof uid !== 'string' || uid === '') return undefined;
  const converted = convertAll(request['objects'], request['desiredAPIVersion']);
  const response =
    converted instanceof Unconvertible
      ? { uid, result: { status: 'Failed', message: converted.message } as const }
      : { uid, convertedObjects: converted, result: { status: 'Success' } as const };
  return { apiVersion: reviewVersion, kind: 'ConversionReview', response };
}

function convertAll(objects: unknown, desired: unknown): KubeObject[] | Unconvertible {
  const converter = typeof desired === 'string' ? converters.get(desired) : undefined;
  if (!converter)
    return new Unconvertible(`cannot convert to ${JSON.stringify(desired)}, only to ${v1alpha1} and ${v1beta1}`);
  if (!Array.isArray(objects)) return new Unconvertible('request.objects must be a list of objects');
  const converted: KubeObject[] = [];
  for (const [index, object] of objects.entries()) {
    const obstacle = obstacleOf(object);
    if (obstacle !== undefined) return new Unconvertible(`${nameOf(object, index)}: ${obstacle}`);
    converted.push(converter(object as KubeObject));
  }
  return converted;
}

/** Why an object cannot be converted without changing it. */
function obstacleOf(object: unknown): string | undefined {
  if (!isObject(object)) return 'is no object';
  const { kind, apiVersion, metadata } = object;
  if (kind !== 'FlinkCluster' || typeof apiVersion !== 'string' || !converters.has(apiVersion)) {
    return `cannot convert ${JSON.stringify(kind)} of ${JSON.stringify(apiVersion)}, only FlinkCluster of ${v1alpha1} and ${v1beta1}`;
  }
  if (!isObject(metadata)) return 'has no metadata';
  const inexact = findInexact(object) ?? findInexact(noteOf(object as unknown as KubeObject), conversionAnnotation);
  return inexact && `${inexact.path} is ${inexact.source}, an integer too large to be kept exactly`;
}

function nameOf(object: unknown, index: number): string {
  const metadata = isObject(object) ? object['metadata'] : undefined;
  if (!isObject(metadata) || typeof metadata['name'] !== 'string') return `objects[${index}]`;
  return typeof metadata['namespace'] === 'string' ? `${metadata['namespace']}/${metadata['name']}` : metadata['name'];
}
