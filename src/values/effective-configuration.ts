import type { PathSegment } from '../api/field-path.ts';
import type { ConfigurationOption } from './configuration-option.ts';
import type { FlatConfiguration } from './flink-configuration.ts';
import { type FlinkVersion, flinkVersions, isFlinkVersion } from './flink-version.ts';
import type { YamlParser } from './list.ts';

/** Where the text of a key comes from. */
export interface ConfigurationValue {
  /** The key that was found: the option's own or one of its older names. */
  readonly key: string;
  readonly text: string;
  readonly origin: 'resource' | 'operator';
  /** 0 is the operator's configuration, 1 the first `flinkConfiguration` that was handed in, and so on. */
  readonly layer: number;
  /** Inside `flinkConfiguration`; left out for what the operator's configuration says. */
  readonly path?: readonly PathSegment[];
}

/** What a configuration says about one option. */
export type Reading<T> =
  | { readonly state: 'absent' }
  | { readonly state: 'valid'; readonly value: T; readonly at: ConfigurationValue }
  | { readonly state: 'invalid'; readonly at: ConfigurationValue };

const absent = { state: 'absent' } as const;

/** A key whose value is null in a `flinkConfiguration`: not set, but there. */
export interface NullKey {
  readonly key: string;
  readonly layer: number;
  readonly path: readonly PathSegment[];
}

/** Operator defaults with one or two `flinkConfiguration` on top, looked up layer by layer. Later layers win, key by key. */
export class EffectiveConfiguration {
  readonly #operator: ReadonlyMap<string, string>;
  readonly #parseYaml: YamlParser | undefined;
  /** The `flinkConfiguration`s, the weakest first: `layers[0]` is layer 1 of a `ConfigurationValue`. */
  readonly layers: readonly FlatConfiguration[];

  constructor(operator: ReadonlyMap<string, string>, layers: readonly FlatConfiguration[], parseYaml?: YamlParser) {
    this.#operator = operator;
    this.#parseYaml = parseYaml;
    this.layers = layers;
  }

  /** The layer below all others. */
  get operator(): ReadonlyMap<string, string> {
    return this.#operator;
  }

  /** The text of one key, older names not considered. */
  get(key: string): string | undefined {
    for (let i = this.layers.length - 1; i >= 0; i--) {
      const text = this.layers[i]?.text(key);
      if (text !== undefined) return text;
    }
    return this.#operator.get(key);
  }

  has(key: string): boolean {
    return this.get(key) !== undefined;
  }

  /** Where one key comes from, older names not considered. */
  locate(key: string): ConfigurationValue | undefined {
    for (let i = this.layers.length - 1; i >= 0; i--) {
      const layer = this.layers[i];
      const text = layer?.text(key);
      const path = layer?.path(key);
      if (text !== undefined && path) return { key, text, origin: 'resource', layer: i + 1, path };
    }
    const text = this.#operator.get(key);
    return text === undefined ? undefined : { key, text, origin: 'operator', layer: 0 };
  }

  /**
   * The value that counts for an option. Its own key wins wherever it is set, even blank or in a lower layer; the older
   * names follow in their order.
   */
  lookup(option: ConfigurationOption<unknown>): ConfigurationValue | undefined {
    const key = this.#keyOf(option);
    return key === undefined ? undefined : this.locate(key);
  }

