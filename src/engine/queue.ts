import type { Clock } from '../clock.ts';

/** What a pass asks for. */
export interface PassResult {
  /** Milliseconds until the next pass, unless something happens earlier. Without it nothing is planned. */
  readonly again?: number;
}

/** How failed passes are tried again. Source: `spec/flink-engine.md` 1.5. */
interface RetryTimes {
  /** Milliseconds. */
  readonly initial: number;
  /** From the third delay on. */
  readonly multiplier: number;
  /** Milliseconds that no delay exceeds. */
  readonly longest: number;
  readonly attempts: number;
}

/** So many passes of one key within so many milliseconds; further ones wait for the end of the period. */
interface PassRate {
  /** Not above 0: no limit. */
  readonly limit: number;
  readonly period: number;
}

export interface WorkQueueOptions {
  readonly run: (key: string, signal: AbortSignal) => Promise<PassResult>;
  readonly clock: Clock;
  /** Passes at once; not above 0: any number. */
  readonly parallelism: number;
  readonly retry: RetryTimes;
  readonly rate: PassRate;
  /** Told of each pass that threw, and of the milliseconds until the next one; `undefined` where it is given up. */
  readonly failed: (key: string, error: unknown, delay: number | undefined) => void;
}

interface Entry {
  /** When the next pass is due, by the clock's elapsed time; `undefined` where nothing is planned. */
  due: number | undefined;
  running: boolean;
  /** Forgotten while a pass runs. */
  gone: boolean;
  failures: number;
  /** When the period of the limit began, and how many passes began in it. */
  periodStart: number;
  passes: number;
}

/**
 * Which object next: one pass of a key at a time, whatever happens meanwhile is one more pass, and what fails waits longer each
 * time. Source: `spec/flink-engine.md` 1.4–1.6.
 */
export class WorkQueue {
  readonly #options: WorkQueueOptions;
  readonly #entries = new Map<string, Entry>();
  readonly #stopped = new AbortController();
  readonly #passes = new Set<Promise<void>>();
  #changed = new AbortController();
  /** By the clock's elapsed time, unless something changes. */
  #wakesAt = Number.POSITIVE_INFINITY;
  /** Something is due that waits for a pass to end. */
  #isFull = false;
  #scheduling: Promise<void> | undefined;

  constructor(options: WorkQueueOptions) {
    this.#options = options;
  }

  start(): this {
    this.#scheduling ??= this.#schedule();
    return this;
  }

  /** Something has happened to it: a pass is due at once, and after the present one where one is running. */
  wake(key: string): void {
    const entry = this.#entry(key);
    entry.gone = false;
    this.#plan(entry, this.#now());
  }

  /** It is gone; a pass that runs ends by itself. */
  forget(key: string): void {
    const entry = this.#entries.get(key);
    if (entry?.running) Object.assign(entry, { gone: true, due: undefined });
    else this.#entries.delete(key);
  }

  /** Keys with a pass that is due but has not begun. */
  get waiting(): number {
    const now = this.#now();
    return [...this.#entries.values()].filter(({ due, running }) => !running && due !== undefined && due <= now).length;
  }

  /** Milliseconds that the pass which is longest due has waited. */
  get oldestWait(): number {
    const now = this.#now();
    const dues = [...this.#entries.values()].flatMap(({ due, running }) => (running || due === undefined ? [] : [due]));
    return Math.max(0, now - Math.min(now, ...dues));
  }

  get running(): number {
    return this.#passes.size;
  }

  /** Begins no pass any more, and ends with the last that runs. */
  async stop(): Promise<void> {
    this.#stopped.abort();
    this.#changed.abort(woken);
    await this.#scheduling;
    await Promise.all(this.#passes);
  }

  #now(): number {
    return this.#options.clock.elapsed();
  }

  #entry(key: string): Entry {
    const known = this.#entries.get(key);
    if (known) return known;
    const entry = {
      due: undefined,
      running: false,
      gone: false,
      failures: 0,
      periodStart: Number.NEGATIVE_INFINITY,
      passes: 0,
    };
    this.#entries.set(key, entry);
    return entry;
  }

  /** The earlier of two plans counts. */
  #plan(entry: Entry, due: number): void {
    if (entry.due !== undefined && entry.due <= due) return;
    entry.due = due;
    this.#planned(entry);
  }

