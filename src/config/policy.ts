import type { Mode, Policy } from '../admission/ports.ts';
import type { RuleSettings, Settings } from './settings-type.ts';

const mildness: Readonly<Record<Mode, number>> = { enforce: 0, warn: 1, off: 2 };

/** What the settings say about rules (S-12, S-26), ready for the path of every request. */
export function policyOf({ rules, defaults }: Pick<Settings, 'rules' | 'defaults'>): Policy {
  return {
    mode: modesOf(rules),
    onRuleError: rules.onError,
    ruleBudget: rules.budgetMilliseconds,
    defaults,
  };
}

function modesOf({ mode, modes, namespaces }: RuleSettings): Policy['mode'] {
  const byRule = new Map(Object.entries(modes));
  const byNamespace = new Map(
    Object.entries(namespaces).map(([name, own]) => [
      name,
      { mode: own.mode, modes: new Map(Object.entries(own.modes ?? {})) },
    ]),
  );
  if (byRule.size === 0 && byNamespace.size === 0) return () => mode;
  return (rule, namespace) => {
    const own = namespace === undefined ? undefined : byNamespace.get(namespace);
    const general = byRule.get(rule);
    if (!own) return general ?? mode;
    const exact = own.modes.get(rule);
    if (exact) return exact;
    if (!own.mode || !general) return own.mode ?? general ?? mode;
    return mildness[own.mode] > mildness[general] ? own.mode : general;
  };
}
