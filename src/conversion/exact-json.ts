import { isObject } from '../values/json.ts';

/** Stands for an integer of the text that no JSON number of JavaScript holds: written out again it would be another. */
export class InexactInteger {
  readonly source: string;

  constructor(source: string) {
    this.source = source;
  }
}

interface ReviverContext {
  /** The text of a primitive value. TypeScript does not know it yet; Node does from 21 on. */
  readonly source?: string;
}

type SourceReviver = (key: string, value: unknown, context?: ReviverContext) => unknown;

const integer = /^-?\d+$/;

const markInexact: SourceReviver = (_, value, context) => {
  if (typeof value !== 'number' || Number.isSafeInteger(value)) return value;
  const source = context?.source;
  if (source === undefined || !integer.test(source) || String(value) === source) return value;
  return new InexactInteger(source);
};

/** Like JSON.parse, with an `InexactInteger` for each integer that would be rounded. */
export function parseExactly(text: string): unknown {
  return JSON.parse(text, markInexact as (this: unknown, key: string, value: unknown) => unknown);
}

/** The path and the text of the first integer that would be rounded. */
export function findInexact(value: unknown, path = ''): { readonly path: string; readonly source: string } | undefined {
  if (value instanceof InexactInteger) return { path, source: value.source };
  if (Array.isArray(value)) {
    for (let i = 0; i < value.length; i++) {
      const found = findInexact(value[i], `${path}[${i}]`);
      if (found) return found;
    }
  } else if (isObject(value)) {
    for (const key in value) {
      const found = findInexact(value[key], path === '' ? key : `${path}.${key}`);
      if (found) return found;
    }
  }
  return undefined;
}
