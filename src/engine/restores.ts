import { shownUri } from '../values/shown-uri.ts';
import type { Happening } from './happening.ts';
import type { Resource } from './ports.ts';
import type { Decision } from './step.ts';

/** An annotation of every object that has jobs: from which state each of them was begun, and why; newest last. */
export const restoresAnnotation = 'sluice.dev/restores';

const sources = ['empty', 'savepoint', 'checkpoint', 'last-state'] as const;

export interface RestoreEntry {
  /** When the engine has decided it: ISO 8601. */
  readonly at: string;
  /** Of the object whose spec is begun. */
  readonly generation: number;
  readonly jobId: string;
  /** `last-state`: what high availability keeps, of which only Flink knows the path. */
  readonly source: (typeof sources)[number];
  /** Of a savepoint or a checkpoint, without what may be secret in it. */
  readonly path?: string;
  /** A short sentence. */
  readonly why: string;
}

/** A job that is about to be begun. */
export interface Beginning {
  readonly component: string;
  readonly generation: number;
  readonly jobId: string;
  readonly now: Date;
  /** What Flink is given; `undefined`: nothing. */
  readonly path: string | undefined;
  /** It finds what high availability has kept of it. */
  readonly isKept?: boolean;
  readonly why: string;
  /** Nothing has come of the attempt before, of which one entry is enough where this one is like it. */
  readonly isAttempt?: boolean;
}

const mostEntries = 20;
/** UTF-8 bytes of the annotation. */
const mostBytes = 16 * 1024;
/** UTF-8 bytes of all annotations of an object, by which an API server refuses it. */
const bytesOfAll = 256 * 1024;
/** Characters. */
const longestPath = 1024;

/** What is written down of a job before it is begun. */
export function noted(
  object: Resource,
  begun: Beginning,
): Required<Pick<Decision<never>, 'annotations' | 'happenings'>> {
  const known = readRestores(object.metadata.annotations?.[restoresAnnotation]);
  const entry = entryOf(begun);
  const newest = known?.at(-1);
  const isRepeated = begun.isAttempt === true && newest !== undefined && isLike(newest, entry);
  const entries = [...((isRepeated ? known?.slice(0, -1) : known) ?? []), entry];
  const text = fitting(entries, Math.min(mostBytes, roomOf(object)));
  return {
    annotations: text === undefined ? {} : { [restoresAnnotation]: text },
    happenings: [...(known ? [] : [unreadable]), ...(isRepeated ? [] : [happeningOf(begun.component, entry)])],
  };
}

/** `undefined` where somebody else has written something else there. */
export function readRestores(text: string | undefined): readonly RestoreEntry[] | undefined {
  if (text === undefined) return [];
  try {
    const entries: unknown = JSON.parse(text);
    return Array.isArray(entries) && entries.every(isEntry) ? entries : undefined;
  } catch {
    return undefined;
  }
}

function isEntry(value: unknown): value is RestoreEntry {
  const {
    at,
    generation,
    jobId,
    source,
    path = '',
    why,
  } = (value ?? {}) as Partial<Record<keyof RestoreEntry, unknown>>;
  const isTime = typeof at === 'string' && !Number.isNaN(Date.parse(at));
  const isKnown = sources.some((each) => each === source);
  return (
    isTime && isKnown && Number.isInteger(generation) && [jobId, path, why].every((each) => typeof each === 'string')
  );
}

function entryOf({ now, generation, jobId, path, isKept = false, why }: Beginning): RestoreEntry {
  const common = { at: now.toISOString(), generation, jobId } as const;
  if (isKept) return { ...common, source: 'last-state', why };
  if (path === undefined) return { ...common, source: 'empty', why };
  const shown = shownUri(path);
  const isCheckpoint = /\/chk-\d+\/?$/.test(path);
  return {
    ...common,
    source: isCheckpoint ? 'checkpoint' : 'savepoint',
    path: shown.length > longestPath ? `${shown.slice(0, longestPath)}…` : shown,
    why,
  };
}

const isLike = (one: RestoreEntry, other: RestoreEntry) =>
  one.generation === other.generation &&
  one.source === other.source &&
  one.path === other.path &&
  one.why === other.why;

/** Without the oldest, where they are too many; `undefined` where there is no room at all. */
function fitting(entries: readonly RestoreEntry[], bytes: number): string | undefined {
  const newest = entries.slice(-mostEntries);
  for (let from = 0; from < newest.length; from++) {
    const text = JSON.stringify(newest.slice(from));
    if (Buffer.byteLength(text) <= bytes) return text;
  }
  return undefined;
}

/** Bytes that other annotations leave, of which kubectl has one with the whole object in it. */
function roomOf({ apiVersion, kind, metadata, spec }: Resource): number {
  const { name, labels, annotations = {} } = metadata;
  const { [restoresAnnotation]: _, ...others } = annotations;
  const used = JSON.stringify(others);
  const applied = JSON.stringify({ apiVersion, kind, metadata: { name, labels, annotations: others }, spec });
  return bytesOfAll - Buffer.byteLength(used) - Buffer.byteLength(applied) - 1024;
}

function happeningOf(component: string, { at, jobId, generation, source, path, why }: RestoreEntry): Happening {
  const from = source === 'empty' ? 'empty' : `from ${path === undefined ? 'its last state' : `the ${source} ${path}`}`;
  return {
    component,
    type: 'Normal',
    reason: 'RestoredFrom',
    message: `Job ${jobId} of generation ${generation} begins ${from}: ${why}`,
    messageKey: `RestoredFrom: ${jobId} ${at}`,
    again: 'ignore',
  };
}

const unreadable: Happening = {
  component: 'Operator',
  type: 'Warning',
  reason: 'RestoresUnreadable',
  message: `The annotation ${restoresAnnotation} was no list of restores, and is begun anew`,
  again: 'ignore',
};
