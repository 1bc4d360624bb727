import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { parse, parseAllDocuments } from 'yaml';
import type { Recorded } from '../flink-reconcile/recording.ts';

/** Something that was done to the objects, or to the cluster that was played. Times are seconds since the beginning. */
export interface Step {
  readonly at: number;
  readonly action: string;
  readonly kind?: string;
  readonly name?: string;
  readonly patch?: object;
  readonly cluster?: string;
  readonly job?: string | null;
  readonly jobIdFromConfig?: boolean;
  readonly phase?: string;
  readonly waiting?: object;
}

/** A call of Flink, with its answer. */
export interface RestCall {
  readonly at: number;
  /** When it was last made with the same answer. */
  readonly lastAt?: number;
  readonly cluster: string;
  readonly method: string;
  readonly path: string;
  readonly query: string | null;
  readonly body: unknown;
  readonly status: number;
  readonly response: unknown;
}

interface KubeWrite {
  readonly at: number;
  readonly verb: string;
  readonly resource: string;
  readonly name: string | null;
  readonly code: number;
  readonly query?: string | null;
}

/** One state of an object of a user. */
export interface RecordedState {
  readonly at: number;
  readonly kind: string;
  readonly name: string;
  readonly change?: string;
  readonly status: unknown;
}

interface RecordedEvent {
  readonly type: string;
  readonly reason: string;
  /** Kind and name. */
  readonly on: string;
  readonly to?: string;
}

export interface Recording {
  readonly id: string;
  /** What its user creates, when the steps say so. */
  readonly inputs: readonly Recorded[];
  readonly steps: readonly Step[];
  readonly created: readonly Recorded[];
  /** Options of Flink by the object of `created` that holds them. */
  readonly options: ReadonlyMap<Recorded, Readonly<Record<string, string>>>;
  readonly writes: readonly KubeWrite[];
  readonly states: readonly RecordedState[];
  readonly calls: readonly RestCall[];
  readonly events: readonly RecordedEvent[];
}

export function* recordings(folder: string): Iterable<Recording> {
  for (const id of readdirSync(folder).toSorted()) {
    if (!existsSync(path.join(folder, id, 'steps.json'))) continue;
    yield recordingOf(path.join(folder, id), id);
  }
}

function recordingOf(folder: string, id: string): Recording {
  const json = <T>(name: string): readonly T[] => {
    const file = path.join(folder, name);
    return existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : [];
  };
  const made = filesOf(path.join(folder, 'created'));
  const created = made.filter((file) => file.endsWith('.yaml')).map((file) => [file, read(file) as Recorded] as const);
  const options = created.flatMap(([file, object]) => {
    const beside = file.replace(/\.yaml$/, '.conf.json');
    return made.includes(beside) ? [[object, read(beside) as Readonly<Record<string, string>>] as const] : [];
  });
  return {
    id,
    inputs: parseAllDocuments(readFileSync(path.join(folder, 'input.yaml'), 'utf8')).map((document) => document.toJS()),
    steps: json<Step>('steps.json'),
    created: created.map(([, object]) => object),
    options: new Map(options),
    writes: json<KubeWrite>('k8s-writes.json'),
    states: filesOf(path.join(folder, 'status')).map((file) => read(file) as RecordedState),
    calls: json<RestCall>('rest-calls.json'),
    events: json<RecordedEvent>('events.json'),
  };
}

function filesOf(folder: string): string[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder)
    .toSorted()
    .map((name) => path.join(folder, name));
}

const read = (file: string): unknown => parse(readFileSync(file, 'utf8'));
