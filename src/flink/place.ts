import { FlinkAnswerInvalid } from './errors.ts';

/**
 * A place in an answer of Flink. What is missing or null reads as `undefined`, what nobody asks for is not looked at,
 * and a value of another type than expected throws `FlinkAnswerInvalid` with the path of it.
 */
export class Place {
  readonly #value: unknown;
  readonly #path: string;

  constructor(value: unknown, path = '') {
    this.#value = value ?? undefined;
    this.#path = path;
  }

  get exists(): boolean {
    return this.#value !== undefined;
  }

  /** A member of an object; one that does not exist where there is no object. */
  at(name: string): Place {
    const object = this.#object();
    const value = object && Object.hasOwn(object, name) ? object[name] : undefined;
    return new Place(value, this.#path === '' ? name : `${this.#path}.${name}`);
  }

  /** The elements of a list; none where there is no list. */
  items(): Place[] {
    if (this.#value === undefined) return [];
    if (!Array.isArray(this.#value)) throw this.#wrong('a list');
    return this.#value.map((value, i) => new Place(value, `${this.#path}[${i}]`));
  }

  /** The members of an object; none where there is no object. */
  entries(): [string, Place][] {
    return Object.keys(this.#object() ?? {}).map((name) => [name, this.at(name)]);
  }

  text(): string | undefined {
    if (this.#value === undefined || typeof this.#value === 'string') return this.#value;
    throw this.#wrong('text');
  }

  number(): number | undefined {
    if (this.#value === undefined || typeof this.#value === 'number') return this.#value;
    throw this.#wrong('a number');
  }

  boolean(): boolean | undefined {
    if (this.#value === undefined || typeof this.#value === 'boolean') return this.#value;
    throw this.#wrong('true or false');
  }

  /** For what the answer is of no use without. */
  requiredText(): string {
    const value = this.text();
    if (value === undefined) throw this.#wrong('text');
    return value;
  }

  #object(): Record<string, unknown> | undefined {
    const value = this.#value;
    if (value === undefined) return undefined;
    if (typeof value !== 'object' || Array.isArray(value)) throw this.#wrong('an object');
    return value as Record<string, unknown>;
  }

  #wrong(expected: string): FlinkAnswerInvalid {
    const value = this.#value;
    const found = value === undefined ? 'nothing' : Array.isArray(value) ? 'a list' : `a value of type ${typeof value}`;
    return new FlinkAnswerInvalid(`${this.#path || 'the answer'} should be ${expected} and is ${found}`);
  }
}
