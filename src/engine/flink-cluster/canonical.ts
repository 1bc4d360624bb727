import type { PathSegment } from '../../api/field-path.ts';
import { isAbsent } from '../../defaults/flink-cluster/fields.ts';
import { isQuantity, textMaps } from '../../rules/flink-cluster/same-meaning.ts';
import { isObject } from '../../values/json.ts';
import { formatQuantity, parseQuantity } from '../../values/quantity.ts';

/** A spec as an API server would print it: quantities in their canonical form, and no list or map of texts that is empty. */
export function canonical(spec: unknown): unknown {
  return printed(spec, undefined, undefined);
}

/** `key` and `parent` say where the value is. */
function printed(value: unknown, key: PathSegment | undefined, parent: PathSegment | undefined): unknown {
  if (Array.isArray(value)) return value.map((item, index) => printed(item, index, key));
  if (!isObject(value)) return isQuantity(key, parent) ? printedQuantity(value) : value;
  if (typeof key === 'string' && textMaps.has(key)) return value;
  const said = Object.entries(value).filter(([field, inner]) => !saysNothing(field, inner));
  return Object.fromEntries(said.map(([field, inner]) => [field, printed(inner, field, key)]));
}

function saysNothing(field: string, value: unknown): boolean {
  if (isAbsent(value)) return true;
  if (Array.isArray(value)) return value.length === 0;
  return isObject(value) && textMaps.has(field) && Object.keys(value).length === 0;
}

function printedQuantity(value: unknown): unknown {
  const quantity = typeof value === 'string' || typeof value === 'number' ? parseQuantity(value) : undefined;
  return quantity ? formatQuantity(quantity) : value;
}
