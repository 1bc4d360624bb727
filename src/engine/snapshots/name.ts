import { shortened } from '../../values/kubernetes-name.ts';
import type { Owner, SnapshotType } from './job.ts';

export type Trigger = 'MANUAL' | 'PERIODIC' | 'UPGRADE';

/** Characters of the name of an object. */
const longest = 253;

/** `<job>-savepoint-manual-<mark>`: the same however often a snapshot is made, and another one for each of a job. */
export function snapshotName({ metadata }: Owner, type: SnapshotType, trigger: Trigger, mark: string): string {
  const end = `-${type}-${trigger.toLowerCase()}-${mark}`;
  return `${shortened(metadata.name, longest - end.length)}${end}`;
}

/** Milliseconds since 1970 as a mark; odd for session jobs, as a deployment may have the same name and be due at the same time. */
export function timeMark({ kind }: Owner, milliseconds: number): string {
  const even = milliseconds - (milliseconds % 2);
  return String(kind === 'FlinkSessionJob' ? even + 1 : even);
}

/** For when a periodic snapshot was due, by its name; `undefined` where that does not say. */
export function dueTimeOf(name: string): number | undefined {
  const [, digits] = /-periodic-(\d{1,15})$/.exec(name) ?? [];
  return digits === undefined ? undefined : Number(digits);
}
