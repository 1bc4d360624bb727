import type { Clock } from '../clock.ts';
import { systemClock } from '../clock.ts';
import { ApiUnreachable, isExpired, isNotFound } from './errors.ts';
import type { KubeClient, ResourceType, Selection, StoredObject } from './kube-client.ts';
import { withoutBookkeeping } from './slim-objects.ts';

export interface ReflectorOptions<T extends StoredObject> {
  readonly client: KubeClient;
  readonly type: ResourceType;
  readonly selection?: Selection;
  /** What is kept of each object. Without it everything but the bookkeeping of API servers. */
  readonly transform?: (object: T) => T;
  readonly changed?: Handler<T>;
  /** Told of every error that is survived. */
  readonly failed?: (error: unknown) => void;
  readonly clock?: Clock;
  readonly times?: Partial<ReflectorTimes>;
}

/** Objects that are asked for at once: some megabytes where they are large. */
const pageSize = 100;

/** Milliseconds. */
export interface ReflectorTimes {
  /** A stream that is silent for longer is given up. API servers send a bookmark about once a minute. */
  readonly silence: number;
  /** A stream is asked to end by itself after this time and up to twice as much, so that streams spread. */
  readonly stream: number;
  readonly firstBackoff: number;
  readonly longestBackoff: number;
  /** Until it is looked again for a type that is not installed. */
  readonly absence: number;
}

const usualTimes: ReflectorTimes = {
  silence: 150_000,
  stream: 300_000,
  firstBackoff: 200,
  longestBackoff: 30_000,
  absence: 10_000,
};

/** `after` is left out where the object is gone, `before` where it is new. */
type Handler<T> = (change: { readonly before?: T | undefined; readonly after?: T | undefined }) => void;

/** `absent`: the API server knows no such type. */
export type ReflectorState = 'waiting' | 'synced' | 'absent';

/**
 * A copy of all objects of one type, kept up to date (D11): lists, then watches from there, and lists anew whenever the
 * stream cannot be trusted any more. Nothing it does can leave it silent for longer than `silence`.
 */
export class Reflector<T extends StoredObject> {
  readonly #options: ReflectorOptions<T>;
  readonly #times: ReflectorTimes;
  readonly #clock: Clock;
  readonly #objects = new Map<string, T>();
  readonly #stopped = new AbortController();
  readonly #waiting = new Set<() => void>();
  #state: ReflectorState = 'waiting';
  #heard: number | undefined;
  #version: string | undefined;
  /** The last stream was open and silent. */
  #gaveUp = false;
  #running: Promise<void> | undefined;

  constructor(options: ReflectorOptions<T>) {
    this.#options = options;
    this.#times = { ...usualTimes, ...options.times };
    this.#clock = options.clock ?? systemClock;
  }

  get state(): ReflectorState {
    return this.#state;
  }

  /** Milliseconds since the API server last said anything; `undefined` before that. */
  get silentFor(): number | undefined {
    return this.#heard === undefined ? undefined : this.#clock.elapsed() - this.#heard;
  }

  get size(): number {
    return this.#objects.size;
  }

  find(namespace: string, name: string): T | undefined {
    return this.#objects.get(`${namespace}/${name}`);
  }

  values(): Iterable<T> {
    return this.#objects.values();
  }

  start(): this {
    this.#running ??= this.#run();
    return this;
  }

