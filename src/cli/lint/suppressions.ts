import { isObject, type JsonObject } from '../../values/json.ts';
import type { Lines } from '../manifest/lines.ts';
import type { ManifestDocument, Span } from '../manifest/manifest.ts';
import { ruleIds } from '../rule-catalog.ts';
import { didYouMean } from '../suggest.ts';

const annotation = 'sluice.dev/ignore';
const comment = /^[ \t]*#[ \t]*sluice-disable-next-line\b(.*)$/gm;

/** Hides findings of some rules, on one line or in one object. */
export interface Suppression {
  readonly rules: ReadonlySet<string>;
  /** The line whose findings are hidden; left out for an annotation, which covers its object. */
  readonly line?: number;
  readonly at: Span;
  readonly problems: readonly SuppressionProblem[];
}

interface SuppressionProblem {
  readonly rule: 'suppression-reason-required' | 'suppression-unknown-rule';
  readonly message: string;
  readonly fix?: string;
}

export const annotationPath = ['metadata', 'annotations', annotation] as const;

/** `# sluice-disable-next-line rule[, rule] -- reason` (C-10). */
export function commentsIn(text: string, document: ManifestDocument, lines: Lines): Suppression[] {
  const written = text.slice(document.start, document.end);
  if (!written.includes('sluice-disable-next-line')) return [];
  const found: Suppression[] = [];
  for (const match of written.matchAll(comment)) {
    const start = document.start + match.index + match[0].indexOf('#');
    const at = { start, end: document.start + match.index + match[0].trimEnd().length };
    if (!isInsideText(document, start)) found.push({ ...parse(match[1] ?? ''), at, line: nextLine(lines, start) });
  }
  return found;
}

/** The annotation `sluice.dev/ignore: rule[, rule] -- reason` of an object. */
export function annotationOf(object: JsonObject, at: Span): Suppression | undefined {
  const metadata = object['metadata'];
  const annotations = isObject(metadata) ? metadata['annotations'] : undefined;
  const text = isObject(annotations) && Object.hasOwn(annotations, annotation) ? annotations[annotation] : undefined;
  return typeof text === 'string' ? { ...parse(text), at } : undefined;
}

function parse(text: string): Pick<Suppression, 'rules' | 'problems'> {
  const [names = '', ...reason] = text.split(/\s--(?:\s|$)/);
  const named = names.split(/[\s,]+/).filter((name) => name !== '');
  const known = named.filter((name) => ruleIds().has(name));
  const problems: SuppressionProblem[] = named
    .filter((name) => !ruleIds().has(name))
    .map((name) => ({
      rule: 'suppression-unknown-rule',
      message: `there is no rule ${name}${didYouMean(name, ruleIds())}`,
    }));
  if (named.length === 0) problems.push({ rule: 'suppression-unknown-rule', message: 'no rule is named' });
  if (reason.join('').trim() !== '') return { rules: new Set(known), problems };
  const unreasoned: SuppressionProblem = {
    rule: 'suppression-reason-required',
    message: 'nothing is hidden, because no reason is given',
    fix: 'write the reason after two dashes: rule -- reason',
  };
  return { rules: new Set(), problems: [...problems, unreasoned] };
}

/** The next line that is neither empty nor a comment. */
function nextLine(lines: Lines, offset: number): number {
  let line = lines.lineAt(offset) + 1;
  while (line < lines.count && /^\s*(?:#.*)?$/.test(lines.line(line))) line++;
  return line;
}

/** A block of text may talk about such comments, as this file does. */
function isInsideText({ spots }: ManifestDocument, offset: number): boolean {
  for (const places of spots.values()) {
    for (const { value, isCollection } of places.values()) {
      if (!isCollection && value.start <= offset && offset < value.end) return true;
    }
  }
  return false;
}