  /** Wakes the scheduling where it would sleep too long. The end of a pass comes by anyway. */
  #planned({ due, running }: Entry): void {
    if (!running && due !== undefined && due < this.#wakesAt) this.#changed.abort(woken);
  }

  async #schedule(): Promise<void> {
    const { clock } = this.#options;
    const { signal } = this.#stopped;
    while (!signal.aborted) {
      this.#changed = new AbortController();
      this.#wakesAt = Number.POSITIVE_INFINITY;
      const next = this.#beginDue();
      this.#wakesAt = next ?? Number.POSITIVE_INFINITY;
      if (signal.aborted) return;
      const wait = next === undefined ? longestSleep : Math.max(0, next - this.#now());
      await clock.sleep(Math.min(wait, longestSleep), this.#changed.signal);
    }
  }

  /** Begins what is due and may begin; the time at which something else may. */
  #beginDue(): number | undefined {
    const { parallelism } = this.#options;
    const now = this.#now();
    let next: number | undefined;
    this.#isFull = false;
    const waiting = [...this.#entries].filter(([, { due, running }]) => !running && due !== undefined);
    for (const [key, entry] of waiting.toSorted(([, a], [, b]) => (a.due ?? 0) - (b.due ?? 0))) {
      const allowed = Math.max(entry.due as number, this.#allowedAt(entry));
      if (allowed > now) next = Math.min(next ?? allowed, allowed);
      else if (parallelism > 0 && this.#passes.size >= parallelism) {
        this.#isFull = true;
        return next;
      } else this.#begin(key, entry, now);
    }
    return next;
  }

  #allowedAt({ passes, periodStart }: Entry): number {
    const { limit, period } = this.#options.rate;
    const spent = limit > 0 && passes >= limit && this.#now() < periodStart + period;
    return spent ? periodStart + period : Number.NEGATIVE_INFINITY;
  }

  #begin(key: string, entry: Entry, now: number): void {
    if (now >= entry.periodStart + this.#options.rate.period) Object.assign(entry, { periodStart: now, passes: 0 });
    entry.passes++;
    entry.due = undefined;
    entry.running = true;
    const pass = this.#pass(key, entry).finally(() => {
      entry.running = false;
      if (entry.gone) this.#entries.delete(key);
      this.#passes.delete(pass);
      if (this.#isFull) this.#changed.abort(woken);
      else this.#planned(entry);
    });
    this.#passes.add(pass);
  }

  async #pass(key: string, entry: Entry): Promise<void> {
    const { run, retry, failed } = this.#options;
    try {
      const { again } = await run(key, this.#stopped.signal);
      entry.failures = 0;
      if (again !== undefined && !entry.gone) this.#plan(entry, this.#now() + again);
    } catch (error) {
      entry.failures++;
      const delay = entry.failures > retry.attempts ? undefined : delayAfter(entry.failures, retry);
      failed(key, error, delay);
      if (delay !== undefined && !entry.gone) this.#plan(entry, this.#now() + delay);
    }
  }
}

/** Why a sleep ends early. Without a reason of ours each abort makes an error, with its stack. */
const woken = 'there is something to do';

/** Timers of Node hold no more than 2^31 milliseconds. */
const longestSleep = 3_600_000;

/** The first two are the same. */
function delayAfter(failures: number, { initial, multiplier, longest }: RetryTimes): number {
  return Math.min(longest, initial * multiplier ** Math.max(0, failures - 2));
}
