import path from 'node:path';
import { OperatorConfiguration } from '../values/effective-configuration.ts';
import { flattenConfiguration } from '../values/flink-configuration.ts';
import { readingError, UnreadableInput } from './errors.ts';
import { readText } from './manifest/inputs.ts';

/** The operator's configuration from a YAML map, flat or nested. Values are taken as they are written. */
export async function readFlinkConfiguration(file: string): Promise<OperatorConfiguration> {
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
  if (error && path.basename(file) === 'flink-conf.yaml') return OperatorConfiguration.from(readLines(text));
  if (error) throw new UnreadableInput(`--flink-conf ${file}: ${error.message.split('\n', 1)[0]}`);
  const value: unknown = document.toJS() ?? {};
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new UnreadableInput(`--flink-conf ${file}: holds no map of keys`);
  }
  return configurationOf(value);
}

/** The older format of Flink, which is no YAML where a value holds a colon: `key: value`, `#` starts a comment. */
function readLines(text: string): Map<string, string> {
  const entries = new Map<string, string>();
  for (const line of text.split('\n')) {
    const [content = ''] = line.split('#', 1);
    const colon = content.indexOf(': ');
    if (colon === -1) continue;
    const [key, value] = [content.slice(0, colon).trim(), content.slice(colon + 2).trim()];
    if (key !== '' && value !== '') entries.set(key, value);
  }
  return entries;
}

/** A map of keys as it stands in an envelope of `sluice review`. */
export function configurationOf(value: object): OperatorConfiguration {
  const flat = flattenConfiguration(value);
  const entries = new Map<string, string>();
  for (const key of flat.keys()) {
    const text = flat.text(key);
    if (text !== undefined) entries.set(key, text);
  }
  return OperatorConfiguration.from(entries);
}
