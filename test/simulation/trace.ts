import type { SimulatedTime } from './simulated-time.ts';

/** What happens in one run, for people. Lines are made only where somebody reads them: a run can be had again by its seed. */
export class Trace {
  readonly lines: string[] = [];
  readonly #time: SimulatedTime;
  readonly #kept: boolean;

  constructor(time: SimulatedTime, kept: boolean) {
    this.#time = time;
    this.#kept = kept;
  }

  note(who: string, what: () => string): void {
    if (!this.#kept) return;
    const seconds = (this.#time.now / 1000).toFixed(3).padStart(9);
    this.lines.push(`${seconds}  ${who.padEnd(9)} ${what()}`);
  }
}
