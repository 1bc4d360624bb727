import {
  type Document,
  isAlias,
  isMap,
  isPair,
  isScalar,
  isSeq,
  type Node,
  type Pair,
  type Scalar,
  type YAMLMap,
} from 'yaml';
import { depthLimit } from '../../admission/request.ts';
import type { Span, Spot, Spots, TextProblem } from './manifest.ts';
import { readPlainScalar } from './plain-scalar.ts';
import { ambiguous, duplicateKey } from './text-problems.ts';

/** How many values aliases may add to a document. Real manifests add some dozens, "billion laughs" without end. */
const aliasBudget = 20_000;

interface Plain {
  /** `undefined` where the document means nothing that could be sent. */
  readonly value: unknown;
  readonly spots: Spots;
  readonly problems: TextProblem[];
}

/** What cannot be sent to any API server; ends the reading of its document. */
class Unsendable extends Error {
  readonly problem: TextProblem;

  constructor(problem: TextProblem) {
    super(problem.message);
    this.problem = problem;
  }
}

/**
 * `kubectl` takes unquoted yes, no, on and off for booleans, as it would send them; `yaml-1.2` takes them for texts, as
 * people expect of any other file.
 */
export type Dialect = 'kubectl' | 'yaml-1.2';

/** A parsed document as JSON value, with the place of everything in it. It starts at `base` of its file. */
export function plainValue(document: Document.Parsed, base: number, dialect: Dialect): Plain {
  const reader = new Reader(base, dialect);
  try {
    return { value: reader.read(document.contents, 0), spots: reader.spots, problems: reader.problems };
  } catch (error) {
    if (!(error instanceof Unsendable)) throw error;
    return { value: undefined, spots: new Map(), problems: [error.problem] };
  }
}

/** Reads in the order of the text, so that an alias finds the nearest anchor before it. */
class Reader {
  readonly spots: Spots = new Map();
  readonly problems: TextProblem[] = [];
  private readonly anchors = new Map<string, Node>();
  private aliasDepth = 0;
  private fromAliases = 0;
  private readonly base: number;

  private readonly dialect: Dialect;

  constructor(base: number, dialect: Dialect) {
    this.base = base;
    this.dialect = dialect;
  }

  read(node: unknown, depth: number): unknown {
    if (node === null || node === undefined) return null;
    if (depth > depthLimit) {
      throw this.unsendable(
        node,
        'yaml-too-large',
        `the document is nested deeper than ${depthLimit} levels, which no API server takes`,
      );
    }
    if (this.aliasDepth > 0 && ++this.fromAliases > aliasBudget) {
      throw this.unsendable(
        node,
        'yaml-too-large',
        `the document grows by more than ${aliasBudget} values through aliases`,
      );
    }
    if (isAlias(node)) return this.readAlias(node.source, node, depth);
    const { anchor } = node as Scalar;
    if (anchor && this.aliasDepth === 0) this.anchors.set(anchor, node as Node);
    if (isScalar(node)) return this.readScalar(node, this.spanOf(node));
    if (isSeq(node)) return this.readItems(node.items, depth);
    if (isMap(node)) return this.readEntries(node, depth);
    throw this.unsendable(node, 'yaml-syntax', 'is nothing that JSON can hold');
  }

  private readAlias(name: string, alias: unknown, depth: number): unknown {
    const target = this.anchors.get(name);
    if (!target) throw this.unsendable(alias, 'yaml-syntax', `the alias *${name} has no anchor &${name} before it`);
    this.aliasDepth++;
    const value = this.read(target, depth + 1);
    this.aliasDepth--;
    return value;
  }

