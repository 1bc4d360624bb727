import { admittedKinds } from '../admission/kinds.ts';
import { type KindId, kindNames } from '../api/kinds.ts';
import { presenceRules } from '../rules/presence.ts';
import type { Rule, RuleExamples } from '../rules/rule.ts';
import { ownRules } from './lint/own-rules.ts';
import type { Severity } from './lint/report.ts';

/** A rule as it is explained to people. */
export interface CatalogRule {
  readonly id: string;
  readonly severity: Severity;
  readonly category: 'invalid' | 'change' | 'policy' | 'text';
  readonly scope: 'metadata' | 'spec' | 'text';
  readonly summary: string;
  readonly explanation: string;
  /** Kinds that it judges; none for rules about the text of files. */
  readonly kinds: readonly KindId[];
  readonly examples: RuleExamples;
}

let catalog: ReadonlyMap<string, CatalogRule> | undefined;
let ids: ReadonlySet<string> | undefined;

/** Every rule by its id: those of the gate in the order in which they run, then those of `lint` alone. */
export function ruleCatalog(): ReadonlyMap<string, CatalogRule> {
  catalog ??= build();
  return catalog;
}

export function ruleIds(): ReadonlySet<string> {
  ids ??= new Set(ruleCatalog().keys());
  return ids;
}

/** `FlinkCluster (v1alpha1)` where a kind has two versions, `FlinkDeployment` where it has one. */
export function kindTitle(id: KindId): string {
  const { kind, version, group } = kindNames[id];
  return group === kindNames.flinkClusterV1beta1.group ? `${kind} ${version}` : kind;
}

function build(): Map<string, CatalogRule> {
  const found = new Map<string, CatalogRule>();
  const kinds = Object.keys(kindNames) as KindId[];
  for (const rule of presenceRules) for (const kind of kinds) add(found, rule as Rule<never>, kind);
  for (const kind of kinds) for (const rule of admittedKinds[kind].rules) add(found, rule, kind);
  for (const { id, severity, summary, explanation, good, bad } of ownRules) {
    const examples = { good, bad };
    found.set(id, { id, severity, summary, explanation, category: 'text', scope: 'text', kinds: [], examples });
  }
  return found;
}

function add(found: Map<string, CatalogRule>, rule: Rule<never, never>, kind: KindId): void {
  const { id, severity = 'error', category = 'invalid', scope = 'spec', summary, explanation, examples } = rule;
  const known = found.get(id);
  if (known?.kinds.includes(kind)) return;
  found.set(
    id,
    known
      ? { ...known, kinds: [...known.kinds, kind] }
      : { id, severity, category, scope, summary, explanation, examples, kinds: [kind] },
  );
}
