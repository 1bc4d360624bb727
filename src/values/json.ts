import type { PathSegment } from '../api/field-path.ts';

export type JsonObject = { readonly [key: string]: unknown };

export function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Whether two JSON values are the same, whatever the order of their keys. */
export function equalJson(a: unknown, b: unknown): boolean {
  if (Object.is(a, b) || a === b) return true;
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return false;
  if (Array.isArray(a)) {
    if (!Array.isArray(b) || a.length !== b.length) return false;
    for (let i = 0; i < a.length; i++) if (!equalJson(a[i], b[i])) return false;
    return true;
  }
  if (Array.isArray(b)) return false;
  const keys = Object.keys(a);
  if (keys.length !== Object.keys(b).length) return false;
  for (const key of keys) {
    if (!Object.hasOwn(b, key)) return false;
    if (!equalJson((a as JsonObject)[key], (b as JsonObject)[key])) return false;
  }
  return true;
}

/** Whether everything of a value is found in another one, which may have more fields; lists must be as long. */
export function covers(actual: unknown, wanted: unknown): boolean {
  if (Array.isArray(wanted)) {
    return (
      Array.isArray(actual) && actual.length === wanted.length && wanted.every((item, i) => covers(actual[i], item))
    );
  }
  if (!isObject(wanted)) return Object.is(actual, wanted);
  return (
    isObject(actual) &&
    Object.entries(wanted).every(
      ([key, value]) => value === undefined || (Object.hasOwn(actual, key) && covers(actual[key], value)),
    )
  );
}

/** The value at a path; `undefined` where there is none. Reads own properties only. */
export function valueAt(value: unknown, path: readonly PathSegment[]): unknown {
  let current = value;
  for (const segment of path) {
    if (typeof current !== 'object' || current === null || !Object.hasOwn(current, segment)) return undefined;
    current = (current as JsonObject)[segment];
  }
  return current;
}

/** Nested deeper than any object of Kubernetes is; everything here that recurses is safe below it. */
export class TooDeep extends Error {
  override readonly name = 'TooDeep';

  constructor(limit: number) {
    super(`nested deeper than ${limit} levels`);
  }
}

/** Throws `TooDeep`. */
export function assertDepth(value: unknown, limit: number, left = limit): void {
  if (typeof value !== 'object' || value === null) return;
  if (left === 0) throw new TooDeep(limit);
  for (const child of Object.values(value)) assertDepth(child, limit, left - 1);
}

/** A copy without the fields that are `undefined`, which JSON has no way to say. */
export function withoutUndefined(value: unknown): unknown {
  if (Array.isArray(value)) return value.map((item) => withoutUndefined(item ?? null));
  if (!isObject(value)) return value;
  const entries = Object.entries(value).filter(([, field]) => field !== undefined);
  return Object.fromEntries(entries.map(([key, field]) => [key, withoutUndefined(field)]));
}

/** A part of our schemas that takes any value: API servers keep nulls there. */
const freeForm = 'flinkConfiguration';

/**
 * The value without the fields that are null, as an API server stores it; items of lists stay, and so does everything in
 * `flinkConfiguration`. What holds no null is handed back as it is, so the usual object costs one walk and no copy.
 * Throws `TooDeep`.
 */
export function withoutNulls<T>(value: T, depthLimit: number): T {
  return strip(value, depthLimit, depthLimit) as T;
}

function strip(value: unknown, depth: number, limit: number): unknown {
  if (typeof value !== 'object' || value === null) return value;
  if (depth === 0) throw new TooDeep(limit);
  return Array.isArray(value) ? stripItems(value, depth, limit) : stripFields(value as JsonObject, depth, limit);
}

function stripItems(items: unknown[], depth: number, limit: number): unknown[] {
  let copy: unknown[] | undefined;
  for (let i = 0; i < items.length; i++) {
    const item = items[i];
    if (typeof item !== 'object' || item === null) continue;
    const stripped = strip(item, depth - 1, limit);
    if (stripped === item) continue;
    copy ??= items.slice();
    copy[i] = stripped;
  }
  return copy ?? items;
}

function stripFields(fields: JsonObject, depth: number, limit: number): JsonObject {
  let changed: Map<string, unknown> | undefined;
  for (const key in fields) {
    const field = fields[key];
    if (typeof field !== 'object') continue;
    if (key === freeForm && field !== null) {
      assertDepth(field, limit, depth - 1);
      continue;
    }
    const stripped = field === null ? undefined : strip(field, depth - 1, limit);
    if (stripped === field) continue;
    changed ??= new Map();
    changed.set(key, stripped);
  }
  if (!changed) return fields;
  const entries: [string, unknown][] = [];
  for (const key of Object.keys(fields)) {
    const field = changed.has(key) ? changed.get(key) : fields[key];
    if (field !== undefined) entries.push([key, field]);
  }
  // Object.fromEntries defines own properties, so a key named __proto__ stays an ordinary key.
  return Object.fromEntries(entries);
}
