/** Milliseconds since 1970 at which every run begins. */
export const epoch = Date.UTC(2026, 0, 1);

interface Timer {
  readonly at: number;
  /** Timers of one instant fire in the order in which they were set. */
  readonly order: number;
  /** `undefined`: it was taken back. */
  fire: (() => void) | undefined;
}

/** Takes a timer back. */
export type Cancel = () => void;

/** Time that jumps from one thing that happens to the next. */
export class SimulatedTime {
  #now = 0;
  #order = 0;
  /** A binary heap, the next one first. */
  readonly #heap: Timer[] = [];

  /** Milliseconds since the beginning. */
  get now(): number {
    return this.#now;
  }

  after(milliseconds: number, fire: () => void): Cancel {
    const timer: Timer = { at: this.#now + Math.max(0, milliseconds), order: this.#order++, fire };
    this.#push(timer);
    return () => {
      timer.fire = undefined;
    };
  }

  /** Lets everything happen that is due until then, and what follows from it. Ends early where `enough` says so. */
  async runUntil(end: number, enough: () => boolean = () => false): Promise<void> {
    await settled();
    while (!enough()) {
      const next = this.#heap[0];
      if (!next || next.at > end) break;
      this.#now = Math.max(this.#now, next.at);
      if (this.#fireDue()) await settled();
    }
    this.#now = Math.max(this.#now, end);
  }

  /** Whether any was left that had not been taken back. */
  #fireDue(): boolean {
    let fired = false;
    for (let next = this.#heap[0]; next && next.at <= this.#now; next = this.#heap[0]) {
      this.#pop();
      const { fire } = next;
      if (!fire) continue;
      next.fire = undefined;
      fired = true;
      fire();
    }
    return fired;
  }

  #push(timer: Timer): void {
    const heap = this.#heap;
    let index = heap.length;
    heap.push(timer);
    while (index > 0) {
      const parent = (index - 1) >> 1;
      if (!isBefore(timer, heap[parent] as Timer)) break;
      heap[index] = heap[parent] as Timer;
      index = parent;
    }
    heap[index] = timer;
  }

  #pop(): void {
    const heap = this.#heap;
    const last = heap.pop() as Timer;
    if (heap.length === 0) return;
    let index = 0;
    for (;;) {
      let child = 2 * index + 1;
      if (child >= heap.length) break;
      if (child + 1 < heap.length && isBefore(heap[child + 1] as Timer, heap[child] as Timer)) child++;
      if (!isBefore(heap[child] as Timer, last)) break;
      heap[index] = heap[child] as Timer;
      index = child;
    }
    heap[index] = last;
  }
}

const isBefore = (a: Timer, b: Timer) => a.at < b.at || (a.at === b.at && a.order < b.order);

/** All promises that can go on have gone on: their callbacks run before the next tick does. */
const settled = () => new Promise<void>((resolve) => process.nextTick(resolve));
