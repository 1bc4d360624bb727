import type { PathSegment } from '../api/field-path.ts';

type Container = Record<PathSegment, unknown>;

/** A value that has no place in the object, or is missing from it, and what stands in for it, if anything must. */
export interface Repair {
  readonly segments: readonly PathSegment[];
  readonly stopgap?: unknown;
}

/**
 * The object without its broken values. What is not broken is shared with the original. An item of a list takes its list
 * with it: without the item, the others would be found at wrong places.
 */
export function repaired(object: object, repairs: readonly Repair[]): object {
  const copies = new Set<unknown>();
  const copy = <T>(value: T): T => {
    if (copies.has(value)) return value;
    const fresh = Array.isArray(value) ? [...value] : { ...value };
    copies.add(fresh);
    return fresh as T;
  };
  const root = copy(object) as Container;
  for (const { segments, stopgap } of repairs) {
    const end =
      stopgap === undefined ? segments.findLastIndex((segment) => typeof segment === 'string') : segments.length - 1;
    let place = root;
    for (const segment of segments.slice(0, end)) {
      const next = place[segment];
      // Something above has been taken out already.
      if (next === null || typeof next !== 'object') {
        place = {};
        break;
      }
      place[segment] = copy(next);
      place = place[segment] as Container;
    }
    const last = segments[end];
    if (last === undefined) continue;
    if (stopgap === undefined) delete place[last];
    else place[last] = stopgap;
  }
  return root;
}
