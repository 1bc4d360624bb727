import type { JsonObject } from '../../values/json.ts';
import { readingError, UnreadableInput, UsageError } from '../errors.ts';
import { type Io, readAll } from '../io.ts';
import { isUnreadable } from '../lint/own-rules.ts';
import { decode, findInputs, type InputOptions, readText } from './inputs.ts';
import { Lines } from './lines.ts';
import { objectsOf } from './objects.ts';
import { readManifest } from './read-manifest.ts';

export interface ReadObject {
  readonly object: JsonObject;
  /** The file as people know it. */
  readonly file: string;
}

/** The objects of files, folders, globs or stdin, in their order. Throws what says which document cannot be read. */
export async function readEach(
  paths: readonly string[],
  { ignore }: Pick<InputOptions, 'ignore'>,
  io: Io,
): Promise<ReadObject[]> {
  const { files, unreadable } = await findInputs(paths, { cwd: io.cwd, ...(ignore !== undefined && { ignore }) });
  const [missing] = unreadable;
  if (missing) throw new UnreadableInput(missing.message);
  if (files.length === 0) throw new UsageError(`no *.yaml, *.yml or *.json in ${paths.join(', ')}`);
  const found: ReadObject[] = [];
  for (const { name, path } of files) found.push(...objectsIn(name, await textOf(name, path, io)));
  return found;
}

async function textOf(name: string, path: string | undefined, { stdin }: Io): Promise<string> {
  try {
    return path === undefined ? decode(await readAll(stdin)) : readText(path);
  } catch (error) {
    throw new UnreadableInput(readingError(name, error));
  }
}

function objectsIn(name: string, text: string): ReadObject[] {
  return readManifest(name, text).documents.flatMap(({ value, problems }) => {
    const broken = problems.find(({ rule }) => isUnreadable(rule));
    if (!broken) return objectsOf(value).map(({ object }) => ({ object, file: name }));
    const { line, column } = new Lines(text).region(broken);
    throw new UnreadableInput(`${name}:${line}:${column}: ${broken.message}`);
  });
}
