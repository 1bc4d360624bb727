import { ApiError, ApiUnreachable } from '../../src/kube/errors.ts';
import type { StoredObject, WatchEvent, WatchOptions } from '../../src/kube/kube-client.ts';
import type { KubeObject } from './kube-object.ts';
import type { Change } from './kube-store.ts';
import type { Matcher } from './selectors.ts';
import { matcherOf } from './selectors.ts';
import type { Cancel } from './simulated-time.ts';
import type { Life, World } from './world.ts';

type Event = WatchEvent<KubeObject>;

/** Milliseconds between two bookmarks of a stream. */
const bookmarks = 60_000;

/** The streams of everybody who watches. */
export class WatchHub {
  readonly #world: World;
  readonly #streams = new Map<string, Set<Stream>>();

  constructor(world: World) {
    this.#world = world;
    world.store.listen((change) => {
      for (const stream of this.#streams.get(change.plural) ?? []) stream.tell(change);
    });
    this.#bookmark();
  }

  open(plural: string, options: WatchOptions, life: Life): AsyncIterable<WatchEvent<StoredObject>> {
    const streams = this.#streams.get(plural) ?? new Set();
    this.#streams.set(plural, streams);
    const stream = new Stream(this.#world, options, life, () => streams.delete(stream));
    streams.add(stream);
    for (const change of this.#world.store.since(plural, Number(options.resourceVersion))) stream.tell(change);
    return stream;
  }

  #bookmark(): void {
    this.#world.time.after(bookmarks, () => {
      const resourceVersion = String(this.#world.store.version);
      for (const streams of this.#streams.values()) {
        for (const stream of streams) stream.send({ type: 'BOOKMARK', resourceVersion });
      }
      this.#bookmark();
    });
  }
}

/** One stream, with what goes wrong on its way. */
class Stream implements AsyncIterable<Event>, AsyncIterator<Event> {
  readonly #world: World;
  readonly #life: Life;
  readonly #matches: Matcher;
  readonly #heard: (() => void) | undefined;
  readonly #closed: () => void;
  readonly #arrived: Event[] = [];
  readonly #timers: Cancel[] = [];
  #waiting: { resolve(result: IteratorResult<Event>): void; reject(error: Error): void } | undefined;
  #over: { readonly error?: Error } | undefined;
  #silent = false;
  /** Events keep their order: none arrives before this, nor before one that is on its way. */
  #lastArrival = 0;
  #onTheirWay = 0;

  constructor(world: World, options: WatchOptions, life: Life, closed: () => void) {
    this.#world = world;
    this.#life = life;
    this.#closed = closed;
    this.#matches = matcherOf(options);
    this.#heard = options.heard;
    const { random, time, faults } = world;
    const { broken, ended, silent, expired } = faults.rates;
    const unreachable = () => this.#end({ error: new ApiUnreachable('watch', new Error('the connection broke')) });
    this.#timers.push(time.after(options.timeoutSeconds * 1000, () => this.#end({})));
    if (random.chance(broken)) this.#timers.push(time.after(random.between(0, 120_000), unreachable));
    if (random.chance(ended)) this.#timers.push(time.after(random.between(0, 120_000), () => this.#end({})));
    if (random.chance(silent)) {
      this.#timers.push(
        time.after(random.between(0, 120_000), () => {
          this.#silent = true;
        }),
      );
    }
    if (random.chance(expired)) {
      this.#timers.push(time.after(0, () => this.#end({ error: new ApiError(410, { reason: 'Expired' }) })));
    }
    options.signal.addEventListener('abort', unreachable, { once: true });
  }

  [Symbol.asyncIterator](): AsyncIterator<Event> {
    return this;
  }

  next(): Promise<IteratorResult<Event>> {
    return new Promise((resolve, reject) => {
      this.#waiting = { resolve, reject };
      this.#flush();
    });
  }

  return(): Promise<IteratorResult<Event>> {
    this.#end({});
    return Promise.resolve({ done: true, value: undefined });
  }

  tell({ before, after, version }: Change): void {
    const was = before !== undefined && this.#matches(before);
    if (after && this.#matches(after)) this.send({ type: was ? 'MODIFIED' : 'ADDED', object: after });
    else if (was) {
      const metadata = { ...before.metadata, resourceVersion: String(version) };
      this.send({ type: 'DELETED', object: { ...before, metadata } });
    }
  }

  send(event: Event): void {
    const { time, random, faults } = this.#world;
    const { late, twice } = faults.rates;
    const delay = random.chance(late) ? random.between(1, random.chance(0.1) ? 20_000 : 2000) : 0;
    const arrival = Math.max(this.#lastArrival, time.now + delay);
    this.#lastArrival = arrival;
    const arrive = () => {
      this.#onTheirWay--;
      if (this.#silent || this.#over || this.#life.isOver) return;
      this.#heard?.();
      this.#arrived.push(event);
      if (random.chance(twice)) this.#arrived.push(event);
      this.#flush();
    };
    const isNext = arrival === time.now && this.#onTheirWay === 0;
    this.#onTheirWay++;
    if (isNext) arrive();
    else time.after(arrival - time.now, arrive);
  }

  #flush(): void {
    const waiting = this.#waiting;
    if (!waiting || this.#life.isOver) return;
    const event = this.#arrived.shift();
    if (!event && !this.#over) return;
    this.#waiting = undefined;
    if (event) waiting.resolve({ done: false, value: event });
    else if (this.#over?.error) waiting.reject(this.#over.error);
    else waiting.resolve({ done: true, value: undefined });
  }

  #end(how: { readonly error?: Error }): void {
    if (this.#over) return;
    this.#over = how;
    for (const cancel of this.#timers) cancel();
    this.#closed();
    this.#flush();
  }
}
