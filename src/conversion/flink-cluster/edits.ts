import { equalJson, isObject, type JsonObject } from '../../values/json.ts';
import { type Place, places } from './places.ts';

/** What plain converting makes of a place, and what was there before. Left out: nothing. */
interface Edit {
  readonly from?: unknown;
  readonly to?: unknown;
}

/** By the name of the place. */
export type Edits = Readonly<Record<string, Edit>>;

/** What must be done to `converted` to get `original` back. */
export function editsBetween(converted: JsonObject, original: JsonObject): Edits {
  const edits: Record<string, Edit> = {};
  let replaced: Place | undefined;
  for (const place of places) {
    if (replaced && place.name.startsWith(`${replaced.name}.`)) continue;
    const from = read(converted, place.path);
    const to = read(original, place.path);
    if (place.isSection && isObject(from) && isObject(to)) continue;
    if (equalJson(from, to)) continue;
    // JSON leaves undefined out, as the reader expects.
    edits[place.name] = { from, to };
    if (place.isSection) replaced = place;
  }
  return edits;
}

/** What no longer applies is left out: who changed the place in the other version meant it. */
export function edited(converted: JsonObject, edits: Edits): JsonObject {
  let result = converted;
  for (const place of places) {
    const edit = edits[place.name];
    if (!edit || !isObject(read(result, place.path.slice(0, -1)))) continue;
    if (equalJson(read(result, place.path), edit.from)) result = write(result, place.path, edit.to);
  }
  return result;
}

function read(object: JsonObject, path: readonly string[]): unknown {
  let value: unknown = object;
  for (const field of path) {
    if (!isObject(value) || !Object.hasOwn(value, field)) return undefined;
    value = value[field];
  }
  return value;
}

function write(object: JsonObject, [field = '', ...rest]: readonly string[], value: unknown): JsonObject {
  const below = object[field];
  const changed = rest.length > 0 && isObject(below) ? write(below, rest, value) : value;
  if (changed !== undefined) return { ...object, [field]: changed };
  const { [field]: _, ...others } = object;
  return others;
}
