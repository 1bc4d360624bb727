import { statSync } from 'node:fs';
import path from 'node:path';
import { OperatorConfiguration } from '../values/effective-configuration.ts';
import { parseFlinkConf } from '../values/flink-conf.ts';
import { flattenConfiguration } from '../values/flink-configuration.ts';
import { readingError, UnreadableInput } from './errors.ts';
import { readText } from './manifest/inputs.ts';

/** The operator's configuration: a YAML map of keys, flat or nested, or the directory that an operator reads. */
export async function readFlinkConfiguration(file: string): Promise<OperatorConfiguration> {
  if (statSync(file, { throwIfNoEntry: false })?.isDirectory()) return readDirectory(file);
  let text: string;
  try {
    text = readText(file);
  } catch (error) {
    throw new UnreadableInput(`--flink-conf ${readingError(file, error)}`);
  }
  const { parseDocument } = await import('yaml');
  // With this schema `1.10` stays the text that Flink reads, instead of the number 1.1.
  const document = parseDocument(text, { schema: 'failsafe', prettyErrors: true, logLevel: 'silent' });
  const [error] = document.errors;
  // Flink's older format is no YAML where a value holds a colon.
  if (error && path.basename(file) === 'flink-conf.yaml')
    return OperatorConfiguration.from(parseFlinkConf(text).entries);
  if (error) throw new UnreadableInput(`--flink-conf ${file}: ${error.message.split('\n', 1)[0]}`);
  const value: unknown = document.contents === null ? {} : document.toJS({ maxAliasCount: 50 });
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new UnreadableInput(`--flink-conf ${file}: holds no map of keys`);
  }
  return configurationOf(value);
}

async function readDirectory(directory: string): Promise<OperatorConfiguration> {
  const { loadOperatorConfiguration } = await import('../config/operator-configuration.ts');
  const loaded = await loadOperatorConfiguration(directory);
  if ('configuration' in loaded) return loaded.configuration;
  throw new UnreadableInput(`--flink-conf ${loaded.problems.join('; ')}`);
}

/** A map of keys, as it stands in an envelope of `sluice review`. */
export function configurationOf(value: object): OperatorConfiguration {
  const flat = flattenConfiguration(value);
  const entries = new Map<string, string>();
  for (const key of flat.keys()) {
    const text = flat.text(key);
    if (text !== undefined) entries.set(key, text);
  }
  return OperatorConfiguration.from(entries);
}
