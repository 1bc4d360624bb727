import { Faults } from './faults.ts';
import { KubeStore } from './kube-store.ts';
import { Random } from './random.ts';
import { SimulatedTime } from './simulated-time.ts';
import { Trace } from './trace.ts';

interface WorldOptions {
  readonly traced?: boolean;
  /** Services are given addresses. */
  readonly addresses?: boolean;
}

/** What every part of one run shares. */
export class World {
  readonly seed: number;
  readonly random: Random;
  readonly time = new SimulatedTime();
  readonly trace: Trace;
  readonly faults: Faults;
  readonly store: KubeStore;
  /** What must never be and was, the first first. */
  readonly violations: string[] = [];
  /** Statuses of which no answer told their writer that they were stored. */
  readonly unanswered = new WeakSet<object>();
  #instant = 0;
  /** Calls of the API server in this instant. */
  #calls = 0;

  constructor(seed: number, { traced = false, addresses = true }: WorldOptions = {}) {
    this.seed = seed;
    // Errors are part of every run here, and their stacks cost more than all else about them.
    Error.stackTraceLimit = traced ? 10 : 0;
    this.random = new Random(seed);
    this.trace = new Trace(this.time, traced);
    this.faults = new Faults(this.random);
    this.store = new KubeStore(this.time, addresses);
  }

  violated(what: string): void {
    this.trace.note('VIOLATION', () => what);
    this.violations.push(what);
  }

  /** Counts one call of the API server. Whether they never end, as no time passes between them. */
  isEndless(): boolean {
    if (this.#instant !== this.time.now) this.#calls = 0;
    this.#instant = this.time.now;
    if (++this.#calls === mostCalls) this.violated(`${mostCalls} calls of the API server in one instant`);
    return this.#calls >= mostCalls;
  }

  /** Milliseconds that something takes: any of these while things go wrong, else the least. */
  some(least: number, most: number): number {
    return this.faults.acting ? this.random.between(least, most) : least;
  }
}

/** Far more than all objects of a run take. */
const mostCalls = 2000;

/** Of one process of the engine: what it has begun ends with it. */
export class Life {
  #over = false;

  get isOver(): boolean {
    return this.#over;
  }

  end(): void {
    this.#over = true;
  }
}

/** Of who is dead. */
export const never = <T>(): Promise<T> => new Promise<T>(() => {});
