import type { Clock } from '../clock.ts';
import type { KubeClient, ResourceType, StoredObject } from './kube-client.ts';
import { Reflector, type ReflectorState } from './reflector.ts';

type Change<T> = { readonly before?: T | undefined; readonly after?: T | undefined };

export interface FollowedKindOptions<T extends StoredObject> {
  readonly client: KubeClient;
  readonly type: ResourceType;
  readonly kind: string;
  readonly labelSelector?: string | undefined;
  readonly transform?: (object: T) => T;
  readonly changed: (change: Change<T>) => void;
  readonly failed: (kind: string, error: unknown) => void;
  readonly clock: Clock;
}

/** Copies of all objects of one kind in the namespaces that are watched, which may change. */
export class FollowedKind<T extends StoredObject> {
  readonly #options: FollowedKindOptions<T>;
  /** By namespace; one without a name for all of them. */
  readonly #reflectors = new Map<string | undefined, Reflector<T>>();

  constructor(options: FollowedKindOptions<T>) {
    this.#options = options;
  }

  get kind(): string {
    return this.#options.kind;
  }

  /** Follows these namespaces from now on, all where none is named; what is in others is gone. Ends when the copies are whole. */
  async follow(namespaces: readonly string[]): Promise<void> {
    const places: readonly (string | undefined)[] = namespaces.length === 0 ? [undefined] : namespaces;
    for (const [place, reflector] of this.#reflectors) {
      if (places.includes(place)) continue;
      this.#reflectors.delete(place);
      await reflector.stop();
      for (const before of reflector.values()) this.#options.changed({ before });
    }
    for (const place of places) if (!this.#reflectors.has(place)) this.#reflectors.set(place, this.#reflect(place));
    await Promise.all([...this.#reflectors.values()].map((reflector) => reflector.settled()));
  }

  find(namespace: string, name: string): T | undefined {
    return (this.#reflectors.get(undefined) ?? this.#reflectors.get(namespace))?.find(namespace, name);
  }

  *values(): Iterable<T> {
    for (const reflector of this.#reflectors.values()) yield* reflector.values();
  }

  get state(): ReflectorState {
    const states = [...this.#reflectors.values()].map(({ state }) => state);
    if (states.length === 0 || states.includes('waiting')) return 'waiting';
    return states.every((state) => state === 'absent') ? 'absent' : 'synced';
  }

  /** Milliseconds since the API server last said anything; `undefined` before that. */
  get silentFor(): number | undefined {
    const silences = [...this.#reflectors.values()].map(({ silentFor }) => silentFor);
    if (silences.length === 0 || silences.includes(undefined)) return undefined;
    return Math.max(...(silences as number[]));
  }

  get size(): number {
    return [...this.#reflectors.values()].reduce((sum, { size }) => sum + size, 0);
  }

  async stop(): Promise<void> {
    await Promise.all([...this.#reflectors.values()].map((reflector) => reflector.stop()));
  }

  #reflect(namespace: string | undefined): Reflector<T> {
    const { client, type, kind, labelSelector, transform, changed, failed, clock } = this.#options;
    return new Reflector<T>({
      client,
      type,
      selection: { namespace, ...(labelSelector !== undefined && { labelSelector }) },
      changed,
      failed: (error) => failed(kind, error),
      clock,
      ...(transform && { transform }),
    }).start();
  }
}
