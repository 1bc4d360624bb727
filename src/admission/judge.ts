import { type PathSegment, parsePath } from '../api/field-path.ts';
import type { KubeObject } from '../api/meta.ts';
import { stateLoss, upgradeEffect } from '../rules/edit-effect.ts';
import { checkRules, type Finding, type RuleWatch } from '../rules/rule.ts';
import { checkSchema, type SchemaResult } from '../rules/schema.ts';
import { equalJson, isObject, valueAt } from '../values/json.ts';
import type { Circumstances } from './facts.ts';
import type { AdmittedKind } from './kinds.ts';
import type { GatePorts, Policy } from './ports.ts';

/** What an object is judged by, besides itself. Both objects without nulls. */
export interface Case {
  readonly kind: AdmittedKind;
  readonly object: KubeObject;
  readonly previous?: KubeObject | undefined;
  readonly operation: 'CREATE' | 'UPDATE';
  readonly namespace: string | undefined;
}

export interface Judgement {
  readonly findings: readonly Finding[];
  /** Rules that threw or overran their time (S-12). */
  readonly brokenRules: readonly string[];
}

/** Schema, then facts, then rules: everything that is wrong with one object, as the policy weighs it. */
export async function judge(subject: Case, ports: GatePorts): Promise<Judgement> {
  const { kind, object, namespace } = subject;
  if (kind.hasCanaries && isCanary(object)) return { findings: [], brokenRules: [] };
  const schema = checkSchema(kind.id, object);
  const schemaFindings = schema.findings.length === 0 ? schema.findings : ratcheted(schema.findings, subject);
  const readable = (schema.repaired ?? object) as KubeObject;
  const policy = ports.policy();
  const broken: string[] = [];
  const watch = watchRules(policy, ports, broken);

  let found: Finding[];
  if (isObject(readable.metadata) && isObject(readable.spec)) {
    const metadataOnly = judgesMetadataOnly(subject);
    const { operation } = subject;
    const previous = subject.previous && readableAsOld(kind, subject.previous);
    const circumstances: Circumstances = { ports, namespace, previous, operation, metadataOnly };
    const gathered = kind.facts(readable as never, circumstances);
    const facts = gathered instanceof Promise ? await gathered : gathered;
    found = checkRules(metadataOnly ? kind.metadataRules : kind.rules, readable as never, facts as never, watch);
  } else {
    found = checkRules(kind.presenceRules, readable as never, {} as never, watch);
  }
  if (found.length > 0) found = tolerated(withheld(found, schema), subject);
  const findings = schemaFindings.length === 0 ? found : [...schemaFindings, ...found];
  if (findings.length === 0) return { findings, brokenRules: broken };
  const filed = subject.operation === 'UPDATE' ? underUpdateRules(findings, schema, kind) : findings;
  return { findings: withoutIdleEffects(weighed(filed, policy, namespace)), brokenRules: broken };
}

/** What is refused has no effect; that of an edit which is refused for its effect is worth knowing. */
function withoutIdleEffects(findings: readonly Finding[]): readonly Finding[] {
  const isRefused = findings.some(({ severity, rule }) => severity === 'error' && rule !== stateLoss.id);
  return isRefused ? findings.filter(({ rule }) => rule !== upgradeEffect.id && rule !== stateLoss.id) : findings;
}

/** Rules trust the schema of the stored object, too, which may be older than the schema, or have none in front. */
function readableAsOld({ id }: AdmittedKind, previous: KubeObject): KubeObject {
  const readable = (checkSchema(id, previous).repaired ?? previous) as Partial<KubeObject>;
  if (isObject(readable.spec) && isObject(readable.metadata)) return readable as KubeObject;
  return { ...previous, ...readable, metadata: readable.metadata ?? {}, spec: readable.spec ?? {} };
}

/** The reference operator probes itself with such objects; they must pass whatever is in them. */
function isCanary({ metadata }: KubeObject): boolean {
  const labels: unknown = isObject(metadata) ? metadata.labels : undefined;
  const label = isObject(labels) ? labels['flink.apache.org/canary'] : undefined;
  return label === true || (typeof label === 'string' && label.toLowerCase() === 'true');
}

/** An update that leaves the spec alone, or of an object on its way out, must not be held up by the spec (S-10). */
function judgesMetadataOnly({ operation, object, previous, kind }: Case): boolean {
  if (operation !== 'UPDATE') return false;
  return isDeleted(object) || (previous !== undefined && kind.sameSpec(previous, object));
}

function isDeleted({ metadata }: KubeObject): boolean {
  return isObject(metadata) && typeof metadata.deletionTimestamp === 'string';
}

/** As API servers do: what broke the schema before and is left as it was may stay. */
function ratcheted(findings: readonly Finding[], { kind, object, previous }: Case): readonly Finding[] {
  if (!previous) return findings;
  const before = new Set(checkSchema(kind.id, previous).findings.map(({ rule, path }) => `${rule} ${path}`));
  return findings.filter(({ rule, path }) => !before.has(`${rule} ${path}`) || !unchanged(path, previous, object));
}

/** An object under deletion keeps faults that its update does not touch, or it could never lose its finalizers. */
function tolerated(findings: Finding[], { operation, object, previous }: Case): Finding[] {
  if (operation !== 'UPDATE' || !isDeleted(object)) return findings;
  return findings.filter(({ path }) => previous !== undefined && !unchanged(path, previous, object));
}

function unchanged(path: string, previous: KubeObject, object: KubeObject): boolean {
  const segments = parsePath(path) ?? [];
  return equalJson(valueAt(previous, segments), valueAt(object, segments));
}

/**
 * Findings about places that the schema has already refused would only repeat it, and so would one that misses something
 * of which a part was refused.
 */
function withheld(findings: Finding[], { broken }: SchemaResult): Finding[] {
  if (broken.length === 0) return findings;
  return findings.filter(({ path, reason }) => {
    const segments = parsePath(path) ?? [];
    const misses = reason === 'FieldValueRequired';
    return !broken.some((place) => startsWith(segments, place) || (misses && startsWith(place, segments)));
  });
}

function startsWith(path: readonly PathSegment[], start: readonly PathSegment[]): boolean {
  return start.length <= path.length && start.every((segment, i) => segment === path[i]);
}

/** A change of the spec has the whole of it judged again, also what the change did not touch. */
function underUpdateRules(
  findings: readonly Finding[],
  schema: SchemaResult,
  { updateRules }: AdmittedKind,
): readonly Finding[] {
  if (!updateRules) return findings;
  return findings.map((found) => {
    if (found.severity === 'warning' || found.category === 'change' || found.under !== undefined) return found;
    return { ...found, under: schema.findings.includes(found) ? updateRules.schema : updateRules.rules };
  });
}

function weighed(findings: readonly Finding[], policy: Policy, namespace: string | undefined): readonly Finding[] {
  const kept: Finding[] = [];
  for (const finding of findings) {
    const mode = policy.mode(finding.rule, namespace);
    if (mode === 'enforce' || (mode === 'warn' && finding.severity === 'warning')) kept.push(finding);
    else if (mode === 'warn') kept.push({ ...finding, severity: 'warning' });
  }
  return kept;
}

function watchRules(policy: Policy, { elapsed, observer }: GatePorts, broken: string[]): RuleWatch {
  return {
    now: elapsed,
    budget: policy.ruleBudget,
    timed: observer?.samples() ?? false,
    finished: (rule, milliseconds) => observer?.finished(rule, milliseconds),
    failed: (rule, error) => {
      broken.push(rule);
      observer?.failed(rule, error);
    },
  };
}
