import { type LoadedSettings, loadSettings, valueAt } from '../config/settings.ts';
import { leaves } from '../config/settings-schema.ts';
import { maskSecret } from '../values/mask-secret.ts';
import { exitCode } from './exit-code.ts';
import type { Command } from './io.ts';
import { type SettingOptions, settingsSources } from './setting-options.ts';

export interface ConfigPrintOptions extends SettingOptions {
  readonly format?: 'yaml' | 'json';
}

/** Shows the settings in force, each with where its value is from; what may be a secret is masked (S-31). */
export const printConfig: Command<ConfigPrintOptions> = async (options, { stdout, stderr, env }) => {
  const loaded = await loadSettings(settingsSources(options, env));
  if ('problems' in loaded) {
    stderr.write(loaded.problems.map((problem) => `error: ${problem}\n`).join(''));
    return exitCode.usage;
  }
  stdout.write(options.format === 'json' ? asJson(loaded) : await asYaml(loaded));
  return exitCode.ok;
};

interface Shown {
  readonly path: string;
  readonly steps: readonly string[];
  readonly value: unknown;
  readonly origin: string;
}

function* shown({ settings, origins }: LoadedSettings): Iterable<Shown> {
  for (const { path, steps } of leaves) {
    const origin = origins.get(path);
    if (origin !== undefined) yield { path, steps, value: masked(path, valueAt(settings, steps)), origin };
  }
}

const userInfo = /(:\/\/)[^\s/@]*@/g;

function masked(path: string, value: unknown): unknown {
  return typeof value === 'string' ? maskSecret(path, value).replace(userInfo, '$1******@') : value;
}

function asJson(loaded: LoadedSettings): string {
  const settings = Object.fromEntries([...shown(loaded)].map(({ path, value, origin }) => [path, { value, origin }]));
  return `${JSON.stringify({ settings }, undefined, 2)}\n`;
}

/** YAML that could be used as a file of settings; the origins are comments. */
async function asYaml(loaded: LoadedSettings): Promise<string> {
  const { Document, isNode } = await import('yaml');
  const document = new Document({});
  for (const { steps, value, origin } of shown(loaded)) {
    const node = document.createNode(value, { flow: true });
    if (isNode(node)) node.comment = ` ${origin}`;
    document.setIn(steps, node);
  }
  return document.toString({ lineWidth: 0, flowCollectionPadding: true });
}
