import type { Resource } from './ports.ts';

/** How often the engine has begun a job again by itself. What a job cannot bear for long is tried less and less often, and in the end no more. */

/** An annotation of the object of the job. */
export const restartsAnnotation = 'sluice.dev/restarts';

/** In a row; then somebody has to change something. */
export const mostRestarts = 10;
/** Milliseconds before the second one; it doubles with each further one. */
const firstPause = 10_000;
const longestPause = 600_000;
/** Milliseconds after which a restart has helped. */
const helped = 600_000;

interface Restarts {
  readonly count: number;
  /** Milliseconds since 1970, of the last one. */
  readonly at: number;
  /** Of the spec that was begun again. */
  readonly generation: number;
}

export type NextRestart =
  | { readonly type: 'now'; readonly annotations: Readonly<Record<string, string>> }
  | { readonly type: 'later'; readonly milliseconds: number; readonly count: number }
  | { readonly type: 'never'; readonly count: number };

/** Whether a job that has been bad since then is begun again. Both times are milliseconds since 1970. */
export function nextRestart(metadata: Resource['metadata'], badSince: number, now: number): NextRestart {
  const { generation } = metadata;
  const last = restartsOf(metadata);
  const isAnother = last === undefined || last.generation !== generation || badSince - last.at > helped;
  const count = isAnother ? 0 : last.count;
  if (count >= mostRestarts) return { type: 'never', count };
  const pause = count === 0 ? 0 : Math.min(firstPause * 2 ** (count - 1), longestPause);
  const left = (last?.at ?? 0) + pause - now;
  // More than the pause is left where somebody has set the clock.
  if (!isAnother && left > 0 && left <= pause) return { type: 'later', milliseconds: left, count };
  const restarts: Restarts = { count: count + 1, at: now, generation };
  return { type: 'now', annotations: { [restartsAnnotation]: JSON.stringify(restarts) } };
}

/** `undefined` where there was none, or somebody else has written something else there. */
export function restartsOf({ annotations }: Resource['metadata']): Restarts | undefined {
  try {
    const restarts = JSON.parse(annotations?.[restartsAnnotation] ?? 'null') as Restarts | null;
    return Number.isInteger(restarts?.count) && Number.isFinite(restarts?.at) ? (restarts as Restarts) : undefined;
  } catch {
    return undefined;
  }
}

export const restartsLater = (count: number) => ({
  reason: 'RestartPending',
  message: `the job was begun again ${count} times, and is once more after a pause`,
});

export const restartsNoMore = (count: number) => ({
  reason: 'RestartsExhausted',
  message: `the job was begun again ${count} times without success; another spec, or another restartNonce, begins it again`,
});
