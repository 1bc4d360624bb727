import type { Recorded } from '../flink-reconcile/recording.ts';

/** A state of an object of a user. `undefined`: nothing is known of it yet; `gone`: it is removed. */
export interface State {
  readonly object: string;
  /** Grows with time. */
  readonly at: number;
  readonly status: unknown;
  readonly isGone: boolean;
}

/** An object that was made, with options of Flink that are kept apart from it. */
export interface Creation {
  readonly object: Recorded;
  readonly options?: Readonly<Record<string, string>> | undefined;
}

export interface Write {
  /** Verb, kind and name. */
  readonly line: string;
  /** Grows with time. Of what has the same, the order is not known. */
  readonly at: number;
}

export interface SentCall extends Write {
  readonly body: unknown;
}

/** What came of a case, there or here, in words that are the same on both sides. */
export interface Outcome {
  readonly creations: readonly Creation[];
  /** Creations and deletions of what belongs to a cluster, in order. */
  readonly writes: readonly Write[];
  /** Calls of Flink that change something, in order. */
  readonly calls: readonly SentCall[];
  readonly states: readonly State[];
  /** Kinds of events that were told. */
  readonly events: readonly string[];
}

/** What of ConfigMaps JobManagers keep for each other goes at once there and one by one here. */
export const keptData = 'delete ConfigMaps of high availability';

/** Those that the engine makes carry times, or nonces, in their names. */
export const plainName = (kind: string, name: string): string =>
  kind === 'FlinkStateSnapshot' ? name.replace(/-(manual|periodic|upgrade)-.+$/, '-$1-…') : name;

/** `to`: what a job has changed to; from what, depends on how often it is looked at. */
export function eventLine(type: string, reason: string, on: string, to?: string): string {
  return [type, reason, on, ...(to ? [`to ${to}`] : [])].join(' ');
}

export const callLine = (method: string, path: string, query?: string | null): string =>
  `${method} ${path.replace(/\/jars\/(?!upload)[^/]+/, '/jars/<jar>')}${query ? `?${query}` : ''}`;

/** One after the other are one. */
export function withoutRepeats<T>(items: readonly T[], line: (item: T) => string): T[] {
  return items.filter((item, index) => {
    const before = items[index - 1];
    return before === undefined || line(item) !== line(before);
  });
}
