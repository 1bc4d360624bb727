import type { PathSegment } from '../api/field-path.ts';
import type { SchemaError, SchemaErrors } from '../api/validators.ts';

/** A schema error and where it is. */
export type LocatedError = SchemaError & { readonly segments: readonly PathSegment[] };

/** More than anybody reads; the rest is dropped, so that a hostile object costs no more than a bad one. */
const limit = 1_000;

/** Gathers what a validator finds. One is used again and again, as on a valid object it has nothing to remember. */
export class SchemaCollector implements SchemaErrors {
  /** Kubernetes' demands on the parts of pod templates count too: required fields, keys of lists, format of quantities. */
  readonly strict: boolean;
  readonly uniqueKeys: boolean;
  #object: unknown;
  #errors: LocatedError[] | undefined;
  #overflowed = false;

  constructor(strict: boolean) {
    this.strict = strict;
    this.uniqueKeys = strict;
  }

  start(object: unknown): void {
    this.#object = object;
    this.#errors = undefined;
    this.#overflowed = false;
  }

  /** `undefined` where nothing was found. `overflowed`: an error was dropped. */
  finish(): { readonly errors: readonly LocatedError[]; readonly overflowed: boolean } | undefined {
    const errors = this.#errors;
    this.#object = undefined;
    this.#errors = undefined;
    return errors && { errors, overflowed: this.#overflowed };
  }

  add(path: string, keyword: SchemaError['keyword'], params: SchemaError['params']): void {
    const error = { keyword, params } as SchemaError;
    if (this.#tolerates(error)) return;
    this.#errors ??= [];
    if (this.#errors.length < limit) this.#errors.push({ ...error, segments: segmentsOf(path, this.#object) });
    else if (keyword !== 'knownFields') this.#overflowed = true;
  }

  #tolerates({ keyword, params }: SchemaError): boolean {
    if (keyword === 'quantity') return params.problem === (this.strict ? 'fraction' : 'format');
    return keyword === 'required' && !this.strict;
  }
}

/** A JSON pointer as segments; only the object tells whether `/0` is an item or a key. */
function segmentsOf(pointer: string, object: unknown): PathSegment[] {
  const segments: PathSegment[] = [];
  let value = object;
  for (const token of pointer.split('/').slice(1)) {
    const name = token.includes('~') ? token.replaceAll('~1', '/').replaceAll('~0', '~') : token;
    const segment = Array.isArray(value) ? Number(name) : name;
    segments.push(segment);
    value = (value as Record<PathSegment, unknown> | undefined)?.[segment];
  }
  return segments;
}
