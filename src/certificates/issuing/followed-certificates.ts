import type { Clock } from '../../clock.ts';
import { type PlanTimes, usable } from './plan.ts';
import type { Registrations, SecretContent } from './ports.ts';
import { type StoredCertificates, signerOf } from './stored-certificates.ts';

export interface FollowedOptions {
  readonly clock: Clock;
  readonly registrations: Pick<Registrations, 'carry'>;
  readonly times: PlanTimes;
  /** To be served from now on. */
  serve(stored: StoredCertificates): void;
  /** The Secret holds something that cannot be served; the last good certificate goes on. */
  refused(problem: string): void;
}

/** How often it is looked whether a certificate that waits can be served now. */
const again = 1000;
/**
 * How long a replica that starts may wait for what only a leader can do. A leader of the version before may never do it,
 * and a rollout that waits for this replica would wait for ever.
 */
const patience = 30_000;

/**
 * What one replica makes of the Secret: which certificate it serves, and the last content that was whole. Whoever leads,
 * and whatever a leader does, a certificate is replaced only by one that callers have come to trust.
 */
export class FollowedCertificates {
  readonly #options: FollowedOptions;
  readonly #stopped = new AbortController();
  /** Since when callers are told to trust a CA, by fingerprint. */
  readonly #carriedSince = new Map<string, number>();
  #serving: StoredCertificates | undefined;
  #latest: StoredCertificates | undefined;
  #problem: string | undefined;
  #begun: number | undefined;
  #announced = false;
  #waiting = false;

  constructor(options: FollowedOptions) {
    this.#options = options;
  }

  get lastGood(): StoredCertificates | undefined {
    return this.#latest;
  }

  get serving(): StoredCertificates | undefined {
    return this.#serving;
  }

  /** Whether what is wrong may still be put right before this replica is called. */
  get starting(): boolean {
    return this.#begun === undefined || this.#options.clock.elapsed() - this.#begun <= patience;
  }

  /** Why a replica that has just started should not be called yet. */
  problem(): string | undefined {
    if (!this.#serving) return 'waits for the Secret';
    this.#announced ||= this.#options.registrations.carry(signerOf(this.#serving)) || !this.starting;
    return this.#announced ? undefined : 'waits until API servers are told to trust its CA';
  }

  take({ stored }: SecretContent): void {
    if (stored === 'missing' || 'problem' in stored) {
      const problem = stored === 'missing' ? 'is not there' : stored.problem;
      if (problem !== this.#problem && this.#serving) this.#options.refused(problem);
      this.#problem = problem;
      return;
    }
    this.#problem = undefined;
    this.#latest = stored;
    this.look();
  }

  /** What callers are told to trust may have changed. */
  look(): void {
    this.#measure();
    const milliseconds = this.#decide();
    if (milliseconds === 0 || this.#waiting) return;
    this.#waiting = true;
    void this.#options.clock.sleep(milliseconds, this.#stopped.signal).then(() => {
      this.#waiting = false;
      if (!this.#stopped.signal.aborted) this.look();
    });
  }

  stop(): void {
    this.#stopped.abort();
  }

  #measure(): void {
    const { clock, registrations } = this.#options;
    for (const authority of this.#latest?.authorities ?? []) {
      const { fingerprint256 } = authority;
      if (!registrations.carry(authority)) this.#carriedSince.delete(fingerprint256);
      else if (!this.#carriedSince.has(fingerprint256)) this.#carriedSince.set(fingerprint256, clock.elapsed());
    }
  }

  /** Serves the latest certificate if it is time; otherwise milliseconds until it may be. */
  #decide(): number {
    const { clock, times, serve } = this.#options;
    const latest = this.#latest;
    const serving = this.#serving;
    if (!latest || latest.leaf.fingerprint256 === serving?.leaf.fingerprint256) return 0;
    const wait = serving && this.#untilTrusted(latest, serving, times.takeOver);
    if (wait) return Math.min(wait, again);
    this.#serving = latest;
    this.#begun ??= clock.elapsed();
    serve(latest);
    return 0;
  }

  #untilTrusted(latest: StoredCertificates, serving: StoredCertificates, takeOver: number): number {
    const { clock } = this.#options;
    const now = clock.now();
    // Nobody believes it any more, whatever comes next.
    if (!usable(serving.leaf, now)) return 0;
    // Written by somebody whose clock is ahead.
    if (!usable(latest.leaf, now)) return again;
    const signer = signerOf(latest).fingerprint256;
    if (signer === signerOf(serving).fingerprint256) return 0;
    const since = this.#carriedSince.get(signer);
    return since === undefined ? again : Math.max(0, since + takeOver - clock.elapsed());
  }
}
