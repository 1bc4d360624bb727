import { isObject, type JsonObject } from '../values/json.ts';

/**
 * The object with the fields that it lacks. A field that is there stays as it is, unless both are objects of which the
 * new one was made from the old. Nothing to add hands the object back.
 */
export function withDefaults(object: JsonObject, defaults: JsonObject): JsonObject {
  let added: Record<string, unknown> | undefined;
  for (const [key, value] of Object.entries(defaults)) {
    if (value === undefined || (Object.hasOwn(object, key) && (!isObject(value) || object[key] === value))) continue;
    added ??= {};
    added[key] = value;
  }
  return added ? { ...object, ...added } : object;
}
