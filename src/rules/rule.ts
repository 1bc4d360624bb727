import { type FieldPath, fieldPath, formatPath, segments } from '../api/field-path.ts';
import type { Net } from './net.ts';

type Severity = 'error' | 'warning';

/** The way to be wrong; the names are those of Kubernetes' status causes. */
export type Reason =
  | 'FieldValueRequired'
  | 'FieldValueInvalid'
  | 'FieldValueNotSupported'
  | 'FieldValueForbidden'
  | 'FieldValueDuplicate'
  | 'FieldValueTypeInvalid';

/** What a rule yields: where, what is wrong and allowed, and what to do. */
export interface Problem {
  readonly path: FieldPath<unknown>;
  readonly reason: Reason;
  /** Says what is wrong and what is allowed. Continues the path: "must be at least 1". */
  readonly message: string;
  /** What to do about it, as an imperative sentence without full stop. */
  readonly fix?: string;
  readonly under?: string;
}

/** A problem with the rule that found it: the unit of every answer and report. */
export interface Finding {
  readonly rule: string;
  readonly severity: Severity;
  /** As `formatPath` writes it. */
  readonly path: string;
  readonly reason: Reason;
  readonly message: string;
  readonly fix?: string;
  /** A wider rule that is broken by the same fault; named beside `rule` in the audit log. */
  readonly under?: string;
  /** `change` where the object is fine but the change to it is not; `policy` where only a setting of the platform forbids it. */
  readonly category: Category;
}

export type Category = 'invalid' | 'change' | 'policy';

/** A statement about objects of one kind. It trusts the schema and does not check types again. */
export interface Rule<T, Facts = unknown> {
  /** Stable: named in answers, suppressions, settings and the conformance corpora. */
  readonly id: string;
  /** What must hold, in one sentence: a row of docs/rules.md. */
  readonly summary: string;
  /** Why, and what happens otherwise; some sentences for `sluice explain`. */
  readonly explanation: string;
  /** Default `error`. A `warning` never refuses. */
  readonly severity?: Severity;
  /** Default `invalid`. */
  readonly category?: Category;
  /** `metadata` rules also judge updates that leave the spec as it is (S-10). Default `spec`. */
  readonly scope?: 'metadata' | 'spec';
  /** Two pieces of YAML laid over the kind's smallest valid object: one that passes and one that this rule finds. */
  readonly examples: RuleExamples;
  /**
   * Whether there is anything for the rule to look at. Neighbours of a family share one function, which is asked once for
   * all of them: most objects have no ingress, no autoscaler and no fault in their amounts.
   */
  readonly when?: (object: T, facts: Facts) => boolean;
  /** What an API server checks of it while we are away. Only where the rule is an error and no setting changes it. */
  readonly net?: Net;
  check(object: T, at: FieldPath<T>, facts: Facts): Iterable<Problem>;
}

export interface RuleExamples {
  /** A piece of YAML, deep-merged over the smallest valid object of the kind; null removes a field. */
  readonly good: string;
  readonly bad: string;
  /** What else the example needs, for rules about other objects, configuration or a change. YAML. */
  readonly given?: ExampleFacts;
}

/** Each a piece of YAML. */
interface ExampleFacts {
  /** Operator configuration: a map of keys. */
  readonly flinkConf?: string;
  /** Other objects in the cluster: a list. */
  readonly context?: string;
  /** Laid over the smallest valid object: the previous object of an UPDATE. */
  readonly previous?: string;
  /** Host name → address or null. */
  readonly resolve?: string;
}

/** What a rule finds in most objects. Returning it costs less than a generator that yields nothing. */
export const nothing: readonly Problem[] = Object.freeze([]);

type Hints = Pick<Problem, 'fix' | 'under'>;

function problem(reason: Reason, path: FieldPath<unknown>, message: string, hints?: Hints): Problem {
  return { path, reason, message, ...hints };
}

