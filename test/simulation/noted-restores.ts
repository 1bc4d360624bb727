import { type RestoreEntry, readRestores, restoresAnnotation } from '../../src/engine/restores.ts';
import type { Job } from './jobs.ts';
import type { KubeObject } from './kube-object.ts';

/** What is wrong with that which the object of a job says about its beginning. `kept`: the state that was there to be found again. */
export function noteProblem(job: Job, { metadata }: KubeObject, kept: string | undefined): string | undefined {
  const entries = readRestores(metadata.annotations?.[restoresAnnotation]) ?? [];
  const entry = entries.findLast(({ jobId }) => jobId === job.id);
  if (!entry) return 'is not noted';
  const { path } = job.begunFrom;
  return stateOf(entry, kept) === path ? undefined : `begins from ${path}, and ${shown(entry)} is noted`;
}

function stateOf({ source, path }: RestoreEntry, kept: string | undefined): string | undefined {
  return source === 'last-state' ? kept : path;
}

const shown = ({ source, path }: RestoreEntry) => (path === undefined ? source : `${source} ${path}`);