  /** Ends when the first list is complete, or is known to be impossible. */
  settled(): Promise<void> {
    if (this.#state !== 'waiting' || this.#stopped.signal.aborted) return Promise.resolve();
    return new Promise((resolve) => this.#waiting.add(resolve));
  }

  async stop(): Promise<void> {
    this.#stopped.abort();
    this.#settle();
    await this.#running;
  }

  async #run(): Promise<void> {
    const { signal } = this.#stopped;
    const { firstBackoff, longestBackoff, absence } = this.#times;
    let failures = 0;
    while (!signal.aborted) {
      try {
        if (this.#version === undefined) await this.#list();
        const before = this.#version;
        await this.#watch();
        // An API server that ends every stream at once is asked no more often than one that fails.
        failures = this.#version === before ? failures + 1 : 0;
      } catch (error) {
        if (signal.aborted) return;
        if (isNotFound(error)) {
          this.#becomeAbsent();
          await this.#clock.sleep(absence, signal);
          continue;
        }
        // A connection that breaks once has lost nothing: the next stream goes on where it ended. After anything else
        // a list tells everything that the stream would have.
        if (failures > 0 || this.#gaveUp || !(error instanceof ApiUnreachable)) this.#version = undefined;
        this.#options.failed?.(error);
        failures = isExpired(error) && failures === 0 ? 0 : failures + 1;
      }
      if (failures > 0) {
        const longest = Math.min(longestBackoff, firstBackoff * 2 ** Math.min(failures - 1, 20));
        await this.#clock.sleep(longest * (0.5 + this.#clock.random() / 2), signal);
      }
    }
  }

  async #list(): Promise<void> {
    const { client, type, selection = {} } = this.#options;
    const { signal } = this.#stopped;
    const gone = new Set(this.#objects.keys());
    // What is kept of one page is all that is held while the next one comes.
    let next: string | undefined;
    let version: string | undefined;
    do {
      const options = { ...selection, limit: pageSize, signal, ...(next !== undefined && { continue: next }) };
      const page = await client.page<T>(type, options);
      if (signal.aborted) return;
      for (const item of page.items) {
        gone.delete(keyOf(item));
        this.#put(item);
      }
      next = page.continue;
      version ??= page.resourceVersion;
    } while (next !== undefined);
    for (const key of gone) this.#remove(key);
    this.#version = version;
    this.#hear();
    this.#settle('synced');
  }

  async #watch(): Promise<void> {
    const { client, type, selection = {} } = this.#options;
    const resourceVersion = this.#version as string;
    const { stream } = this.#times;
    const timeoutSeconds = Math.ceil((stream * (1 + this.#clock.random())) / 1000);
    const ended = new AbortController();
    const watching = AbortSignal.any([ended.signal, this.#stopped.signal]);
    this.#gaveUp = false;
    const watchdog = this.#watchSilence(ended);
    const options = { ...selection, resourceVersion, timeoutSeconds, signal: watching, heard: () => this.#hear() };
    try {
      for await (const event of client.watch<T>(type, options)) {
        if (watching.aborted) break;
        if (event.type === 'BOOKMARK') {
          this.#version = event.resourceVersion;
          continue;
        }
        if (event.type === 'DELETED') this.#remove(keyOf(event.object), event.object);
        else this.#put(event.object);
        this.#version = event.object.metadata.resourceVersion ?? this.#version;
      }
    } finally {
      ended.abort(new Error('the watch is over'));
      await watchdog;
    }
  }

  /** Gives a stream up that is open and says nothing: the connection behind it may be dead. */
  async #watchSilence(stream: AbortController): Promise<void> {
    const { silence } = this.#times;
    this.#hear();
    while (!stream.signal.aborted && !this.#stopped.signal.aborted) {
      const left = silence - (this.silentFor ?? 0);
      if (left <= 0) {
        this.#gaveUp = true;
        stream.abort(new Error(`the watch was silent for ${silence} ms`));
        return;
      }
      await this.#clock.sleep(left, AbortSignal.any([stream.signal, this.#stopped.signal]));
    }
  }

  #becomeAbsent(): void {
    for (const key of [...this.#objects.keys()]) this.#remove(key);
    this.#version = undefined;
    this.#hear();
    this.#settle('absent');
  }

  #hear(): void {
    this.#heard = this.#clock.elapsed();
  }

  #settle(state?: 'synced' | 'absent'): void {
    if (state) this.#state = state;
    for (const tell of this.#waiting) tell();
    this.#waiting.clear();
  }

  #put(object: T): void {
    const key = keyOf(object);
    const before = this.#objects.get(key);
    // A list that follows a stream repeats most of what is known.
    if (before && before.metadata.resourceVersion === object.metadata.resourceVersion) return;
    const after = (this.#options.transform ?? withoutBookkeeping)(object);
    this.#objects.set(key, after);
    this.#options.changed?.({ before, after });
  }

  #remove(key: string, last?: T): void {
    const before = this.#objects.get(key) ?? last;
    if (!this.#objects.delete(key)) return;
    this.#options.changed?.({ before });
  }
}

function keyOf({ metadata }: StoredObject): string {
  return `${metadata.namespace ?? ''}/${metadata.name}`;
}
