import { parseLooseVersion } from '../../../values/semantic-version.ts';
import { flatLine, type YamlPrinter } from '../../flink-deployment/configuration/file.ts';

type Entry = readonly [key: string, value: string];

/** From Flink 2.0 on, its first snapshots included, the configuration is read as YAML. */
export function configurationFileName(flinkVersion: string | undefined): 'config.yaml' | 'flink-conf.yaml' {
  const [major = 0] = parseLooseVersion(flinkVersion ?? '')?.numbers ?? [];
  return major >= 2 ? 'config.yaml' : 'flink-conf.yaml';
}

/** One line for an option; in YAML, more for a value of several lines. */
export function configurationText(
  entries: readonly Entry[],
  flinkVersion: string | undefined,
  printYaml: YamlPrinter,
): string {
  const isYaml = configurationFileName(flinkVersion) === 'config.yaml';
  const lines = entries.map((entry) => (isYaml ? yamlLine(entry, printYaml) : flatLine(entry)));
  return lines.join('');
}

const plainKey = /^[A-Za-z][\w.-]*$/;
/** Numbers and booleans of YAML that Flink turns into the very text again, as Java writes them. */
const readBackAsWritten =
  /^(?:true|false|0|-?[1-9]\d{0,17}|-?(?:[1-9]\d{0,5}|0)\.0|-?(?:[1-9]\d{0,5}\.|0\.(?!000))\d{0,8}[1-9])$/;

function yamlLine([key, value]: Entry, printYaml: YamlPrinter): string {
  // A printer makes a block of it, of which nothing is left.
  if (/^\s+$/.test(value)) return `${JSON.stringify(key)}: ${JSON.stringify(value)}\n`;
  return plainKey.test(key) && readBackAsWritten.test(value) ? `${key}: ${value}\n` : printYaml({ [key]: value });
}
