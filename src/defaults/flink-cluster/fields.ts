import { isObject, type JsonObject } from '../../values/json.ts';

/** Left out: null says as little as an absent field. */
export function isAbsent(value: unknown): value is undefined | null {
  return value === undefined || value === null;
}

/** Left out, or the zero value that a Go program cannot tell from it. */
export function isBlank(value: unknown): boolean {
  return value === undefined || value === null || value === '' || value === 0;
}

/**
 * The object with other values for some fields. `undefined` leaves a field as it is, and an object to which nothing is
 * new is handed back.
 */
export function withFields(object: JsonObject, fields: JsonObject): JsonObject {
  let changed: Record<string, unknown> | undefined;
  for (const key in fields) {
    const value = fields[key];
    if (value === undefined || value === object[key]) continue;
    changed ??= {};
    changed[key] = value;
  }
  return changed ? { ...object, ...changed } : object;
}

/** The object without some fields; the same object where it has none of them. */
export function without(object: JsonObject, fields: readonly string[]): JsonObject {
  if (!fields.some((field) => Object.hasOwn(object, field))) return object;
  return Object.fromEntries(Object.entries(object).filter(([field]) => !fields.includes(field)));
}

/** The default of a field that is absent, otherwise nothing to change. */
export function unlessGiven<T>(value: unknown, standard: T): T | undefined {
  return isAbsent(value) ? standard : undefined;
}

/** The standard values for the fields that the object lacks. What is no object is left alone. */
export function completed(value: unknown, standard: JsonObject): JsonObject | undefined {
  if (isAbsent(value)) return { ...standard };
  if (!isObject(value)) return undefined;
  let missing: Record<string, unknown> | undefined;
  for (const key in standard) {
    if (!isAbsent(value[key])) continue;
    missing ??= {};
    missing[key] = standard[key];
  }
  return missing ? { ...value, ...missing } : value;
}

/** Each item of a list changed by itself; the list and the items to which nothing is new stay the same. */
export function eachItem(list: unknown, change: (item: JsonObject) => JsonObject): readonly unknown[] | undefined {
  if (!Array.isArray(list)) return undefined;
  let copy: unknown[] | undefined;
  for (let i = 0; i < list.length; i++) {
    const item: unknown = list[i];
    if (!isObject(item)) continue;
    const changed = change(item);
    if (changed === item) continue;
    copy ??= list.slice();
    copy[i] = changed;
  }
  return copy ?? list;
}
