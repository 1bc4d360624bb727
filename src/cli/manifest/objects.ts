import type { PathSegment } from '../../api/field-path.ts';
import { isObject, type JsonObject } from '../../values/json.ts';

/** An object of a document, which for lists is one of many. */
export interface PlacedObject {
  readonly object: JsonObject;
  /** Where the object stands in its document. */
  readonly at: readonly PathSegment[];
}

/** The objects of a document: itself, or the items where it is a `List` of any kind (C-05). */
export function objectsOf(value: unknown, at: readonly PathSegment[] = []): PlacedObject[] {
  if (!isObject(value)) return [];
  const { kind, items } = value;
  if (typeof kind !== 'string' || !kind.endsWith('List') || !Array.isArray(items)) return [{ object: value, at }];
  return items.flatMap((item, i) => objectsOf(item, [...at, 'items', i]));
}
