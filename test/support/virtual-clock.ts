import type { Clock } from '../../src/clock.ts';

interface Sleeper {
  readonly until: number;
  wake(): void;
}

/** Time that passes only when a test lets it. Several clocks may share one course of time and differ in what they show. */
export class VirtualTime {
  #now = 0;
  #sleepers: Sleeper[] = [];
  readonly #busy: () => boolean;

  /** `busy`: whether something is under way that takes real time, for which this one stands still. */
  constructor(busy: () => boolean = () => false) {
    this.#busy = busy;
  }

  get now(): number {
    return this.#now;
  }

  clock({ skew = () => 0, random = () => 0.5 }: { skew?: () => number; random?: () => number } = {}): Clock {
    return {
      elapsed: () => this.#now,
      now: () => new Date(Date.UTC(2026, 0, 1) + this.#now + skew()),
      random,
      sleep: (milliseconds, signal) => this.sleep(milliseconds, signal),
    };
  }

  sleep(milliseconds: number, signal?: AbortSignal): Promise<void> {
    return new Promise((resolve) => {
      if (signal?.aborted) {
        resolve();
        return;
      }
      const sleeper = {
        // As a real timer: a shorter sleep could be too short for a number of this size, and nothing would ever pass.
        until: this.#now + Math.max(1, milliseconds),
        wake: () => {
          this.#sleepers = this.#sleepers.filter((other) => other !== sleeper);
          signal?.removeEventListener('abort', sleeper.wake);
          resolve();
        },
      };
      signal?.addEventListener('abort', sleeper.wake, { once: true });
      this.#sleepers.push(sleeper);
    });
  }

  /** Lets time pass, one sleeper after the other, and everything that follows from each happen. */
  async pass(milliseconds: number): Promise<void> {
    const end = this.#now + milliseconds;
    await this.#settle();
    for (;;) {
      const next = this.#sleepers.toSorted((a, b) => a.until - b.until)[0];
      if (!next || next.until > end) break;
      this.#now = Math.max(this.#now, next.until);
      next.wake();
      await this.#settle();
    }
    this.#now = end;
  }

  /** Until nothing is left that only waits for its turn. */
  async #settle(): Promise<void> {
    const patience = performance.now() + 10_000;
    for (let i = 0; i < 4 || (this.#busy() && performance.now() < patience); i++)
      await new Promise((resolve) => setImmediate(resolve));
  }
}
