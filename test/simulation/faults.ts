import type { Random } from './random.ts';

/** How often things go wrong, each a probability. */
export interface FaultRates {
  /** Of one call of the API server: it is refused, and nothing has happened. */
  readonly refused: number;
  /** No answer comes, whether or not the call was carried out. */
  readonly lost: number;
  /** It takes seconds. */
  readonly slow: number;
  /** Somebody else changes the metadata of the object right before it is written. */
  readonly conflict: number;
  /** Of one watch: it breaks, ends, or falls silent. */
  readonly broken: number;
  readonly ended: number;
  readonly silent: number;
  /** The version to watch from is too old. */
  readonly expired: number;
  /** Of one event of a watch: it comes late, or twice. */
  readonly late: number;
  readonly twice: number;
  /** Of one call of Flink. */
  readonly flinkSilent: number;
  readonly flinkHangs: number;
  readonly flinkRefuses: number;
  /** Of one point of a pass: the process dies there. */
  readonly death: number;
}

const most: FaultRates = {
  refused: 0.15,
  lost: 0.15,
  slow: 0.2,
  conflict: 0.3,
  broken: 0.5,
  ended: 0.5,
  silent: 0.3,
  expired: 0.3,
  late: 0.7,
  twice: 0.4,
  flinkSilent: 0.2,
  flinkHangs: 0.15,
  flinkRefuses: 0.1,
  death: 0.02,
};

const none = Object.fromEntries(Object.keys(most).map((name) => [name, 0])) as unknown as FaultRates;

/** What goes wrong in one run. Some runs have faults of a few sorts only, so that one does not hide what another brings to light. */
export class Faults {
  #rates: FaultRates;
  #acting = true;
  /** Whether Flink says no now and then. */
  readonly refuses: boolean;

  constructor(random: Random) {
    const calm = random.chance(0.1);
    const entries = Object.entries(most).map(([name, rate]) => [
      name,
      calm || random.chance(0.5) ? 0 : rate * random.next(),
    ]);
    this.#rates = Object.fromEntries(entries) as unknown as FaultRates;
    this.refuses = this.#rates.flinkRefuses > 0;
  }

  get rates(): FaultRates {
    return this.#rates;
  }

  /** Whether the phase of faults lasts. */
  get acting(): boolean {
    return this.#acting;
  }

  end(): void {
    this.#rates = none;
    this.#acting = false;
  }
}
