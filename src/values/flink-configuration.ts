import type { PathSegment } from '../api/field-path.ts';

/** The entries of one `flinkConfiguration`, whatever way they were nested, by their full keys. */
export interface FlatConfiguration {
  /** The text of a scalar; `undefined` where the key is not set or is null. */
  text(key: string): string | undefined;
  /** Where the key stands inside `flinkConfiguration`, also where its value is null. */
  path(key: string): readonly PathSegment[] | undefined;
  /** Keys with a value, in document order. */
  keys(): Iterable<string>;
  /** Keys whose value is null: not set, where the reference operator takes the text `null`. */
  readonly nulls: readonly string[];
  /** Places whose entries were nested too deeply, or made too much of their keys, to be read. */
  readonly tooDeep: readonly (readonly PathSegment[])[];
}

/** Deeper than any key of Flink has parts. */
const maxDepth = 32;
/** What all keys of nested entries may take together. */
const maxKeyCharacters = 4_000_000;
const none: readonly never[] = [];

class Flat implements FlatConfiguration {
  readonly #object: Readonly<Record<string, unknown>>;
  readonly nulls = none;
  readonly tooDeep = none;

  constructor(object: Readonly<Record<string, unknown>>) {
    this.#object = object;
  }

  text(key: string): string | undefined {
    return Object.hasOwn(this.#object, key) ? textOf(this.#object[key]) : undefined;
  }

  path(key: string): readonly PathSegment[] | undefined {
    return Object.hasOwn(this.#object, key) ? [key] : undefined;
  }

  keys(): Iterable<string> {
    return Object.keys(this.#object);
  }
}

interface Place {
  readonly text: string;
  readonly path: readonly PathSegment[];
}

class Nested implements FlatConfiguration {
  readonly #places = new Map<string, Place>();
  readonly #nulls = new Map<string, readonly PathSegment[]>();
  readonly #textOfList: TextOfList;
  #keyBudget = maxKeyCharacters;
  readonly tooDeep: (readonly PathSegment[])[] = [];

  constructor(object: object, textOfList: TextOfList) {
    this.#textOfList = textOfList;
    this.#add(object, '', []);
  }

  #add(object: object, prefix: string, path: readonly PathSegment[]): void {
    for (const [name, value] of Object.entries(object)) {
      const key = prefix === '' ? name : `${prefix}.${name}`;
      // A long name with many entries below it would be copied into each of their keys.
      if (prefix !== '') this.#keyBudget -= key.length;
      if (prefix !== '' && this.#keyBudget < 0) {
        this.tooDeep.push(path);
        return;
      }
      this.#set(key, value, [...path, name]);
    }
  }

  #set(key: string, value: unknown, path: readonly PathSegment[]): void {
    if (value === null) {
      this.#places.delete(key);
      this.#nulls.set(key, path);
    } else if (typeof value !== 'object') {
      this.#put(key, textOf(value), path);
    } else if (Array.isArray(value)) {
      if (value.length > 0) this.#put(key, this.#textOfList(value), path);
    } else if (path.length >= maxDepth) {
      this.tooDeep.push(path);
    } else {
      this.#add(value, key, path);
    }
  }

  /** A later entry wins and takes the later place. */
  #put(key: string, text: string, path: readonly PathSegment[]): void {
    this.#places.delete(key);
    this.#nulls.delete(key);
    this.#places.set(key, { text, path });
  }

  get nulls(): readonly string[] {
    return [...this.#nulls.keys()];
  }

  text(key: string): string | undefined {
    return this.#places.get(key)?.text;
  }

  path(key: string): readonly PathSegment[] | undefined {
    return this.#places.get(key)?.path ?? this.#nulls.get(key);
  }

  keys(): Iterable<string> {
    return this.#places.keys();
  }
}

export type TextOfList = (list: readonly unknown[]) => string;

const joined: TextOfList = (list) => list.map(textOf).join(';');

/** An object inside a list has no text of its own, as in the reference operator. */
function textOf(value: unknown): string {
  return typeof value === 'string' ? value : typeof value === 'object' && value !== null ? '' : String(value);
}

const empty: FlatConfiguration = new Flat({});

/**
 * Reads a `flinkConfiguration`: nested objects are joined by dots, a list becomes its items joined by `;`, numbers and
 * booleans become text, empty objects and lists give nothing. Of two entries for one key the later counts.
 * What is no object holds nothing. The usual flat map is read in place, not copied.
 */
export function flattenConfiguration(value: unknown, textOfList: TextOfList = joined): FlatConfiguration {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return empty;
  return isFlat(value) ? new Flat(value as Record<string, unknown>) : new Nested(value, textOfList);
}

function isFlat(object: object): boolean {
  for (const key in object) {
    const value = (object as Record<string, unknown>)[key];
    if (typeof value === 'object') return false;
  }
  return true;
}
