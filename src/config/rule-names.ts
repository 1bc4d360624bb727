import type { Layer } from './settings-layers.ts';
import type { NamespaceModes } from './settings-type.ts';
import { suggestion } from './suggestion.ts';

/** Which rules there are; asked only where settings name one, because it loads all of them. */
export type KnownRules = () => Promise<ReadonlySet<string>>;

/** A misspelt rule would go on as if nothing had been set. The layer has passed the schema. */
export async function unknownRules(layer: Layer, knownRules: KnownRules): Promise<string[]> {
  const named = [...rulesNamed(layer)];
  if (named.length === 0) return [];
  const known = await knownRules();
  const problems: string[] = [];
  for (const { rule, path } of named) {
    if (known.has(rule)) continue;
    problems.push(`${layer.origin(path)}: ${path} names no rule${await suggestion(rule, [...known])}`);
  }
  return problems;
}

function* rulesNamed({ values }: Layer): Iterable<{ rule: string; path: string }> {
  const modes = (values.get('rules.modes') ?? {}) as object;
  for (const rule of Object.keys(modes)) yield { rule, path: `rules.modes.${rule}` };
  const namespaces = (values.get('rules.namespaces') ?? {}) as Record<string, NamespaceModes>;
  for (const [namespace, own] of Object.entries(namespaces)) {
    for (const rule of Object.keys(own.modes ?? {})) {
      yield { rule, path: `rules.namespaces.${namespace}.modes.${rule}` };
    }
  }
}
