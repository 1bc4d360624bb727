import type { PathSegment } from '../../api/field-path.ts';
import { isObject, type JsonObject } from '../../values/json.ts';
import { compareQuantities, parseQuantity } from '../../values/quantity.ts';

/** Maps with keys of the user's own; an empty one says the same as none, and inside nothing is a quantity. */
export const textMaps: ReadonlySet<string> = new Set([
  'flinkProperties',
  'logConfig',
  'podAnnotations',
  'podLabels',
  'ServiceAnnotations',
  'ServiceLabels',
  'annotations',
  'labels',
  'matchLabels',
  'nodeSelector',
]);

/** Objects that a Go program writes out empty where a manifest leaves them out. */
const oftenEmpty = new Set(['limits', 'requests', 'resources', 'securityContext', 'status', 'metadata']);

/** Maps from resources to quantities. */
const amounts = new Set(['limits', 'requests', 'capacity']);
const quantities = new Set(['memoryOffHeapMin', 'sizeLimit', 'divisor', 'averageValue', 'tolerance']);

/** Where two specs differ in meaning; lists and maps of texts are named as a whole. */
export function changedPaths(before: JsonObject, after: JsonObject, path: readonly PathSegment[]): PathSegment[][] {
  const found: PathSegment[][] = [];
  collect(before, after, path, found);
  return found;
}

function collect(before: JsonObject, after: JsonObject, path: readonly PathSegment[], found: PathSegment[][]): void {
  for (const key in before) {
    if (before[key] !== after[key]) compareField(key, before[key], after[key], path, found);
  }
  for (const key in after) {
    if (!Object.hasOwn(before, key)) compareField(key, undefined, after[key], path, found);
  }
}

function compareField(
  key: string,
  before: unknown,
  after: unknown,
  path: readonly PathSegment[],
  found: PathSegment[][],
) {
  if (sameMeaning(before, after, key, path.at(-1))) return;
  if (isObject(before) && isObject(after) && !textMaps.has(key)) collect(before, after, [...path, key], found);
  else found.push([...path, key]);
}

/** `key` and `parent` say where the two are: quantities are compared by amount, everything else as it is written. */
function sameMeaning(a: unknown, b: unknown, key: PathSegment | undefined, parent: PathSegment | undefined): boolean {
  if (a === b) return true;
  if (saysNothing(a, key) && saysNothing(b, key)) return true;
  if (Array.isArray(a)) return Array.isArray(b) && sameItems(a, b, key);
  if (isObject(a)) return isObject(b) && sameFields(a, b, key);
  return isQuantity(key, parent) && sameAmount(a, b);
}

function saysNothing(value: unknown, key: PathSegment | undefined): boolean {
  if (value === undefined || value === null) return true;
  if (Array.isArray(value)) return value.length === 0;
  if (!isObject(value) || typeof key !== 'string' || !(textMaps.has(key) || oftenEmpty.has(key))) return false;
  for (const field in value) if (value[field] !== null) return false;
  return true;
}

function sameItems(a: readonly unknown[], b: readonly unknown[], key: PathSegment | undefined): boolean {
  if (a.length !== b.length) return false;
  for (let i = 0; i < a.length; i++) if (!sameMeaning(a[i], b[i], i, key)) return false;
  return true;
}

function sameFields(a: JsonObject, b: JsonObject, key: PathSegment | undefined): boolean {
  for (const field in a) {
    if (a[field] !== b[field] && !sameMeaning(a[field], b[field], inside(key, field), key)) return false;
  }
  for (const field in b) {
    if (!Object.hasOwn(a, field) && !sameMeaning(undefined, b[field], inside(key, field), key)) return false;
  }
  return true;
}

/** Keys of the user's own mean nothing here. */
function inside(key: PathSegment | undefined, field: string): string | undefined {
  return typeof key === 'string' && textMaps.has(key) ? undefined : field;
}

export function isQuantity(key: PathSegment | undefined, parent: PathSegment | undefined): boolean {
  if (typeof key !== 'string') return false;
  if (quantities.has(key)) return true;
  if (typeof parent !== 'string') return false;
  return amounts.has(parent) || (parent === 'target' && key === 'value');
}

function sameAmount(a: unknown, b: unknown): boolean {
  if (!isScalar(a) || !isScalar(b)) return false;
  const left = parseQuantity(a);
  const right = parseQuantity(b);
  return left !== undefined && right !== undefined && compareQuantities(left, right) === 0;
}

function isScalar(value: unknown): value is string | number {
  return typeof value === 'string' || typeof value === 'number';
}
