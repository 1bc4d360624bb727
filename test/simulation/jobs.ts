import type { JobState } from '../../src/engine/status/observed-job.ts';
import { epoch } from './simulated-time.ts';
import type { Vertices } from './vertices.ts';

/** Where a job begins: a path, and how far the work had come there. */
export interface State {
  readonly path: string | undefined;
  /** Milliseconds that a job has worked. */
  readonly progress: number;
}

/** The image whose jobs fail as soon as they run. */
export const failing = 'failing';
/** The image whose jobs restart all the time. */
export const sick = 'sick';

export const empty: State = { path: undefined, progress: 0 };

/** One life of a job, in one process. */
export interface Job {
  readonly id: string;
  /** Distinguishes lives of one id. */
  readonly attempt: number;
  /** The uid of the user's object. */
  readonly resource: string;
  /** What it computes. */
  readonly program: string;
  readonly begunFrom: State;
  readonly vertices: Vertices;
  /** Milliseconds between two checkpoints. */
  readonly every: number;
  readonly startTime: number;
  /** With high availability: it can be found again. */
  readonly recoverable: boolean;
  state: JobState;
  runningSince: number | undefined;
  /** When it ended, or its process did. */
  endedAt: number | undefined;
  /** With which it was stopped. */
  savepoint: State | undefined;
  /** When somebody last asked for a snapshot of a type. */
  readonly asked: Map<'savepoint' | 'checkpoint', number>;
}

const terminal = new Set<JobState>(['FINISHED', 'FAILED', 'CANCELED']);

export const isEnded = ({ state }: Job) => terminal.has(state);

/** May still write. */
export const isLive = (job: Job) => job.endedAt === undefined && !isEnded(job);

/** All states that jobs have left, which outlive everything. */
export class Storage {
  readonly #jobs = new Map<number, Job>();
  readonly #given = new Map<string, number>();
  #attempts = 0;

  attempt(job: Omit<Job, 'attempt' | 'runningSince' | 'endedAt' | 'savepoint' | 'asked'>): Job {
    const begun: Job = {
      ...job,
      attempt: ++this.#attempts,
      runningSince: undefined,
      endedAt: undefined,
      savepoint: undefined,
      asked: new Map(),
    };
    this.#jobs.set(begun.attempt, begun);
    return begun;
  }

  /** A savepoint: of before the simulation, or of a job that was stopped. */
  give(path: string, progress: number): void {
    this.#given.set(path, progress);
  }

  dispose(path: string): void {
    this.#given.delete(path);
  }

  read(path: string): State | undefined {
    const given = this.#given.get(path);
    if (given !== undefined) return { path, progress: given };
    const [, attempt, count] = /^s3:\/\/state\/(\d+)\/chk-(\d+)$/.exec(path) ?? [];
    const job = this.#jobs.get(Number(attempt));
    return job && { path, progress: job.begunFrom.progress + Number(count) * job.every };
  }
}

/** The newest state that a job has stored. */
export function newestState(job: Job, now: number): State {
  const { runningSince, endedAt = now, every, begunFrom, attempt, savepoint } = job;
  if (savepoint) return savepoint;
  const count = runningSince === undefined ? 0 : Math.floor((endedAt - runningSince) / every);
  if (count === 0) return begunFrom;
  return { path: `s3://state/${attempt}/chk-${count}`, progress: begunFrom.progress + count * every };
}

/** When it has stored its newest state, in milliseconds since 1970; `undefined` where it has stored none. */
export function lastStored({ runningSince, endedAt, every }: Job, now: number): number | undefined {
  const count = runningSince === undefined ? 0 : Math.floor(((endedAt ?? now) - runningSince) / every);
  return runningSince === undefined || count === 0 ? undefined : epoch + runningSince + count * every;
}

/** How often it has restarted itself, and made its state safe. */
export function healthOf({ program, runningSince, endedAt, every }: Job, now: number) {
  const worked = runningSince === undefined ? 0 : (endedAt ?? now) - runningSince;
  const restarts = program.startsWith(sick) ? Math.floor(worked / 1000) : 0;
  return { restarts, completedCheckpoints: Math.floor(worked / every) };
}

/** Milliseconds that the list of jobs of a cluster may be old. */
export const listAge = 3000;
