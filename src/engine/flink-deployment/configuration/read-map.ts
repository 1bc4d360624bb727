import type { ConfigurationOption } from '../../../values/configuration-option.ts';
import type { EffectiveConfiguration } from '../../../values/effective-configuration.ts';

/** A map option, which may also stand as one key for each of its entries: `kubernetes.jobmanager.labels.team`. */
export function readMap(
  configuration: EffectiveConfiguration,
  option: ConfigurationOption<ReadonlyMap<string, string>>,
): ReadonlyMap<string, string> {
  const whole = configuration.value(option);
  if (whole !== undefined) return whole;
  return new Map(entryKeys(configuration, option).map((key) => [entryName(key, option), configuration.get(key) ?? '']));
}

/** The keys of single entries, which count where the option itself is not set. */
export function entryKeys(configuration: EffectiveConfiguration, option: ConfigurationOption<unknown>): string[] {
  return [...configuration.keys()].filter((key) => key.startsWith(`${option.key}.`)).toSorted();
}

const entryName = (key: string, option: ConfigurationOption<unknown>) => key.slice(option.key.length + 1);
