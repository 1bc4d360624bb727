import type { ConfigurationOption } from '../../../values/configuration-option.ts';
import { EffectiveConfiguration } from '../../../values/effective-configuration.ts';
import { formatList } from '../../../values/list-text.ts';

/**
 * The configuration of a cluster while it is put together: every value as text, lists beside it as such, because newer Flink
 * versions are given them as lists. One use of it belongs to one call; nobody keeps it.
 */
export class ConfigurationDraft {
  readonly #texts: Map<string, string>;
  readonly #lists = new Map<string, readonly string[]>();

  constructor(entries: Iterable<readonly [string, string]>) {
    this.#texts = new Map(entries);
  }

  /** What holds so far, to be read by options. */
  get current(): EffectiveConfiguration {
    return new EffectiveConfiguration(this.#texts, []);
  }

  has(option: ConfigurationOption<unknown>): boolean {
    return [option.key, ...option.fallbackKeys].some((key) => this.#texts.has(key));
  }

  set(key: string, text: string | number | boolean): void {
    this.#lists.delete(key);
    this.#texts.set(key, String(text));
  }

  setList(key: string, items: readonly string[]): void {
    this.#texts.set(key, formatList(items));
    this.#lists.set(key, items);
  }

  /** Where neither the option nor one of its older names is set. */
  setDefault(option: ConfigurationOption<unknown>, text: string | number | boolean): void {
    if (!this.has(option)) this.set(option.key, text);
  }

  delete(key: string): void {
    this.#texts.delete(key);
    this.#lists.delete(key);
  }

  deleteWhere(belongs: (key: string) => boolean): void {
    for (const key of [...this.#texts.keys()]) if (belongs(key)) this.delete(key);
  }

  /** Sorted, so that the same configuration always makes the same file. */
  finish(): ClusterConfiguration {
    const sorted = [...this.#texts].toSorted(([a], [b]) => (a < b ? -1 : 1));
    return { texts: new Map(sorted), lists: new Map(this.#lists) };
  }
}

/** What a cluster is given. */
export interface ClusterConfiguration {
  readonly texts: ReadonlyMap<string, string>;
  /** Of keys whose value is a list, the items. */
  readonly lists: ReadonlyMap<string, readonly string[]>;
}
