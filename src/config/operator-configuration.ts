import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { OperatorConfiguration } from '../values/effective-configuration.ts';
import { parseFlinkConf } from '../values/flink-conf.ts';
import { flattenConfiguration } from '../values/flink-configuration.ts';
import type { YamlParser } from '../values/list.ts';
import { type Watching, watchDirectory } from './watch-directory.ts';

/** The directories that the reference operator finds by `FLINK_CONF_DIR` and `CONF_OVERRIDE_DIR`. */
export interface OperatorConfigurationSource {
  readonly directory: string;
  /** Laid over the first, key by key. */
  readonly overrideDirectory?: string | undefined;
}

export interface LoadedOperatorConfiguration {
  readonly map: ReadonlyMap<string, string>;
  readonly configuration: OperatorConfiguration;
  /** What was passed over while reading, one sentence each. */
  readonly problems: readonly string[];
}

export interface UnreadableOperatorConfiguration {
  readonly problems: readonly string[];
}

interface Content {
  readonly entries: ReadonlyMap<string, string>;
  readonly problems: readonly string[];
  /** Only where the configuration is real YAML: then Flink reads lists and maps as YAML, too. */
  readonly parseYaml?: YamlParser;
}

/** Neither file is there. */
const missing = Symbol('missing');

const legacyFile = 'flink-conf.yaml';
const yamlFile = 'config.yaml';

/** Reads the operator's configuration, as the reference does: `flink-conf.yaml` where it exists, else `config.yaml`. */
export async function loadOperatorConfiguration(
  directory: string,
  overrideDirectory?: string,
): Promise<LoadedOperatorConfiguration | UnreadableOperatorConfiguration> {
  try {
    const base = await readDirectory(directory);
    if (base === missing) return { problems: [`${directory}: has neither ${legacyFile} nor ${yamlFile}`] };
    const over = overrideDirectory === undefined ? missing : await readDirectory(overrideDirectory);
    const problems = [...base.problems];
    if (over !== missing) problems.push(...over.problems);
    else if (overrideDirectory !== undefined) problems.push(`${overrideDirectory}: has no configuration to lay over`);
    const map = over === missing ? base.entries : new Map([...base.entries, ...over.entries]);
    return { map, problems, configuration: OperatorConfiguration.from(map, base.parseYaml) };
  } catch (error) {
    if (!(error instanceof Unreadable)) throw error;
    return { problems: [error.message] };
  }
}

/** A configuration file is there and cannot be used; nothing is taken from the directory. */
class Unreadable extends Error {
  override readonly name = 'Unreadable';
}

async function readDirectory(directory: string): Promise<Content | typeof missing> {
  const legacy = path.join(directory, legacyFile);
  const lines = await readIfThere(legacy);
  if (lines !== undefined) {
    const { entries, ignoredLines } = parseFlinkConf(lines);
    return {
      entries,
      problems: ignoredLines.map((line) => `${legacy}:${line}: is no "key: value" and was passed over`),
    };
  }
  const file = path.join(directory, yamlFile);
  const text = await readIfThere(file);
  return text === undefined ? missing : readYaml(file, text);
}

async function readIfThere(file: string): Promise<string | undefined> {
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT' || code === 'ENOTDIR') return undefined;
    throw new Unreadable(`${file}: cannot be read (${code})`, { cause: error });
  }
}

const maxAliases = 50;

async function readYaml(file: string, text: string): Promise<Content> {
  // The usual installation has the older file and never needs this.
  const { parse } = await import('yaml');
  const parseYaml: YamlParser = (source) =>
    parse(source, { schema: 'core', intAsBigInt: true, maxAliasCount: maxAliases, logLevel: 'error' });
  let value: unknown;
  try {
    value = parseYaml(text) ?? {};
  } catch (error) {
    const [reason] = (error as Error).message.split('\n', 1);
    throw new Unreadable(`${file}: is no YAML that can be read: ${reason}`, { cause: error });
  }
  if (typeof value !== 'object' || Array.isArray(value)) throw new Unreadable(`${file}: holds no map of keys`);
  const flat = flattenConfiguration(value, textOfList);
  const entries = new Map<string, string>();
  for (const key of flat.keys()) entries.set(key, flat.text(key) ?? '');
  const problems = flat.nulls.map((key) => `${file}: ${key} is null and was passed over`);
  for (const place of flat.tooDeep)
    problems.push(`${file}: ${place.join('.')} is nested too deeply and was passed over`);
  return { entries, problems, parseYaml };
}

/** Flink keeps a list as YAML on one line, which JSON is. */
function textOfList(list: readonly unknown[]): string {
  return JSON.stringify(list, (_, item: unknown) => (typeof item === 'bigint' ? Number(item) : item));
}

export interface WatchEvents {
  /** The configuration differs from the one before. */
  changed(loaded: LoadedOperatorConfiguration): void;
  /** It cannot be read; the last good one stays in force. */
  failed(problems: readonly string[]): void;
}

export interface OperatorConfigurationWatch extends Watching {
  /** The last good one. */
  current(): OperatorConfiguration;
}

/** Follows the directories of a configuration that was loaded, and looks at them from time to time as well. */
export function watchOperatorConfiguration(
  source: OperatorConfigurationSource,
  loaded: LoadedOperatorConfiguration,
  everySeconds: number,
  events: WatchEvents,
): OperatorConfigurationWatch {
  let latest = loaded;
  let failure: string | undefined;
  let closed = false;
  let turn: Promise<void> = Promise.resolve();
  const look = async () => {
    const next = await loadOperatorConfiguration(source.directory, source.overrideDirectory);
    if (closed) return;
    if (!('map' in next)) {
      // Once is enough, however often it is looked at.
      const reason = next.problems.join('\n');
      if (reason !== failure) events.failed(next.problems);
      failure = reason;
      return;
    }
    failure = undefined;
    if (sameEntries(latest.map, next.map)) return;
    latest = next;
    events.changed(next);
  };
  // Looks take turns, so that the last one wins.
  const changed = () => {
    turn = turn.then(look).catch((error: unknown) => events.failed([String(error)]));
  };
  const directories = [source.directory, source.overrideDirectory].filter((name) => name !== undefined);
  const watching = directories.map((directory) => watchDirectory(directory, everySeconds, changed));
  return {
    current: () => latest.configuration,
    close() {
      closed = true;
      for (const each of watching) each.close();
    },
  };
}

function sameEntries(a: ReadonlyMap<string, string>, b: ReadonlyMap<string, string>): boolean {
  return a.size === b.size && [...a].every(([key, text]) => b.get(key) === text);
}
