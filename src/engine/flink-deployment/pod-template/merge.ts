import { isObject, type JsonObject } from '../../../values/json.ts';

/**
 * Lays one pod template over another. Lists are merged item by item, by position or, where that is asked for and every item has
 * one, by name. Source: `spec/flink-config.md` 4.2.
 */
export function mergeTemplates<T extends object>(
  base: T | undefined,
  over: T | undefined,
  byName: boolean,
): T | undefined {
  if (!base || !over) return base ?? over;
  return mergeObjects(base as JsonObject, over as JsonObject, byName) as T;
}

function mergeObjects(base: JsonObject, over: JsonObject, byName: boolean): JsonObject {
  const merged: Record<string, unknown> = { ...base };
  for (const [key, value] of Object.entries(over)) merged[key] = mergeValues(base[key], value, byName);
  return merged;
}

function mergeValues(base: unknown, over: unknown, byName: boolean): unknown {
  if (Array.isArray(base) && Array.isArray(over)) {
    return byName && [...base, ...over].every(hasName) ? mergeNamed(base, over) : mergeInOrder(base, over, byName);
  }
  if (!isObject(base)) return over;
  return isObject(over) ? mergeObjects(base, over, byName) : base;
}

function hasName(item: unknown): item is JsonObject & { readonly name: string } {
  return isObject(item) && typeof item['name'] === 'string';
}

type Named = JsonObject & { readonly name: string };

function mergeNamed(base: readonly Named[], over: readonly Named[]): JsonObject[] {
  const items = new Map<string, JsonObject>(base.map((item) => [item.name, item]));
  for (const item of over) {
    const below = items.get(item.name);
    items.set(item.name, below ? mergeObjects(below, item, true) : item);
  }
  return [...items.values()];
}

/** Words at the same place stay as they are below; only what comes after is added. */
function mergeInOrder(base: readonly unknown[], over: readonly unknown[], byName: boolean): unknown[] {
  const longest = Math.max(base.length, over.length);
  return Array.from({ length: longest }, (_, index) => {
    if (index >= base.length) return over[index];
    const below = base[index];
    return isObject(below) && index < over.length ? mergeValues(below, over[index], byName) : below;
  });
}
