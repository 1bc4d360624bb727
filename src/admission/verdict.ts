import type { Finding } from '../rules/rule.ts';
import { warningTexts } from './warnings.ts';

/** Bytes of a denial's message, as the API server and kubectl still show it whole (S-04). */
const messageLimit = 8 * 1024;
const lineLimit = 1024;
const causesLimit = 24 * 1024;

export interface Subject {
  readonly uid?: string | undefined;
  /** Empty when the object does not say. */
  readonly kind: string;
  readonly group: string;
  readonly name?: string | undefined;
}

export interface Verdict {
  readonly allowed: boolean;
  readonly findings: readonly Finding[];
  readonly brokenRules: readonly string[];
}

/** What every answer starts with; the uid is echoed, and left out where the request has none. */
export function responseStart(uid: string | undefined, allowed: boolean): string {
  const id = uid === undefined ? '' : `"uid":${JSON.stringify(uid)},`;
  return `{"kind":"AdmissionReview","apiVersion":"admission.k8s.io/v1","response":{${id}"allowed":${allowed}`;
}

/** The whole AdmissionReview that tells a verdict. The same verdict is always the same bytes (S-13). */
export function writeVerdict(subject: Subject, verdict: Verdict): string {
  const { allowed, findings, brokenRules } = verdict;
  const start = responseStart(subject.uid, allowed);
  if (findings.length === 0 && brokenRules.length === 0) return `${start},"auditAnnotations":{"verdict":"allowed"}}}`;
  const errors = findings.filter(({ severity }) => severity === 'error');
  const warnings = findings.filter(({ severity }) => severity === 'warning');
  const auditAnnotations = {
    verdict: allowed ? 'allowed' : 'denied',
    ...(errors.length > 0 && { rules: ruleIds(errors) }),
    ...(warnings.length > 0 && { warnings: ruleIds(warnings) }),
    ...(brokenRules.length > 0 && { 'broken-rules': brokenRules.join(',') }),
  };
  const rest = {
    ...(!allowed && { status: denial(subject, errors) }),
    auditAnnotations,
    ...(warnings.length > 0 && { warnings: warningTexts(warnings) }),
  };
  return `${start},${JSON.stringify(rest).slice(1)}}`;
}

function ruleIds(findings: readonly Finding[]): string {
  const ids = new Set<string>();
  for (const { rule, under } of findings) {
    ids.add(rule);
    if (under !== undefined) ids.add(under);
  }
  return [...ids].join(',');
}

function denial(subject: Subject, errors: readonly Finding[]): object {
  const { name, group, kind } = subject;
  return {
    status: 'Failure',
    message: denialMessage(subject, errors),
    ...statusOf(errors),
    details: { ...(name !== undefined && { name: cut(name, lineLimit) }), group, kind, causes: causesOf(errors) },
  };
}

/**
 * One for each finding, as far as an answer should carry; the message says how many there are in all. kubectl shows
 * these in place of the message, so each says all there is to say.
 */
function causesOf(errors: readonly Finding[]): object[] {
  const causes: object[] = [];
  let bytes = 0;
  for (const { rule, reason, message, path, fix } of errors) {
    const told = `${message}${fix === undefined ? '' : ` (${fix})`} [${rule}]`;
    const cause = { reason, message: cut(told, lineLimit), field: cut(path, lineLimit) };
    bytes += byteLength(cause.message) + byteLength(cause.field);
    if (bytes > causesLimit) break;
    causes.push(cause);
  }
  return causes;
}

/** 422 unless there is nothing wrong but a change that is not possible (409) or not wanted here (403). */
function statusOf(errors: readonly Finding[]): { reason: string; code: number } {
  if (errors.every(({ category }) => category === 'change')) return { reason: 'Conflict', code: 409 };
  if (errors.every(({ category }) => category === 'policy')) return { reason: 'Forbidden', code: 403 };
  return { reason: 'Invalid', code: 422 };
}

/** `path message`, as a sentence that stands alone. */
function sentence({ path, message }: Pick<Finding, 'path' | 'message'>): string {
  return path === '$' ? `the object ${message}` : `${path} ${message}`;
}

/** A first line that stands alone, then every finding on a line of its own, as far as they fit. */
function denialMessage({ kind, name }: Subject, errors: readonly Finding[]): string {
  const [first] = errors;
  if (!first) return 'refused';
  const title = [kind || 'object', name && JSON.stringify(cut(name, 100))].filter(Boolean).join(' ');
  const others = errors.length === 1 ? '' : ` (and ${count(errors.length - 1, 'more error')}, listed below)`;
  const lines = [cut(`${title} is refused: ${sentence(first)}${others}`, lineLimit)];
  let bytes = byteLength(lines[0] ?? '');
  for (const [index, { rule, path, message, fix }] of errors.entries()) {
    const line = cut(`${rule} ${path}: ${message}${fix === undefined ? '' : ` (${fix})`}`, lineLimit);
    bytes += byteLength(line) + 1;
    if (bytes > messageLimit - 100) {
      lines.push(`… ${count(errors.length - index, 'more error')} left out; sluice lint shows all of them`);
      break;
    }
    lines.push(line);
  }
  return lines.join('\n');
}

function count(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? '' : 's'}`;
}

const encoder = new TextEncoder();

function byteLength(text: string): number {
  return encoder.encode(text).length;
}

function cut(text: string, bytes: number): string {
  if (byteLength(text) <= bytes) return text;
  return `${new TextDecoder().decode(encoder.encode(text).slice(0, bytes - 3)).replace(/\uFFFD+$/, '')}…`;
}
