import type { Clock } from '../../clock.ts';
import type { SecretContent } from './ports.ts';
import type { StoredCertificates } from './stored-certificates.ts';

export interface FollowedEvents {
  /** To be served from now on. */
  serve(stored: StoredCertificates): void;
  /** The Secret holds something that cannot be served; the last good certificate goes on. */
  refused(problem: string): void;
}

/** What one replica makes of the Secret: which certificate it serves, and the last content that was whole. */
export class FollowedCertificates {
  readonly #clock: Clock;
  readonly #events: FollowedEvents;
  /** How long callers may take to trust a CA that they have not heard of, in milliseconds. */
  readonly #takeOver: number;
  readonly #stopped = new AbortController();
  #serving: StoredCertificates | undefined;
  #latest: StoredCertificates | undefined;
  #problem: string | undefined;

  constructor(clock: Clock, takeOver: number, events: FollowedEvents) {
    this.#clock = clock;
    this.#takeOver = takeOver;
    this.#events = events;
  }

  get lastGood(): StoredCertificates | undefined {
    return this.#latest;
  }

  get serving(): StoredCertificates | undefined {
    return this.#serving;
  }

  take({ stored }: SecretContent): void {
    if (stored === 'missing' || 'problem' in stored) {
      const problem = stored === 'missing' ? 'is not there' : stored.problem;
      if (problem !== this.#problem && this.#serving) this.#events.refused(problem);
      this.#problem = problem;
      return;
    }
    this.#problem = undefined;
    const before = this.#latest;
    this.#latest = stored;
    if (before?.leaf.fingerprint256 === stored.leaf.fingerprint256) return;
    const signer = stored.authorities[stored.signer]?.fingerprint256;
    const known = !before || before.authorities.some(({ fingerprint256 }) => fingerprint256 === signer);
    if (known) this.#serve(stored);
    else void this.#serveLater(stored);
  }

  stop(): void {
    this.#stopped.abort();
  }

  #serve(stored: StoredCertificates): void {
    this.#serving = stored;
    this.#events.serve(stored);
  }

  /** Somebody has put in a certificate of a CA of their own, which callers must be told of first. */
  async #serveLater(stored: StoredCertificates): Promise<void> {
    await this.#clock.sleep(this.#takeOver, this.#stopped.signal);
    if (!this.#stopped.signal.aborted && this.#latest === stored) this.#serve(stored);
  }
}