  #keyOf({ key, fallbackKeys }: ConfigurationOption<unknown>): string | undefined {
    if (this.has(key)) return key;
    for (let i = 0; i < fallbackKeys.length; i++) {
      const older = fallbackKeys[i] as string;
      if (this.has(older)) return older;
    }
    return undefined;
  }

  /** Whether the option is set, by any of its names. */
  contains(option: ConfigurationOption<unknown>): boolean {
    return this.#keyOf(option) !== undefined;
  }

  read<T>(option: ConfigurationOption<T>): Reading<T> {
    const at = this.lookup(option);
    if (!at) return absent;
    const value = option.read(at.text, this.#parseYaml);
    return value === undefined ? { state: 'invalid', at } : { state: 'valid', value, at };
  }

  /** The value, or the default where it is not set; `undefined` for what is unreadable or has no default. */
  value<T>(option: ConfigurationOption<T>): T | undefined {
    const key = this.#keyOf(option);
    return key === undefined ? option.default : option.read(this.get(key) as string, this.#parseYaml);
  }

  /** Every key that is set, each once: those of the resource first. */
  *keys(): Iterable<string> {
    const seen = new Set<string>();
    for (const layer of [...this.layers].reverse()) {
      for (const key of layer.keys()) {
        if (!seen.has(key)) yield key;
        seen.add(key);
      }
    }
    for (const key of this.#operator.keys()) {
      if (!seen.has(key)) yield key;
    }
  }

  /** The keys that some `flinkConfiguration` sets to null. */
  nulls(): NullKey[] {
    return this.layers.flatMap((layer, i) =>
      layer.nulls.map((key) => ({ key, layer: i + 1, path: layer.path(key) ?? [key] })),
    );
  }
}

const namespacePrefix = 'kubernetes.operator.default-configuration.namespace.';
const versionPrefix = 'kubernetes.operator.default-configuration.flink-version.';

type Entry = readonly [key: string, text: string];

/** So many namespaces and versions are remembered, fewer where each takes much; past that the memory starts anew. */
const maxRemembered = 500;
const maxRememberedEntries = 200_000;

/** The operator's configuration directory: keys for everything, and defaults for one namespace or Flink version. */
export class OperatorConfiguration {
  readonly entries: ReadonlyMap<string, string>;
  /** By the first part of the namespace: a namespace has no dots, a key has. */
  readonly #namespaces = new Map<string, Entry[]>();
  /** By version, with a `+` behind it for "and newer". */
  readonly #versions = new Map<string, Entry[]>();
  readonly #merged = new Map<string, ReadonlyMap<string, string>>();
  /** The operator's own keys, without the defaults of any namespace or version. */
  readonly own: EffectiveConfiguration;

  readonly #parseYaml: YamlParser | undefined;

  private constructor(entries: ReadonlyMap<string, string>, parseYaml?: YamlParser) {
    this.entries = entries;
    this.#parseYaml = parseYaml;
    this.own = new EffectiveConfiguration(entries, [], parseYaml);
    for (const [key, text] of entries) {
      if (key.startsWith(namespacePrefix)) group(this.#namespaces, key.slice(namespacePrefix.length), text);
      else if (key.startsWith(versionPrefix)) group(this.#versions, key.slice(versionPrefix.length), text);
    }
  }

  /** A YAML parser is handed in where the operator is configured by a `config.yaml`: then lists and maps may be YAML. */
  static from(
    entries: ReadonlyMap<string, string> | Readonly<Record<string, string>>,
    parseYaml?: YamlParser,
  ): OperatorConfiguration {
    const map = entries instanceof Map ? new Map(entries) : new Map(Object.entries(entries));
    return new OperatorConfiguration(map, parseYaml);
  }

  /**
   * What holds for a resource of this namespace and Flink version with these `flinkConfiguration`s, the weakest first.
   * The defaults of the version win over those of the namespace, exact ones over "and newer" ones.
   */
  effective(
    namespace: string | undefined,
    version: string | undefined,
    ...layers: readonly FlatConfiguration[]
  ): EffectiveConfiguration {
    return new EffectiveConfiguration(this.#defaults(namespace ?? '', version ?? ''), layers, this.#parseYaml);
  }

  #defaults(namespace: string, version: string): ReadonlyMap<string, string> {
    const scoped = this.#namespaces.size > 0 && this.#namespaces.has(firstPart(namespace)) ? namespace : '';
    const known = this.#versions.size > 0 && isFlinkVersion(version) ? version : '';
    if (scoped === '' && known === '') return this.entries;
    const name = `${known} ${scoped}`;
    const remembered = this.#merged.get(name);
    if (remembered) return remembered;
    if (this.#merged.size >= Math.min(maxRemembered, maxRememberedEntries / this.entries.size)) this.#merged.clear();
    const merged = this.#merge(scoped, known);
    this.#merged.set(name, merged);
    return merged;
  }

  #merge(namespace: string, version: FlinkVersion | ''): ReadonlyMap<string, string> {
    const merged = new Map(this.entries);
    for (const [key, text] of this.#namespaces.get(firstPart(namespace)) ?? []) {
      if (namespace !== '' && key.startsWith(`${namespace}.`)) merged.set(key.slice(namespace.length + 1), text);
    }
    const newest = version === '' ? -1 : flinkVersions.indexOf(version);
    for (const older of flinkVersions.slice(0, newest + 1)) this.#overlay(merged, `${older}+`);
    this.#overlay(merged, version);
    return merged;
  }

  #overlay(merged: Map<string, string>, version: string): void {
    for (const [key, text] of this.#versions.get(version) ?? []) merged.set(key.slice(version.length + 1), text);
  }
}

function firstPart(text: string): string {
  const dot = text.indexOf('.');
  return dot < 0 ? text : text.slice(0, dot);
}

function group(groups: Map<string, Entry[]>, rest: string, text: string): void {
  const name = firstPart(rest);
  if (name.length === rest.length) return;
  const entries = groups.get(name);
  if (entries) entries.push([rest, text]);
  else groups.set(name, [[rest, text]]);
}