  private readScalar(node: Scalar, span: Span): unknown {
    const { value, type, tag } = node;
    const text = typeof value === 'string' ? value : String(node.source ?? value);
    if (tag === '!!binary' || tag === 'tag:yaml.org,2002:binary') return Buffer.from(text, 'base64').toString();
    const isText =
      type !== 'PLAIN' ? !tag || !/(?:int|float|bool|null)$/.test(tag) : tag !== undefined && /str$/.test(tag);
    if (isText) return text;
    const plain = readPlainScalar(text);
    if (plain.impossible)
      throw new Unsendable({ ...span, rule: 'yaml-syntax', message: `${text} is no number that JSON can hold` });
    if (this.dialect === 'yaml-1.2') return typeof plain.value === 'boolean' && plain.ambiguous ? text : plain.value;
    if (plain.ambiguous && type === 'PLAIN' && this.aliasDepth === 0)
      this.problems.push(ambiguous(text, plain.value, span));
    return plain.value;
  }

  private readItems(items: readonly unknown[], depth: number): unknown[] {
    const list: unknown[] = [];
    const places = new Map<number, Spot>();
    this.spots.set(list, places);
    for (const item of items) {
      places.set(list.length, this.spotOf(isPair(item) ? item.value : item));
      list.push(this.read(item, depth + 1));
    }
    return list;
  }

  private readEntries(map: YAMLMap, depth: number): object {
    const entries: Record<string, unknown> = {};
    const places = new Map<string, Spot>();
    this.spots.set(entries, places);
    const merges: Pair[] = [];
    for (const pair of map.items) {
      if (isScalar(pair.key) && pair.key.value === '<<' && pair.key.type === 'PLAIN') merges.push(pair);
      else this.readEntry(pair, entries, places, depth);
    }
    for (const { value } of merges) this.merge(value, entries, places, depth);
    return entries;
  }

  private readEntry(pair: Pair, entries: Record<string, unknown>, places: Map<string, Spot>, depth: number): void {
    if (!isScalar(pair.key)) {
      throw this.unsendable(pair.key ?? pair.value, 'yaml-syntax', 'the key of an entry must be a text');
    }
    const keySpan = this.spanOf(pair.key);
    const key = String(this.readScalar(pair.key, keySpan));
    if (places.has(key) && this.aliasDepth === 0) this.problems.push(duplicateKey(key, keySpan));
    places.set(key, { ...this.spotOf(pair.value, keySpan), key: keySpan });
    define(entries, key, this.read(pair.value, depth + 1));
  }

  /** `<<: *defaults`, or a list of them: what the map has itself stays, and earlier ones win. */
  private merge(value: unknown, entries: Record<string, unknown>, places: Map<string, Spot>, depth: number): void {
    if (isSeq(value)) {
      for (const item of value.items) this.merge(item, entries, places, depth);
      return;
    }
    const merged = this.read(value, depth);
    if (typeof merged !== 'object' || merged === null || Array.isArray(merged)) {
      throw this.unsendable(value, 'yaml-syntax', 'only maps can be merged with <<');
    }
    for (const [key, inner] of Object.entries(merged)) {
      if (Object.hasOwn(entries, key)) continue;
      define(entries, key, inner);
      const spot = this.spots.get(merged)?.get(key);
      if (spot) places.set(key, spot);
    }
  }

  private spanOf(node: unknown): Span {
    const range = (node as Node | null | undefined)?.range;
    return { start: this.base + (range?.[0] ?? 0), end: this.base + (range?.[1] ?? 0) };
  }

  private spotOf(node: unknown, fallback?: Span): Spot {
    const hasRange = (node as Node | null | undefined)?.range != null;
    const value = hasRange || !fallback ? this.spanOf(node) : fallback;
    return { value, isCollection: isMap(node) || isSeq(node) };
  }

  private unsendable(node: unknown, rule: TextProblem['rule'], message: string): Unsendable {
    return new Unsendable({ ...this.spanOf(node), rule, message });
  }
}

/** As JSON.parse does: a key named __proto__ is an ordinary key. */
function define(entries: Record<string, unknown>, key: string, value: unknown): void {
  if (key === '__proto__')
    Object.defineProperty(entries, key, { value, enumerable: true, configurable: true, writable: true });
  else entries[key] = value;
}
