import { isObject } from '../../src/values/json.ts';

/** A piece laid over an object, as rule examples are: maps are merged, null removes a field, everything else replaces. */
export function overlay(base: unknown, piece: unknown): unknown {
  if (!isObject(base) || !isObject(piece)) return withoutNullFields(piece);
  const fields = new Map(Object.entries(base));
  for (const [key, value] of Object.entries(piece)) {
    if (value === null) fields.delete(key);
    else fields.set(key, overlay(fields.get(key), value));
  }
  return Object.fromEntries(fields);
}

function withoutNullFields(value: unknown): unknown {
  if (!isObject(value)) return value;
  const kept = Object.entries(value).filter(([, field]) => field !== null);
  return Object.fromEntries(kept.map(([key, field]) => [key, withoutNullFields(field)]));
}
