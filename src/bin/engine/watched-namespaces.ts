import { dynamicNamespaces, watchedNamespaces } from '../../engine/options.ts';
import type { OperatorConfiguration } from '../../values/effective-configuration.ts';

/** What the reference means by all of them. */
const everywhere = 'JOSDK_ALL_NAMESPACES';

export interface NamespaceSources {
  /** Of Sluice's own settings. */
  readonly settings: readonly string[];
  /** `WATCH_NAMESPACES` */
  readonly environment: string | undefined;
}

/** The namespaces to watch, all where none is named: our own settings win over the environment, and that over the operator's file. */
export function namespacesToWatch(
  { settings, environment }: NamespaceSources,
  operator: OperatorConfiguration,
): string[] {
  if (settings.length > 0) return [...settings];
  const text = environment?.trim() ? environment : (operator.own.value(watchedNamespaces) ?? everywhere);
  const names = text.split(',').map((name) => name.trim());
  const known = [...new Set(names.filter((name) => name !== ''))];
  return known.includes(everywhere) ? [] : known;
}

/** Whether the namespaces follow the operator's file while the process runs. */
export function followsFile({ settings, environment }: NamespaceSources, operator: OperatorConfiguration): boolean {
  return settings.length === 0 && !environment?.trim() && operator.own.value(dynamicNamespaces) === true;
}
