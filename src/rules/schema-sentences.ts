import { distance } from 'fastest-levenshtein';
import type { Reason } from './rule.ts';
import type { LocatedError } from './schema-collector.ts';

export interface Sentence {
  readonly reason: Reason;
  readonly message: string;
  readonly fix?: string;
}

const typeNames: Readonly<Record<string, string>> = {
  string: 'a text',
  number: 'a number',
  integer: 'a whole number',
  boolean: 'true or false',
  array: 'a list',
  object: 'a map of fields',
};

/** What is wrong with `value`, in our words. */
export function sentence(error: LocatedError, value: unknown): Sentence {
  switch (error.keyword) {
    case 'type':
      return wrongType([error.params.type].flat(), value);
    case 'integer': {
      const { whole, bits } = error.params;
      return whole ? tooWide(bits) : wrongType(['integer'], value);
    }
    case 'quantity':
      return wrongQuantity(error.params.problem, value);
    case 'enum':
      return wrongWord(error.params.allowed, value);
    case 'minimum':
      return { reason: 'FieldValueInvalid', message: `must be at least ${error.params.limit}` };
    case 'maximum':
      return { reason: 'FieldValueInvalid', message: `must be at most ${error.params.limit}` };
    case 'minLength':
      return { reason: 'FieldValueInvalid', message: 'must not be empty' };
    case 'required':
      return { reason: 'FieldValueRequired', message: 'must be set' };
    case 'knownFields':
      return unknownField(error.params.field, error.params.known);
    case 'uniqueKeys':
      return repeated(error.params.keys, error.params.item);
  }
}

function wrongType(types: readonly string[], value: unknown): Sentence {
  const wanted = types.map((type) => typeNames[type] ?? type).join(' or ');
  const message = `must be ${wanted}, not ${describe(value)}`;
  const fix = conversion(types, value);
  return { reason: 'FieldValueTypeInvalid', message, ...(fix !== undefined && { fix }) };
}

function describe(value: unknown): string {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'a list';
  if (typeof value === 'object') return 'a map of fields';
  if (typeof value === 'string') return value === '' ? 'an empty text' : 'a text';
  if (typeof value === 'boolean') return String(value);
  return Number.isInteger(value) ? 'a number' : 'a fraction';
}

/** The usual slip is about quotes. */
function conversion(types: readonly string[], value: unknown): string | undefined {
  const scalar = typeof value === 'number' || typeof value === 'boolean';
  if (types.includes('string')) return scalar ? `put it in quotes: "${value}"` : undefined;
  if (typeof value !== 'string') return undefined;
  const numeric = /^-?\d{1,15}$/.test(value) && (types.includes('integer') || types.includes('number'));
  const fraction = /^-?\d{1,15}\.\d{1,15}$/.test(value) && types.includes('number');
  const flag = /^(?:true|false)$/.test(value) && types.includes('boolean');
  return numeric || fraction || flag ? `write it without quotes: ${value}` : undefined;
}

function tooWide(bits: 32 | 64): Sentence {
  const range = bits === 32 ? '-2147483648 to 2147483647' : '-9223372036854775808 to 9223372036854775807';
  return { reason: 'FieldValueInvalid', message: `must fit into ${bits} bits: ${range}` };
}

function wrongQuantity(problem: 'type' | 'format' | 'fraction', value: unknown): Sentence {
  if (problem === 'fraction') {
    return {
      reason: 'FieldValueTypeInvalid',
      message: 'must be a text or a whole number: an API server takes no bare fraction here',
      fix: `put it in quotes: "${value}"`,
    };
  }
  if (problem === 'type') {
    return {
      reason: 'FieldValueTypeInvalid',
      message: `must be a quantity such as 500m or 2Gi, not ${describe(value)}`,
    };
  }
  return {
    reason: 'FieldValueInvalid',
    message: 'must be a quantity: a number with an optional suffix, such as 500m, 2Gi or 1.5G',
  };
}

function wrongWord(allowed: readonly string[], value: unknown): Sentence {
  const words = allowed.filter((word) => word !== '');
  const near = typeof value === 'string' ? nearest(value, words) : undefined;
  return {
    reason: 'FieldValueNotSupported',
    message: `must be ${oneOf(words)}`,
    ...(near !== undefined && { fix: `write ${near}` }),
  };
}

const oneOf = (words: readonly string[]): string =>
  words.length === 1 ? `${words[0]}` : `${words.slice(0, -1).join(', ')} or ${words.at(-1)}`;

function unknownField(field: string, known: readonly string[]): Sentence {
  const near = nearest(field, known);
  return {
    reason: 'FieldValueInvalid',
    message: 'is no known field; API servers drop it',
    fix: near === undefined ? 'remove it' : `write ${near}`,
  };
}

function repeated(keys: readonly (readonly [string, string?])[], item: number): Sentence {
  const names = keys.map(([name]) => name).join(' and ');
  return {
    reason: 'FieldValueDuplicate',
    message: `item ${item + 1} has the same ${names} as an earlier one`,
    fix: `give each item a ${names} of its own`,
  };
}

const longestName = 64;

/** The word that was probably meant; `undefined` where nothing is near. */
function nearest(text: string, words: readonly string[]): string | undefined {
  if (text.length === 0 || text.length > longestName) return undefined;
  const folded = fold(text);
  let best: string | undefined;
  let least = Math.max(1, Math.floor(text.length / 3)) + 1;
  for (const word of words) {
    const far = distance(folded, fold(word));
    if (far < least) [best, least] = [word, far];
  }
  return best;
}

const fold = (text: string): string => text.toLowerCase().replaceAll(/[-_. ]/g, '');
