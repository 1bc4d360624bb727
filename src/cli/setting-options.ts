import type { SettingsSources } from '../config/settings.ts';
import type { SettingFlag } from '../config/settings-layers.ts';
import { UsageError } from './errors.ts';
import type { Io } from './io.ts';

/** The flags that stand for settings; `--set` reaches all the others. */
export interface SettingOptions {
  readonly config?: string;
  readonly address?: string;
  readonly port?: string;
  readonly healthPort?: string;
  readonly tlsMode?: string;
  readonly tlsDirectory?: string;
  readonly logLevel?: string;
  readonly mode?: string;
  readonly context?: readonly string[];
  readonly set?: readonly string[];
}

const short: readonly { option: keyof SettingOptions; flag: string; path: string }[] = [
  { option: 'address', flag: '--address', path: 'listen.address' },
  { option: 'port', flag: '--port', path: 'listen.port' },
  { option: 'healthPort', flag: '--health-port', path: 'health.port' },
  { option: 'tlsMode', flag: '--tls-mode', path: 'tls.mode' },
  { option: 'tlsDirectory', flag: '--tls-directory', path: 'tls.directory' },
  { option: 'logLevel', flag: '--log-level', path: 'log.level' },
  { option: 'mode', flag: '--mode', path: 'rules.mode' },
  { option: 'context', flag: '--context', path: 'facts.context' },
];

/** All that settings are read from. */
export function settingsSources(options: SettingOptions, environment: Io['env']): SettingsSources {
  const knownRules = async () => (await import('./rule-catalog.ts')).ruleIds();
  return { file: options.config, environment, flags: settingFlags(options), knownRules };
}

function settingFlags(options: SettingOptions): SettingFlag[] {
  const given = short.flatMap(({ option, flag, path }) => {
    const value = options[option];
    return value === undefined ? [] : [{ flag, path, value }];
  });
  return [...given, ...(options.set ?? []).map(assignment)];
}

function assignment(text: string): SettingFlag {
  const equals = text.indexOf('=');
  if (equals < 1) throw new UsageError(`--set ${text}: write SETTING=VALUE, such as log.level=debug`);
  const path = text.slice(0, equals).trim();
  return { flag: `--set ${path}`, path, value: text.slice(equals + 1).trim() };
}
