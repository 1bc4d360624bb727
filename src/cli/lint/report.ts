import type { Region } from '../manifest/lines.ts';

export type Severity = 'error' | 'warning' | 'info';

/** A finding with its place in a file: what every format writes (C-06). */
export interface LintFinding extends Region {
  readonly file: string;
  /** Which document of the file, counted from 0. */
  readonly document: number;
  readonly kind?: string;
  readonly namespace?: string;
  readonly name?: string;
  /** JSON path in the object without the leading `$.`; `$` for the document as a whole. */
  readonly path: string;
  readonly rule: string;
  readonly severity: Severity;
  /** Continues the path: "must be at least 1". */
  readonly message: string;
  readonly fix?: string;
  /** A wider rule that is broken by the same fault. */
  readonly under?: string;
  /** Of rule, object and path, so that it outlives edits elsewhere in the file. */
  readonly fingerprint: string;
  /** The line as it is written, secrets masked. For people only. */
  readonly excerpt?: string;
  /** What to write instead of the region, where that is certain. */
  readonly replacement?: string;
}

/** A document that was looked at, for formats that also count what is fine. */
export interface LintedDocument {
  readonly file: string;
  readonly document: number;
  readonly line: number;
  /** `FlinkDeployment shop/orders`; `List` for a list. */
  readonly title: string;
  /** Nothing in it is of a kind of ours. */
  readonly skipped: boolean;
}

export interface Summary {
  readonly documents: number;
  /** Of these without any object of ours. */
  readonly skipped: number;
  readonly errors: number;
  readonly warnings: number;
  readonly infos: number;
  /** Hidden by a comment, an annotation or the baseline. */
  readonly suppressed: number;
  readonly milliseconds: number;
}

export interface LintReport {
  readonly version: string;
  readonly findings: readonly LintFinding[];
  readonly documents: readonly LintedDocument[];
  readonly summary: Summary;
}

/** `spec.job.parallelism must be at least 1`. */
export function sentence({ path, message }: Pick<LintFinding, 'path' | 'message'>): string {
  return path === '$' ? message : `${path} ${message}`;
}

/** `FlinkDeployment shop/orders`, as far as it is known. */
export function objectTitle({ kind, namespace, name }: Pick<LintFinding, 'kind' | 'namespace' | 'name'>): string {
  const full = namespace === undefined ? name : `${namespace}/${name ?? ''}`;
  return [kind, full].filter((part) => part !== undefined).join(' ');
}

const weights: Readonly<Record<Severity | 'never', number>> = { info: 1, warning: 2, error: 3, never: 4 };

export function isAtLeast(severity: Severity, level: Severity | 'never'): boolean {
  return weights[severity] >= weights[level];
}
