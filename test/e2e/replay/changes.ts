import { isDeepStrictEqual } from 'node:util';
import { isObject } from '../../../src/values/json.ts';
import { withoutServersPart } from './api-server-part.ts';
import type { Manifest, ReplayCase } from './cases.ts';

interface Review {
  readonly request: { readonly object: Manifest };
}

/** What the gate would judge without its own defaults. The status is dropped only after the mutating side was asked. */
export function shownWithoutDefaults(mutated: string, validated: string): Review {
  const review = JSON.parse(mutated) as Review;
  const { status } = (JSON.parse(validated) as Review).request.object;
  return { ...review, request: { ...review.request, object: { ...review.request.object, status } } };
}

/** Names the difference between the recorded object and what an API server showed. */
export function changeBefore({ recorded }: ReplayCase, shown: Manifest): string | undefined {
  const object = recorded.object as Manifest;
  if (!isDeepStrictEqual(object.status, shown.status)) return 'an API server takes no status with such a request';
  if (object.metadata.namespace === undefined) return 'an API server fills in the namespace';
  if (!isDeepStrictEqual(comparable(object), comparable(shown)))
    return 'an API server prunes and completes it by the schema first';
  return undefined;
}

/** Without what moving the case and being stored changes. */
function comparable(manifest: Manifest): unknown {
  if (!isObject(manifest.metadata)) return manifest;
  const { metadata, ...rest } = withoutServersPart(manifest);
  const { namespace: _, ...named } = metadata;
  return { ...rest, metadata: named };
}
