import { Composer, type Document, Parser } from 'yaml';
import type { Manifest, ManifestDocument, Span, TextProblem } from './manifest.ts';
import { type Dialect, plainValue } from './plain-value.ts';
import { sourceOf } from './rendered-from.ts';

// Scalars are left as texts, because plainValue reads them as kubectl does; keys are compared there as well, where a
// long map costs linear time.
const options = { schema: 'failsafe', uniqueKeys: false, prettyErrors: false, logLevel: 'silent' } as const;

/** More than this about one broken document is only the echo of its first fault. */
const problemsShown = 3;

/** All documents of a text; one that is broken does not hide the others (C-05). */
export function readManifest(name: string, text: string, dialect: Dialect = 'kubectl'): Manifest {
  const documents: ManifestDocument[] = [];
  for (const part of splitDocuments(text)) {
    for (const parsed of parse(text.slice(part.start, part.end))) {
      documents.push(read(parsed, documents.length, { part, text, dialect }));
    }
  }
  return { name, text, documents };
}

/**
 * The parts between lines that start with `---`. No document can hold such a line, but a parser that is looking for the
 * end of a quoted text reads over it; kubectl splits beforehand, too.
 */
export function splitDocuments(text: string): Span[] {
  const parts: Span[] = [];
  let start = 0;
  for (const { index } of text.matchAll(/^---(?=\s|$)/gm)) {
    // What stands before the first marker belongs to its document when it is directives.
    if (index === start || text.startsWith('%', start)) continue;
    parts.push({ start, end: index });
    start = index;
  }
  parts.push({ start, end: text.length });
  return parts.filter(({ start, end }) => end > start);
}

interface Source {
  readonly part: Span;
  readonly text: string;
  readonly dialect: Dialect;
}

function* parse(text: string): Iterable<Document.Parsed> {
  const composer = new Composer(options);
  for (const token of new Parser().parse(text)) yield* composer.next(token) as Iterable<Document.Parsed>;
  yield* composer.end(false, text.length) as Iterable<Document.Parsed>;
}

function read(parsed: Document.Parsed, index: number, { part, text, dialect }: Source): ManifestDocument {
  const range = parsed.contents?.range;
  const root = { start: part.start + (range?.[0] ?? 0), end: part.start + (range?.[1] ?? 0) };
  // The parser places the end of some broken documents behind the end of the text.
  const end = Math.min(part.end, part.start + (parsed.range?.[2] ?? part.end));
  const document = { index, start: part.start, end, root };
  if (parsed.errors.length > 0) {
    const exhausted = parsed.errors.find(({ code }) => code === 'RESOURCE_EXHAUSTION');
    const shown = exhausted ? [exhausted] : parsed.errors.slice(0, problemsShown);
    const problems = shown.map((error) => syntaxProblem(error, part, text));
    return { ...document, value: undefined, spots: new Map(), problems };
  }
  const plain = plainValue(parsed, part.start, dialect);
  const source = sourceOf(text.slice(part.start, root.start), plain.value);
  return { ...document, ...plain, ...(source !== undefined && { source }) };
}

function syntaxProblem(
  { code, pos, message }: Document.Parsed['errors'][number],
  part: Span,
  text: string,
): TextProblem {
  // What is missing at the end is best shown at the last thing that is there.
  const last = part.start + Math.max(0, text.slice(part.start, part.end).trimEnd().length - 1);
  const start = Math.min(part.start + pos[0], last);
  const span = { start, end: Math.max(Math.min(part.start + pos[1], last + 1), start + 1) };
  if (code === 'RESOURCE_EXHAUSTION') {
    return { ...span, rule: 'yaml-too-large', message: 'the document is nested deeper than can be read' };
  }
  const [first = message] = message.split('\n');
  return { ...span, rule: 'yaml-syntax', message: first.replace(/:$/, '').replace(/(["'])quote$/, 'quote $1') };
}
