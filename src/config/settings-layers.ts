import { readFile } from 'node:fs/promises';
import { type Leaf, leafByPath, leaves, putAt } from './settings-schema.ts';
import { suggestion } from './suggestion.ts';

/** A setting given on the command line. */
export interface SettingFlag {
  /** As the user wrote it: `--port`. */
  readonly flag: string;
  /** The setting: `listen.port`. */
  readonly path: string;
  readonly value: string | readonly string[];
}

/** What one source says, before it is checked. */
export interface Layer {
  /** By setting. */
  readonly values: ReadonlyMap<string, unknown>;
  /** The same as it was written: a tree that the schema checks. */
  readonly tree: unknown;
  /** Where a setting, or what stands in its place, was read. */
  origin(path: string): string;
}

export interface LayerResult {
  readonly layer: Layer;
  /** What could not be read at all. */
  readonly problems: readonly string[];
}

export async function fileLayer(file: string): Promise<LayerResult & { readonly text: string }> {
  let text: string;
  try {
    text = await readFile(file, 'utf8');
  } catch (error) {
    return { layer: emptyLayer, problems: [`${file}: cannot be read: ${(error as Error).message}`], text: '' };
  }
  const { LineCounter, parseDocument } = await import('yaml');
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, uniqueKeys: true, prettyErrors: false });
  const problems = document.errors.map(({ message, pos }) => `${file}:${lines.linePos(pos[0]).line}: ${message}`);
  if (problems.length > 0) return { layer: emptyLayer, problems, text };
  let tree: unknown;
  try {
    tree = document.toJS({ maxAliasCount: 50 }) ?? {};
  } catch (error) {
    return { layer: emptyLayer, problems: [`${file}: ${(error as Error).message}`], text };
  }
  const line = (path: string): number | undefined => {
    for (let steps = path.split('.'); steps.length > 0; steps = steps.slice(0, -1)) {
      const range = (document.getIn(steps, true) as { range?: [number] } | undefined)?.range;
      if (range) return lines.linePos(range[0]).line;
    }
    return undefined;
  };
  const origin = (path: string) => {
    const at = line(path);
    return at === undefined ? file : `${file}:${at}`;
  };
  return { layer: treeLayer(tree, origin), problems: [], text };
}

/** Names in the environment that begin like a setting and are none. */
const otherVariables = new Set(['SLUICE_CONFIG', 'SLUICE_CONFORMANCE', 'SLUICE_SEEDS']);

// Kubernetes puts the address of every Service of the namespace into the environment; one may well be called sluice.
const serviceLink = /_SERVICE_(?:HOST|PORT(?:_\w+)?)$|_PORT(?:_\d+_(?:TCP|UDP|SCTP)(?:_(?:PROTO|PORT|ADDR))?)?$/;

export async function environmentLayer(
  environment: Readonly<Record<string, string | undefined>>,
): Promise<LayerResult> {
  const problems: string[] = [];
  const given: Given[] = [];
  const byVariable = new Map(leaves.map((leaf) => [leaf.variable, leaf]));
  for (const [name, text] of Object.entries(environment)) {
    // An empty variable is what templates leave behind where nothing was meant.
    if (!name.startsWith('SLUICE_') || text === undefined || text === '' || otherVariables.has(name)) continue;
    const leaf = byVariable.get(name);
    if (leaf) given.push({ leaf, origin: `environment ${name}`, value: text });
    else if (!serviceLink.test(name)) {
      problems.push(`environment: ${name} is no setting${await suggestion(name, [...byVariable.keys()])}`);
    }
  }
  return textLayer(given, problems);
}

export async function flagLayer(flags: readonly SettingFlag[]): Promise<LayerResult> {
  const problems: string[] = [];
  const given: Given[] = [];
  for (const { flag, path, value } of flags) {
    const leaf = leafByPath.get(path);
    if (leaf) given.push({ leaf, origin: `flag ${flag}`, value });
    else problems.push(`flag ${flag}: ${path} is no setting${await suggestion(path, [...leafByPath.keys()])}`);
  }
  return textLayer(given, problems);
}

interface Given {
  readonly leaf: Leaf;
  readonly origin: string;
  readonly value: string | readonly string[];
}

async function textLayer(given: readonly Given[], problems: string[]): Promise<LayerResult> {
  const origins = new Map<string, string>();
  const values = new Map<string, unknown>();
  for (const { leaf, origin, value } of given) {
    try {
      values.set(leaf.path, await read(leaf, value));
      origins.set(leaf.path, origin);
    } catch (error) {
      problems.push(`${origin}: ${(error as Error).message.split('\n', 1)[0]}`);
    }
  }
  const tree: Record<string, unknown> = {};
  for (const [path, value] of values) putAt(tree, path.split('.'), value);
  // A path below a map or a list is told from the same variable as the map.
  const origin = (path: string) => {
    for (let steps = path.split('.'); steps.length > 0; steps = steps.slice(0, -1)) {
      const found = origins.get(steps.join('.'));
      if (found !== undefined) return found;
    }
    return 'flag or environment';
  };
  return { layer: { values, tree, origin }, problems };
}

const wholeNumber = /^[+-]?\d+(?:\.\d+)?$/;

/** Text as the type that the setting has; what does not look like it stays text, and the schema says what was meant. */
async function read({ schema }: Leaf, given: string | readonly string[]): Promise<unknown> {
  if (schema.type === 'array') {
    const items = typeof given === 'string' ? given.split(',') : given;
    return items.map((item) => item.trim()).filter((item) => item !== '');
  }
  const text = typeof given === 'string' ? given : (given.at(-1) ?? '');
  if (schema.type === 'integer' || schema.type === 'number') return wholeNumber.test(text) ? Number(text) : text;
  if (schema.type === 'boolean') return text === 'true' ? true : text === 'false' ? false : text;
  if (schema.type === 'object') return (await import('yaml')).parse(text, { maxAliasCount: 0 });
  return text;
}

function treeLayer(tree: unknown, origin: (path: string) => string): Layer {
  const values = new Map<string, unknown>();
  for (const { path, steps, schema } of leaves) {
    let parent: unknown = tree;
    for (const step of steps.slice(0, -1)) parent = ownValue(parent, step);
    const name = steps.at(-1) as string;
    const value = ownValue(parent, name);
    if (value === undefined) continue;
    // YAML reads an unquoted 1.3 as a number.
    const meant = typeof value === 'number' && schema.enum?.includes(String(value)) ? String(value) : value;
    if (meant !== value) (parent as Record<string, unknown>)[name] = meant;
    values.set(path, meant);
  }
  return { values, tree, origin };
}

function ownValue(parent: unknown, name: string): unknown {
  if (typeof parent !== 'object' || parent === null || !Object.hasOwn(parent, name)) return undefined;
  return (parent as Record<string, unknown>)[name];
}

const emptyLayer: Layer = { values: new Map(), tree: {}, origin: () => '' };
