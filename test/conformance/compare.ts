import { isDeepStrictEqual } from 'node:util';
import { type PathSegment, parsePath } from '../../src/api/field-path.ts';
import { isObject } from '../../src/values/json.ts';
import { compareQuantities, parseQuantity } from '../../src/values/quantity.ts';

/** What a review says, as far as the corpora can tell. */
export interface Verdict {
  readonly allowed: boolean;
  /** Errors only. */
  readonly findings: readonly { readonly rule: string; readonly field: string }[];
}

export interface Wanted {
  readonly rule?: string | undefined;
  readonly field?: string | undefined;
}

/** `undefined` when one of the findings is the wanted one, otherwise a sentence that says what was found instead. */
export function missing({ findings }: Verdict, { rule, field }: Wanted): string | undefined {
  const found = findings.some(
    (finding) =>
      (rule === undefined || finding.rule === rule) && (field === undefined || sameField(finding.field, field)),
  );
  if (found) return undefined;
  return `wanted ${rule ?? 'a finding'} at ${field ?? 'any field'}, found ${JSON.stringify(findings)}`;
}

/** Fields are compared as parsed paths; a stage of the reference that only knows types leaves the index of a list out. */
export function sameField(ours: string, recorded: string): boolean {
  const a = parsePath(ours);
  const b = parsePath(recorded);
  if (!a || !b) return false;
  return isDeepStrictEqual(a, b) || isDeepStrictEqual(a.filter(isName), b);
}

function isName(segment: PathSegment): boolean {
  return typeof segment === 'string';
}

/** Whether two objects mean the same: quantities by amount; empty maps, lists and Go's zero values aside. */
export function sameMeaning(a: unknown, b: unknown): boolean {
  if (isEmpty(a) && isEmpty(b)) return true;
  if (Array.isArray(a) && Array.isArray(b)) {
    return a.length === b.length && a.every((item, index) => sameMeaning(item, b[index]));
  }
  if (isObject(a) && isObject(b)) {
    return [...new Set([...Object.keys(a), ...Object.keys(b)])].every((key) => sameMeaning(a[key], b[key]));
  }
  return a === b || sameAmount(a, b);
}

function isEmpty(value: unknown): boolean {
  if (value === undefined || value === null || value === '' || value === 0 || value === '0' || value === false)
    return true;
  if (Array.isArray(value)) return value.length === 0;
  return isObject(value) && Object.values(value).every(isEmpty);
}

function sameAmount(a: unknown, b: unknown): boolean {
  if (!isScalar(a) || !isScalar(b)) return false;
  const x = parseQuantity(a);
  const y = parseQuantity(b);
  return x !== undefined && y !== undefined && compareQuantities(x, y) === 0;
}

function isScalar(value: unknown): value is string | number {
  return typeof value === 'string' || typeof value === 'number';
}
