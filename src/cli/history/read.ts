import path from 'node:path';
import { isObject } from '../../values/json.ts';
import { readingError, UnreadableInput } from '../errors.ts';
import { type Io, readAll } from '../io.ts';
import { decode, readText } from '../manifest/inputs.ts';
import { objectsOf } from '../manifest/objects.ts';
import { readManifest } from '../manifest/read-manifest.ts';
import { kindsWithJobs } from './find.ts';
import type { HistoryObject } from './history.ts';

/** What is left out is no matter. */
interface Wanted {
  readonly name?: string;
  readonly namespace?: string;
  readonly kind?: string;
}

/** The objects of a manifest that may have a history. Throws `UnreadableInput`. */
export async function readFrom(file: string, wanted: Wanted, { stdin, cwd }: Io): Promise<HistoryObject[]> {
  const name = file === '-' ? '<stdin>' : file;
  let text: string;
  try {
    text = file === '-' ? decode(await readAll(stdin)) : readText(path.resolve(cwd, file));
  } catch (error) {
    throw new UnreadableInput(readingError(name, error));
  }
  const { documents } = readManifest(name, text);
  const broken = documents.find(({ value }) => value === undefined);
  if (broken) throw new UnreadableInput(`${name}: ${broken.problems[0]?.message ?? 'cannot be read'}`);
  return documents
    .flatMap(({ value }) => objectsOf(value))
    .flatMap(({ object }) => (mayHaveHistory(object) && isWanted(object, wanted) ? [object] : []));
}

function mayHaveHistory(object: unknown): object is HistoryObject {
  const { apiVersion, kind, metadata } = object as { apiVersion?: unknown; kind?: unknown; metadata?: unknown };
  const isOurs = kindsWithJobs.some((each) => each.kind === kind && `${each.group}/${each.version}` === apiVersion);
  return isOurs && isObject(metadata) && typeof metadata['name'] === 'string' && isText(metadata['namespace']);
}

const isText = (value: unknown) => value === undefined || typeof value === 'string';

const isWanted = ({ kind, metadata }: HistoryObject, wanted: Wanted) =>
  (wanted.kind === undefined || wanted.kind === kind) &&
  (wanted.name === undefined || wanted.name === metadata.name) &&
  (wanted.namespace === undefined || wanted.namespace === metadata.namespace);