/** A value that must be there is missing. */
export const required = (path: FieldPath<unknown>, message: string, hints?: Hints): Problem =>
  problem('FieldValueRequired', path, message, hints);

/** A value is there and wrong. */
export const invalid = (path: FieldPath<unknown>, message: string, hints?: Hints): Problem =>
  problem('FieldValueInvalid', path, message, hints);

/** A value is none of those that are known. */
export const notSupported = (path: FieldPath<unknown>, message: string, hints?: Hints): Problem =>
  problem('FieldValueNotSupported', path, message, hints);

/** A value may not be there at all, or may not be changed. */
export const forbidden = (path: FieldPath<unknown>, message: string, hints?: Hints): Problem =>
  problem('FieldValueForbidden', path, message, hints);

/** A value may stand only once. */
export const duplicate = (path: FieldPath<unknown>, message: string, hints?: Hints): Problem =>
  problem('FieldValueDuplicate', path, message, hints);

/** Sees how each rule fares, so that one broken rule neither hides the others nor holds up the answer (S-12). */
export interface RuleWatch {
  /** Milliseconds. */
  now(): number;
  /** What one rule may take, in milliseconds. */
  readonly budget: number;
  /**
   * Whether the clock is asked around every rule, which costs as much as half of them. Otherwise only what a rule takes
   * from its first finding on counts.
   */
  readonly timed: boolean;
  finished(rule: string, milliseconds: number): void;
  /** The rule threw or was cut off; what it found before that is kept. */
  failed(rule: string, error: unknown): void;
}

/** A rule that took longer than its budget. */
class RuleOverran extends Error {
  override readonly name = 'RuleOverran';

  constructor(rule: string, budget: number) {
    super(`rule ${rule} took more than ${budget} ms`);
  }
}

const root = fieldPath<never>();

export function finding(rule: Pick<Rule<never>, 'id' | 'severity' | 'category'>, found: Problem): Finding {
  const { path, ...told } = found;
  return {
    rule: rule.id,
    severity: rule.severity ?? 'error',
    category: rule.category ?? 'invalid',
    path: formatPath(segments(path)),
    ...told,
  };
}

/** What one rule yields, for a rule that asks another one. */
export function problemsOf<T, Facts>(
  rule: Rule<T, Facts>,
  object: T,
  at: FieldPath<T>,
  facts: Facts,
): Iterable<Problem> {
  return rule.when?.(object, facts) === false ? nothing : rule.check(object, at, facts);
}

/** Everything that the rules find, in the order of the list. Without a watch an error of a rule is thrown. */
export function checkRules<T, Facts>(
  rules: readonly Rule<T, Facts>[],
  object: T,
  facts: Facts,
  watch?: RuleWatch,
): Finding[] {
  const findings: Finding[] = [];
  // The end of one rule is the start of the next.
  let start = watch?.timed ? watch.now() : 0;
  let asked: Rule<T, Facts>['when'];
  let applies = true;
  for (const rule of rules) {
    try {
      if (rule.when !== undefined) {
        if (rule.when !== asked) {
          applies = rule.when(object, facts);
          asked = rule.when;
        }
        if (!applies) continue;
      }
      const problems = rule.check(object, root as FieldPath<T>, facts);
      if (problems !== nothing) collect(rule, problems, findings, watch, start);
    } catch (error) {
      if (!watch) throw error;
      watch.failed(rule.id, error);
      if (watch.timed) start = watch.now();
      continue;
    }
    if (watch?.timed) {
      const end = watch.now();
      watch.finished(rule.id, end - start);
      start = end;
    }
  }
  return findings;
}

function collect(
  rule: Rule<never, never>,
  problems: Iterable<Problem>,
  findings: Finding[],
  watch: RuleWatch | undefined,
  start: number,
): void {
  let since = watch?.timed ? start : undefined;
  for (const found of problems) {
    findings.push(finding(rule, found));
    if (!watch) continue;
    since ??= watch.now();
    if (watch.now() - since > watch.budget) throw new RuleOverran(rule.id, watch.budget);
  }
}
