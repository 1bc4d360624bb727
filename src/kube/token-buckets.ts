import type { Clock } from '../clock.ts';

export interface BucketLimits {
  /** How many may come at once. */
  readonly burst: number;
  /** Milliseconds after which one more may. */
  readonly refill: number;
}

interface Bucket {
  tokens: number;
  /** On the clock that only grows. */
  at: number;
}

/** A limit for each key. A bucket that is full again is forgotten, so that only those in use are held. */
export class TokenBuckets {
  readonly #limits: BucketLimits;
  readonly #clock: Clock;
  /** The one that was used last comes last. */
  readonly #buckets = new Map<string, Bucket>();

  constructor(limits: BucketLimits, clock: Clock) {
    this.#limits = limits;
    this.#clock = clock;
  }

  /** How many are not full. */
  get size(): number {
    return this.#buckets.size;
  }

  /** Whether one more may come now. */
  take(key: string): boolean {
    const { burst, refill } = this.#limits;
    const now = this.#clock.elapsed();
    this.#forgetFull(now);
    const bucket = this.#buckets.get(key) ?? { tokens: burst, at: now };
    bucket.tokens = Math.min(burst, bucket.tokens + (now - bucket.at) / refill);
    bucket.at = now;
    this.#buckets.delete(key);
    this.#buckets.set(key, bucket);
    if (bucket.tokens < 1) return false;
    bucket.tokens--;
    return true;
  }

  #forgetFull(now: number): void {
    const { burst, refill } = this.#limits;
    for (const [key, { at }] of this.#buckets) {
      if (now - at < burst * refill) return;
      this.#buckets.delete(key);
    }
  }
}
