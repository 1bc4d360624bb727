import { admittedKinds } from '../admission/kinds.ts';
import { type KindId, kindNames } from '../api/kinds.ts';
import { presenceRules } from '../rules/presence.ts';
import type { Rule, RuleExamples } from '../rules/rule.ts';
import { schemaRules } from '../rules/schema-rules.ts';
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

/** What is wrong with a review before anything in it can be judged. */
const reviewRules: readonly CatalogRule[] = [
  {
    id: 'operation-known',
    summary: 'A review is about an operation of Kubernetes.',
    explanation:
      'API servers send CREATE, UPDATE, DELETE and CONNECT, in capitals. Anything else was written by hand or by another ' +
      'program, and there is no telling which rules would apply.',
    good: '{"request": {"operation": "CREATE"}}',
    bad: '{"request": {"operation": "create"}}',
  },
  {
    id: 'object-required',
    summary: 'A review of a creation or update holds the object.',
    explanation: 'The field request.object is missing or is no object, so there is nothing to judge.',
    good: '{"request": {"operation": "CREATE", "object": {"kind": "FlinkDeployment"}}}',
    bad: '{"request": {"operation": "CREATE", "object": null}}',
  },
  {
    id: 'kind-unsupported',
    summary: 'The object of a review says what it is.',
    explanation:
      'apiVersion or kind is missing or is no text, and the review does not name a kind either. Objects of kinds that are ' +
      'not Flink are let pass without a word.',
    good: '{"apiVersion": "flink.apache.org/v1beta1", "kind": "FlinkDeployment"}',
    bad: '{"apiVersion": "flink.apache.org/v1beta1"}',
  },
].map(({ good, bad, ...said }) => {
  return { ...said, severity: 'error', category: 'text', scope: 'text', kinds: [], examples: { good, bad } };
});

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
  for (const rule of schemaRules) for (const kind of rule.kinds) add(found, rule, kind);
  for (const { id, severity, summary, explanation, good, bad } of ownRules) {
    const examples = { good, bad };
    found.set(id, { id, severity, summary, explanation, category: 'text', scope: 'text', kinds: [], examples });
  }
  for (const rule of reviewRules) found.set(rule.id, rule);
  return found;
}

function add(found: Map<string, CatalogRule>, rule: Omit<Rule<never, never>, 'check'>, kind: KindId): void {
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
