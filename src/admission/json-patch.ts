import type { PathSegment } from '../api/field-path.ts';
import { equalJson, isObject, type JsonObject } from '../values/json.ts';

/** RFC 6902. */
export type Operation =
  | { readonly op: 'add' | 'replace'; readonly path: string; readonly value: unknown }
  | { readonly op: 'remove'; readonly path: string };

/** `/spec/flinkConfiguration/a~1b`: RFC 6901. */
export function pointer(path: readonly PathSegment[]): string {
  return path.map((segment) => `/${String(segment).replaceAll('~', '~0').replaceAll('/', '~1')}`).join('');
}

/** The operations that make `after` of `before`, for changed fields only; lists are never replaced whole (S-07). */
export function diff(before: unknown, after: unknown): Operation[] {
  const operations: Operation[] = [];
  compare(before, after, '', operations);
  return operations;
}

function compare(before: unknown, after: unknown, path: string, operations: Operation[]): void {
  if (before === after) return;
  if (isObject(before) && isObject(after)) compareFields(before, after, path, operations);
  else if (Array.isArray(before) && Array.isArray(after)) compareItems(before, after, path, operations);
  else if (!equalJson(before, after)) operations.push({ op: 'replace', path, value: after });
}

function compareFields(before: JsonObject, after: JsonObject, path: string, operations: Operation[]): void {
  for (const key of Object.keys(before)) {
    if (!Object.hasOwn(after, key)) operations.push({ op: 'remove', path: path + pointer([key]) });
  }
  for (const key of Object.keys(after)) {
    const field = path + pointer([key]);
    if (Object.hasOwn(before, key)) compare(before[key], after[key], field, operations);
    else operations.push({ op: 'add', path: field, value: after[key] });
  }
}

function compareItems(before: unknown[], after: unknown[], path: string, operations: Operation[]): void {
  const common = Math.min(before.length, after.length);
  for (let i = 0; i < common; i++) compare(before[i], after[i], `${path}/${i}`, operations);
  for (let i = before.length - 1; i >= common; i--) operations.push({ op: 'remove', path: `${path}/${i}` });
  for (let i = common; i < after.length; i++) operations.push({ op: 'add', path: `${path}/${i}`, value: after[i] });
}
