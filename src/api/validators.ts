import * as compiled from './compiled/validators.js';
import type { KindId } from './kinds.ts';

/** What a validator says about one value; how `params` look depends on `keyword`. */
export type SchemaError =
  | { readonly keyword: 'type'; readonly params: { readonly type: string | readonly string[] } }
  /** Not a whole number, or one beyond so many bits. */
  | { readonly keyword: 'integer'; readonly params: { readonly bits: 32 | 64; readonly whole: boolean } }
  | { readonly keyword: 'quantity'; readonly params: { readonly problem: 'type' | 'format' | 'fraction' } }
  | { readonly keyword: 'enum'; readonly params: { readonly allowed: readonly string[] } }
  | { readonly keyword: 'minimum' | 'maximum'; readonly params: { readonly limit: number } }
  | { readonly keyword: 'minLength'; readonly params: { readonly limit: number } }
  | { readonly keyword: 'required'; readonly params: { readonly missingProperty: string } }
  | { readonly keyword: 'knownFields'; readonly params: { readonly field: string; readonly known: readonly string[] } }
  | {
      readonly keyword: 'uniqueKeys';
      readonly params: {
        readonly keys: readonly (readonly [field: string, fallback?: string])[];
        readonly item: number;
      };
    };

/** Receives what validators find. `path` is a JSON pointer. */
export interface SchemaErrors {
  /** Whether list items are compared by their keys; costs time, so only where somebody wants to know. */
  readonly uniqueKeys: boolean;
  add<K extends SchemaError['keyword']>(
    path: string,
    keyword: K,
    params: Extract<SchemaError, { keyword: K }>['params'],
  ): void;
}

export type Validator = (object: unknown, path: string, found: SchemaErrors) => void;

const { zeros, ...functions } = compiled;

/** Checks of whole objects, compiled ahead of time from `definitions.ts` by `npm run generate`. */
export const validators = functions as unknown as Readonly<Record<KindId, Validator>>;

/** By kind and path (`*` for list items): what may stand in for a required field that is missing. */
export const stopgaps = zeros as unknown as Readonly<Record<KindId, Readonly<Record<string, unknown>>>>;
