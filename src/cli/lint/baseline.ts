import { existsSync, readFileSync } from 'node:fs';
import { isObject } from '../../values/json.ts';
import { readingError, UsageError } from '../errors.ts';
import { isUnreadable } from './own-rules.ts';
import { type LintFinding, objectTitle } from './report.ts';

/** Findings that were there before: fingerprint → how many of them (C-10). */
export type Baseline = ReadonlyMap<string, number>;

export interface Sifted {
  readonly findings: readonly LintFinding[];
  readonly hidden: number;
  /** Entries whose finding is gone. */
  readonly stale: number;
}

export function readBaseline(file: string): Baseline {
  if (!existsSync(file)) throw new UsageError(`--baseline ${file}: there is no such file; --update-baseline writes it`);
  let value: unknown;
  try {
    value = JSON.parse(readFileSync(file, 'utf8'));
  } catch (error) {
    throw new UsageError(`--baseline ${readingError(file, error)}`);
  }
  const findings = isObject(value) && value['schemaVersion'] === 1 ? value['findings'] : undefined;
  if (!Array.isArray(findings))
    throw new UsageError(`--baseline ${file}: is no baseline of this version; --update-baseline writes one`);
  return new Map(findings.map((entry) => [String(entry?.fingerprint), Number(entry?.count ?? 1)]));
}

/** In an order and shape that a reviewer can read; only fingerprint and count are read back. */
export function writeBaseline(findings: readonly LintFinding[]): string {
  const groups = [...Map.groupBy(findings.filter(isKnowable), ({ fingerprint }) => fingerprint)];
  const entries = groups.map(([fingerprint, [first, ...more]]) => ({
    file: first?.file ?? '',
    object: first ? objectTitle(first) : '',
    path: first?.path ?? '',
    rule: first?.rule ?? '',
    count: 1 + more.length,
    fingerprint,
  }));
  entries.sort(
    (a, b) =>
      compare(a.file, b.file) || compare(a.object, b.object) || compare(a.path, b.path) || compare(a.rule, b.rule),
  );
  return `${JSON.stringify({ schemaVersion: 1, findings: entries }, undefined, 2)}\n`;
}

export function sift(findings: readonly LintFinding[], baseline: Baseline): Sifted {
  const left = new Map(baseline);
  const kept = findings.filter((finding) => {
    const count = isKnowable(finding) ? (left.get(finding.fingerprint) ?? 0) : 0;
    if (count > 0) left.set(finding.fingerprint, count - 1);
    return count === 0;
  });
  const stale = [...left.values()].reduce((sum, count) => sum + count, 0);
  return { findings: kept, hidden: findings.length - kept.length, stale };
}

/** Nobody can know what is wrong with a file that cannot be read. */
function isKnowable({ rule }: LintFinding): boolean {
  return !isUnreadable(rule);
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
