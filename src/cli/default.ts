import path from 'node:path';
import { stringify } from 'yaml';
import { diff, type Operation } from '../admission/json-patch.ts';
import { admittedKinds } from '../admission/kinds.ts';
import { depthLimit } from '../admission/request.ts';
import type { PathSegment } from '../api/field-path.ts';
import { kindOf } from '../api/kinds.ts';
import type { KubeObject } from '../api/meta.ts';
import { equalJson, valueAt, withoutNulls } from '../values/json.ts';
import { type Addition, withAdditions } from './default/insert.ts';
import { unifiedDiff } from './default/unified-diff.ts';
import { readingError, UsageError } from './errors.ts';
import { exitCode } from './exit-code.ts';
import { type Command, type Io, readAll } from './io.ts';
import { isUnreadable } from './lint/own-rules.ts';
import { writeFile } from './lint/targets.ts';
import { decode, findInputs, type InputFile, readText } from './manifest/inputs.ts';
import { Lines } from './manifest/lines.ts';
import type { ManifestDocument } from './manifest/manifest.ts';
import { objectsOf, type PlacedObject } from './manifest/objects.ts';
import { readManifest } from './manifest/read-manifest.ts';

export interface DefaultOptions {
  readonly paths: readonly string[];
  readonly diff?: boolean;
  readonly patch?: boolean;
  readonly output?: string;
  readonly ignore?: boolean;
}

interface Completed {
  readonly name: string;
  readonly before: string;
  readonly after: string;
  /** One for each object of ours. */
  readonly patches: readonly (readonly Operation[])[];
}

/** Shows what an object means where its manifest says nothing: the values that a cluster would store. */
export const printDefaults: Command<DefaultOptions> = async (options, io) => {
  if (options.diff && options.patch) throw new UsageError('--diff and --patch cannot both be printed');
  const { files, unreadable } = await inputsOf(options, io);
  let code: number = unreadable.length > 0 ? exitCode.unreadable : exitCode.ok;
  for (const { message } of unreadable) io.stderr.write(`error: ${message}\n`);
  const completed: Completed[] = [];
  for (const file of files) {
    const found = await complete(file, io);
    if (found) completed.push(found);
    else code = exitCode.unreadable;
  }
  const text = print(completed, options);
  if (options.output === undefined) io.stdout.write(text);
  else writeFile(path.resolve(io.cwd, options.output), text);
  return code;
};

function inputsOf({ paths, ignore }: DefaultOptions, { cwd, stdin }: Io): ReturnType<typeof findInputs> {
  if (paths.length === 0 && stdin.isTTY) throw new UsageError('name a file, or pipe a manifest in');
  return findInputs(paths.length === 0 ? ['-'] : paths, { cwd, ...(ignore !== undefined && { ignore }) });
}

function print(completed: readonly Completed[], options: DefaultOptions): string {
  if (options.diff)
    return completed.map(({ name, before, after }) => unifiedDiff(name.replace(/^\//, ''), before, after)).join('');
  if (options.patch) {
    return completed.flatMap(({ patches }) => patches.map((patch) => `${JSON.stringify(patch)}\n`)).join('');
  }
  const [only] = completed;
  if (completed.length === 1 && only) return only.after;
  return completed
    .map(({ name, after }) => `---\n# Source: ${name}\n${after.replace(/^---\s*\n/, '').trimEnd()}\n`)
    .join('');
}

/** `undefined` for what cannot be read; says why. */
async function complete(file: InputFile, io: Io): Promise<Completed | undefined> {
  let text: string;
  try {
    text = file.path === undefined ? decode(await readAll(io.stdin)) : readText(file.path);
  } catch (error) {
    io.stderr.write(`error: ${readingError(file.name, error)}\n`);
    return undefined;
  }
  const { documents } = readManifest(file.name, text);
  const broken = documents.flatMap(({ problems }) => problems).filter(({ rule }) => isUnreadable(rule));
  for (const { message, start, end } of broken) {
    const { line, column } = new Lines(text).region({ start, end });
    io.stderr.write(`error: ${file.name}:${line}:${column}: ${message}\n`);
  }
  if (broken.length > 0) return undefined;
  const pieces = documents.map((document) => completeDocument(document, text, file.name, io));
  return {
    name: file.name,
    before: text,
    after: pieces.reduceRight(
      (result, { start, end, after }) => `${result.slice(0, start)}${after}${result.slice(end)}`,
      text,
    ),
    patches: pieces.flatMap(({ patches }) => patches),
  };
}

interface Piece {
  readonly start: number;
  readonly end: number;
  readonly after: string;
  readonly patches: readonly (readonly Operation[])[];
}

function completeDocument(document: ManifestDocument, text: string, name: string, { stderr }: Io): Piece {
  const { start, end } = document;
  const before = text.slice(start, end);
  const objects = objectsOf(document.value).flatMap(completeObject);
  const additions = objects.flatMap(({ additions: own }) => own);
  const patches = objects.map(({ patch }) => patch);
  if (additions.length === 0) return { start, end, after: before, patches };
  const after = withAdditions(before, additions);
  if (after !== undefined && means(after, objects)) return { start, end, after, patches };
  // Rare: values that stand in an anchor belong to more than one place.
  stderr.write(`note: ${name}: document ${document.index} is written anew, without its comments\n`);
  const whole = objects.reduce((value, { at, defaulted }) => replaced(value, at, defaulted), document.value);
  return {
    start,
    end,
    after: `${start > 0 ? '---\n' : ''}${stringify(whole, { defaultStringType: 'QUOTE_DOUBLE' })}`,
    patches,
  };
}

interface CompletedObject {
  readonly at: readonly PathSegment[];
  readonly defaulted: KubeObject;
  readonly additions: readonly Addition[];
  readonly patch: readonly Operation[];
}

function completeObject({ object, at }: PlacedObject): CompletedObject[] {
  const id = kindOf(object['apiVersion'], object['kind']);
  if (!id) return [];
  const sent = withoutNulls<object>(object, depthLimit) as KubeObject;
  const defaulted = admittedKinds[id].defaulted(sent, 'CREATE', 'full');
  const patch = diff(sent, defaulted);
  const additions = patch.flatMap((operation): Addition[] => {
    if (operation.op === 'remove') return [];
    return [{ path: [...at, ...segmentsOf(operation.path, defaulted)], value: operation.value }];
  });
  return [{ at, defaulted, additions, patch }];
}

/** A JSON pointer as a path; only the object tells an index from a key. */
function segmentsOf(pointer: string, object: unknown): PathSegment[] {
  const path: PathSegment[] = [];
  for (const step of pointer.split('/').slice(1)) {
    const inList = Array.isArray(valueAt(object, path));
    path.push(inList ? Number(step) : step.replaceAll('~1', '/').replaceAll('~0', '~'));
  }
  return path;
}

/** Whether a text says what it should, read again as kubectl does. */
function means(text: string, objects: readonly CompletedObject[]): boolean {
  const [document] = readManifest('', text).documents;
  if (!document || document.value === undefined) return false;
  return objects.every(({ at, defaulted }) => {
    const value = valueAt(document.value, at);
    return typeof value === 'object' && value !== null && equalJson(withoutNulls(value, depthLimit), defaulted);
  });
}

function replaced(value: unknown, at: readonly PathSegment[], by: unknown): unknown {
  const [first, ...rest] = at;
  if (first === undefined) return by;
  if (Array.isArray(value)) return value.map((item, i) => (i === first ? replaced(item, rest, by) : item));
  return { ...(value as object), [first]: replaced((value as Record<string, unknown>)[first], rest, by) };
}
