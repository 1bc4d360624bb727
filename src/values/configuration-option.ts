import { parseDuration } from './duration.ts';
import { parseJavaDouble } from './java-double.ts';
import { parseList, parseMap, type YamlParser } from './list.ts';
import { parseMemorySize } from './memory-size.ts';
import { parseBoolean, parseJavaInt } from './scalar.ts';

type OptionType = 'boolean' | 'int' | 'double' | 'float' | 'duration' | 'memory' | 'list' | 'map' | 'string' | 'enum';

/** A key that Flink or the operator reads, and how. */
export interface ConfigurationOption<T> {
  readonly key: string;
  /** Older names that count where the key itself is not set, in this order. */
  readonly fallbackKeys: readonly string[];
  readonly type: OptionType;
  /** Left out where being absent means something of its own. */
  readonly default?: T;
  /** `undefined` for a text that the type cannot read. With a YAML parser, lists and maps may be YAML. */
  read(text: string, parseYaml?: YamlParser): T | undefined;
}

interface Extras<T> {
  readonly default?: T;
  readonly fallbackKeys?: readonly string[];
}

function option<T>(key: string, type: OptionType, read: ConfigurationOption<T>['read'], extras: Extras<T> = {}) {
  return { key, type, read, fallbackKeys: [], ...extras } satisfies ConfigurationOption<T>;
}

type Make<T> = (key: string, extras?: Extras<T>) => ConfigurationOption<T>;

export const booleanOption: Make<boolean> = (key, extras) => option(key, 'boolean', parseBoolean, extras);
export const intOption: Make<number> = (key, extras) => option(key, 'int', parseJavaInt, extras);
export const doubleOption: Make<number> = (key, extras) => option(key, 'double', parseJavaDouble, extras);
/** A number of 32 bits, widened: 0.1 is 0.10000000149011612. */
export const floatOption: Make<number> = (key, extras) => option(key, 'float', parseFloat32, extras);
/** In nanoseconds. */
export const durationOption: Make<bigint> = (key, extras) => option(key, 'duration', parseDuration, extras);
/** In bytes. */
export const memoryOption: Make<bigint> = (key, extras) => option(key, 'memory', parseMemorySize, extras);
export const listOption: Make<readonly string[]> = (key, extras) => option(key, 'list', parseList, extras);
export const mapOption: Make<ReadonlyMap<string, string>> = (key, extras) => option(key, 'map', parseMap, extras);
export const stringOption: Make<string> = (key, extras) => option(key, 'string', (text) => text, extras);

/** One of some names in any letter case; read as the name in the list. */
export function enumOption<T extends string>(
  key: string,
  names: readonly T[],
  extras?: Extras<T>,
): ConfigurationOption<T> & { readonly names: readonly T[] } {
  const read = (text: string) => {
    const upper = text.toUpperCase();
    return names.find((name) => name.toUpperCase() === upper);
  };
  return { ...option(key, 'enum', read, extras), names };
}

function parseFloat32(text: string): number | undefined {
  const value = parseJavaDouble(text);
  return value === undefined ? undefined : Math.fround(value);
}
