/** Whether an object is there only to show that the engine works (`flink.apache.org/canary: "true"`). */
export function isCanary({ labels }: { readonly labels?: Readonly<Record<string, unknown>> }): boolean {
  return String(labels?.['flink.apache.org/canary']).toLowerCase() === 'true';
}

interface Canary {
  /** The generation at the last check, which somebody was to raise. */
  remembered: number;
  /** The latest generation that a pass was given. */
  recorded: number;
  healthy: boolean;
}

/**
 * Whether changes of canaries reach us. Who holds this raises `spec.restartNonce` when a canary is new and after each
 * check, and checks after a while whether a pass has seen the change. Source: `spec/flink-engine.md` 1.9.
 */
export class Canaries {
  readonly #canaries = new Map<string, Canary>();

  /** A pass was given this canary. Whether it is new, so that it is to be raised for the first time. */
  seen(key: string, generation: number): boolean {
    const known = this.#canaries.get(key);
    if (known) known.recorded = generation;
    // One that has yet to be checked counts as healthy.
    else this.#canaries.set(key, { remembered: generation, recorded: generation, healthy: true });
    return known === undefined;
  }

  /** Whether it has come along since the last check; `undefined` where it is gone, and nothing is to be raised. */
  check(key: string): boolean | undefined {
    const canary = this.#canaries.get(key);
    if (!canary) return undefined;
    canary.healthy = canary.recorded > canary.remembered;
    canary.remembered = canary.recorded;
    return canary.healthy;
  }

  isKnown(key: string): boolean {
    return this.#canaries.has(key);
  }

  forget(key: string): void {
    this.#canaries.delete(key);
  }

  *all(): Iterable<{ readonly name: string; readonly healthy: boolean }> {
    for (const [name, { healthy }] of this.#canaries) yield { name, healthy };
  }

  get unhealthy(): readonly string[] {
    return [...this.all()].filter(({ healthy }) => !healthy).map(({ name }) => name);
  }
}
