import type { Mode, Policy } from '../admission/ports.ts';
import { stateLoss as lossRule } from '../rules/edit-effect.ts';
import type { RuleSettings, Settings } from './settings-type.ts';

const mildness: Readonly<Record<Mode, number>> = { enforce: 0, warn: 1, off: 2 };

const milder = (one: Mode, other: Mode): Mode => (mildness[one] > mildness[other] ? one : other);

/** What the settings say about rules (S-12, S-26), ready for the path of every request. */
export function policyOf({ rules, defaults }: Pick<Settings, 'rules' | 'defaults'>): Policy {
  return {
    mode: modesOf(rules),
    onRuleError: rules.onError,
    ruleBudget: rules.budgetMilliseconds,
    defaults,
  };
}

const lossModes: Readonly<Record<RuleSettings['stateLoss'], Mode>> = { deny: 'enforce', warn: 'warn', allow: 'off' };

/** Edits that lose state have a setting of their own, which holds unless the mode of their rule is set. */
function modesOf({ stateLoss, ...rules }: RuleSettings): Policy['mode'] {
  const named = namedModes(rules);
  if (rules.modes[lossRule.id] !== undefined) return named;
  const entries = Object.entries(rules.namespaces);
  const naming = new Set(entries.filter(([, { modes }]) => modes?.[lossRule.id]).map(([namespace]) => namespace));
  return (rule, namespace) => {
    const mode = named(rule, namespace);
    const holds = rule === lossRule.id && !(namespace !== undefined && naming.has(namespace));
    return holds ? milder(mode, lossModes[stateLoss]) : mode;
  };
}

function namedModes({ mode, modes, namespaces }: Omit<RuleSettings, 'stateLoss'>): Policy['mode'] {
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
    return milder(own.mode, general);
  };
}
