import { compareFlinkVersions, type FlinkVersion } from '../../../values/flink-version.ts';
import { ReconcileError } from '../../reconcile-error.ts';
import type { ClusterConfiguration } from './draft.ts';
import { onlyHere } from './for-deployment.ts';

/** Writes plain values as YAML; handed in, so that this folder need not load a printer. */
export type YamlPrinter = (value: unknown) => string;

const nestedSince: FlinkVersion = 'v2_0';

/** The name of the file that a Flink of this version reads. */
export function configurationFileName(version: FlinkVersion): 'config.yaml' | 'flink-conf.yaml' {
  return compareFlinkVersions(version, nestedSince) >= 0 ? 'config.yaml' : 'flink-conf.yaml';
}

/** The file itself: flat lines for Flink 1, nested YAML for Flink 2. Source: `spec/flink-config.md` 5. */
export function configurationFile(
  configuration: ClusterConfiguration,
  version: FlinkVersion,
  printYaml: YamlPrinter,
): string {
  const texts = [...configuration.texts].filter(([key]) => !onlyHere.includes(key));
  return configurationFileName(version) === 'config.yaml'
    ? printYaml(nested(texts, configuration.lists))
    : texts.map(flatLine).join('');
}

/** Flink's old format has no way to say a line break, and drops what stands behind one; most such texts are lists of JVM options. */
export function flatLine([key, text]: readonly [string, string]): string {
  return `${key}: ${text.trim().replaceAll(/\s*[\n\r]\s*/g, ' ')}\n`;
}

type Tree = Map<string, string | readonly string[] | Tree>;

function nested(texts: readonly (readonly [string, string])[], lists: ClusterConfiguration['lists']): Tree {
  const root: Tree = new Map();
  for (const [key, text] of texts) {
    const steps = key.split('.');
    const last = steps.pop() as string;
    let place = root;
    for (const [index, step] of steps.entries()) {
      const below = place.get(step) ?? new Map();
      if (!(below instanceof Map)) throw overlapping(steps.slice(0, index + 1).join('.'), key);
      place.set(step, below);
      place = below;
    }
    if (place.get(last) instanceof Map) throw overlapping(key, `${key}.…`);
    place.set(last, lists.get(key) ?? text);
  }
  return root;
}

function overlapping(one: string, other: string): ReconcileError {
  const message = `${one} and ${other} cannot both be set: Flink 2 reads nested keys (use the newer name of ${one})`;
  return new ReconcileError('ConfigurationKeysOverlap', message);
}
