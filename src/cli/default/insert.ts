import {
  type Document,
  isMap,
  isNode,
  isScalar,
  isSeq,
  type Node,
  type Pair,
  parseDocument,
  stringify,
  type YAMLMap,
} from 'yaml';
import type { PathSegment } from '../../api/field-path.ts';
import type { Span } from '../manifest/manifest.ts';

/** A value to be written where there is none. */
export interface Addition {
  readonly path: readonly PathSegment[];
  readonly value: unknown;
}

interface Edit extends Span {
  readonly text: string;
}

/**
 * Writes values into the text of a document and leaves every other character, comments too, as it is. `undefined` where
 * that cannot be done, as for a map that is an alias of another.
 */
export function withAdditions(text: string, additions: readonly Addition[]): string | undefined {
  const document = parseDocument(text, { schema: 'failsafe', uniqueKeys: false, logLevel: 'silent' });
  const edits: Edit[] = [];
  for (const addition of additions) {
    const edit = editFor(document, text, addition);
    if (!edit) return undefined;
    edits.push(edit);
  }
  // From the end, so that earlier places stay valid; of two at one place the later one is written behind.
  const ordered = edits.map((edit, i) => ({ edit, i })).toSorted((a, b) => b.edit.start - a.edit.start || b.i - a.i);
  return ordered.reduce((result, { edit: { start, end, text: inserted } }) => {
    return `${result.slice(0, start)}${inserted}${result.slice(end)}`;
  }, text);
}

function editFor(document: Document, text: string, { path, value }: Addition): Edit | undefined {
  const parent = nodeAt(document.contents, path.slice(0, -1));
  const key = path.at(-1);
  if (!isMap(parent) || typeof key !== 'string' || !parent.range) return undefined;
  const pair = parent.items.findLast((item) => isScalar(item.key) && item.key.value === key);
  if (pair) return replaceEmpty(pair, parent, text, value);
  return parent.flow ? intoFlow(parent, text, key, value) : intoBlock(parent, text, key, value);
}

function nodeAt(root: unknown, path: readonly PathSegment[]): unknown {
  let node = root;
  for (const segment of path) {
    if (isMap(node)) node = node.items.findLast(({ key }) => isScalar(key) && key.value === segment)?.value;
    else if (isSeq(node) && typeof segment === 'number') node = node.items[segment];
    else return undefined;
  }
  return node;
}

/** A field that is written as null, or as nothing at all. */
function replaceEmpty(pair: Pair, parent: YAMLMap, text: string, value: unknown): Edit | undefined {
  const { key, value: old } = pair as { key: Node; value: Node | null };
  if (!isScalar(old) || !old.range || !key.range) return undefined;
  const [start, end] = old.range;
  if (parent.flow || typeof value !== 'object' || value === null) {
    return { start, end, text: `${start === end && text[start - 1] === ':' ? ' ' : ''}${flowText(value)}` };
  }
  const indent = ' '.repeat(columnOf(key.range[0], text) + 2);
  return { start, end, text: `\n${indentedBy(blockText(value), indent)}` };
}

function intoBlock(map: YAMLMap, text: string, key: string, value: unknown): Edit | undefined {
  const first = map.items[0]?.key;
  const last = map.items.at(-1);
  if (!isNode(first) || !first.range || !last) return undefined;
  const end = endOf(last);
  if (end === undefined) return undefined;
  const indent = ' '.repeat(columnOf(first.range[0], text));
  const lines = indentedBy(blockText({ [key]: value }), indent);
  if (text[end - 1] === '\n') return { start: end, end, text: `${lines}\n` };
  const newline = text.indexOf('\n', end);
  if (newline === -1) return { start: text.length, end: text.length, text: `\n${lines}` };
  const at = text[newline - 1] === '\r' ? newline - 1 : newline;
  return { start: at, end: at, text: `\n${lines}` };
}

/** Behind the last thing that a pair says. */
function endOf({ key, value }: Pair): number | undefined {
  if (isMap(value) && !value.flow && value.items.length > 0) return endOf(value.items.at(-1) as Pair);
  if (isSeq(value) && !value.flow) {
    const item = value.items.at(-1);
    if (isMap(item) && !item.flow && item.items.length > 0) return endOf(item.items.at(-1) as Pair);
    return isNode(item) ? item.range?.[1] : undefined;
  }
  const node = isNode(value) && value.range ? value : key;
  return isNode(node) ? node.range?.[1] : undefined;
}

function intoFlow(map: YAMLMap, text: string, key: string, value: unknown): Edit | undefined {
  const [start, end] = map.range ?? [0, 0];
  const close = end - 1;
  if (text[close] !== '}') return undefined;
  const first = map.items[0]?.key;
  const last = map.items.at(-1);
  if (!isNode(first) || !first.range || !last) {
    return { start: start + 1, end: close, text: `${quotedAs(undefined, key)}: ${flowText(value)}` };
  }
  const from = endOf(last) ?? close;
  const comma = /^\s*,/.test(text.slice(from, close)) ? '' : ',';
  const at = comma === '' ? text.indexOf(',', from) + 1 : from;
  const ownLine = text.slice(start, first.range[0]).includes('\n');
  const indent = ownLine ? `\n${' '.repeat(columnOf(first.range[0], text))}` : ' ';
  const written = ownLine ? flowText(value, 2).replaceAll('\n', indent) : flowText(value);
  return { start: at, end: at, text: `${comma}${indent}${quotedAs(text[first.range[0]], key)}: ${written}` };
}

/** Quoted where the neighbours are, as in JSON. */
function quotedAs(neighbour: string | undefined, key: string): string {
  return neighbour !== '"' && /^[A-Za-z][\w.-]*$/.test(key) ? key : JSON.stringify(key);
}

function flowText(value: unknown, indent?: number): string {
  return JSON.stringify(value, undefined, indent);
}

/** With the quotes that YAML 1.1 needs, because that is what kubectl reads. */
function blockText(value: unknown): string {
  return stringify(value, { version: '1.1', lineWidth: 0 }).trimEnd();
}

function indentedBy(text: string, indent: string): string {
  return text.replace(/^(?=.)/gm, indent);
}

function columnOf(offset: number, text: string): number {
  return offset - (text.lastIndexOf('\n', offset - 1) + 1);
}
