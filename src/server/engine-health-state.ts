interface WatchedCache {
  readonly kind: string;
  readonly state: 'waiting' | 'synced' | 'absent';
  /** Milliseconds since the API server last said anything. */
  readonly silentFor: number | undefined;
}

export interface EngineHealthOptions {
  readonly caches: () => Iterable<WatchedCache>;
  /** Whether the engine is at work, or would be if it led. Before it was for the first time, only canaries count. */
  readonly started: () => boolean;
  readonly canaries: () => Iterable<{ readonly name: string; readonly healthy: boolean }>;
}

/** Milliseconds. An API server that has nothing to say sends a bookmark about once a minute. */
const longestSilence = 180_000;

/**
 * Whether the engine does its work. Who does not lead is healthy, too, as long as it could take over. A cache that has
 * never been whole is put up with, unless there is no other, and one that has been is not until it is whole again.
 * Sources: `spec/flink-operations.md` 3, `spec/flink-engine.md` 1.11.
 */
export class EngineHealth {
  readonly #options: EngineHealthOptions;
  /** Caches that were healthy at a check. */
  readonly #sound = new Set<string>();
  #begun = false;

  constructor(options: EngineHealthOptions) {
    this.#options = options;
  }

  /** What is wrong; nothing where the engine is healthy. */
  check(): readonly string[] {
    const problems = [...this.#options.canaries()]
      .filter(({ healthy }) => !healthy)
      .map(({ name }) => `the canary ${name} was not reconciled`);
    const started = this.#options.started();
    this.#begun ||= started;
    if (!this.#begun) return problems;
    return [...(started ? [] : ['the engine has stopped']), ...this.#cacheProblems(), ...problems];
  }

  /** Kinds whose objects are not all known yet. */
  get incomplete(): readonly string[] {
    return [...this.#options.caches()].filter(({ state }) => state === 'waiting').map(({ kind }) => kind);
  }

  #cacheProblems(): readonly string[] {
    const caches = [...this.#options.caches()];
    const ill = caches.filter(isIll);
    for (const cache of caches) if (!ill.includes(cache)) this.#sound.add(cache.kind);
    const all = ill.length === caches.length;
    return ill
      .filter(({ kind }) => all || this.#sound.has(kind))
      .map(({ kind }) => `nothing is heard of ${kind} objects`);
  }
}

const isIll = ({ state, silentFor = 0 }: WatchedCache) => state === 'waiting' || silentFor > longestSilence;
