export interface LoadLimits {
  /** Requests in flight. */
  readonly concurrency: number;
  /** Bytes of their bodies together. */
  readonly bufferedBytes: number;
}

/**
 * What the server has taken on: it turns callers away while memory is still safe (S-24). Bytes count as they arrive
 * and not as they are announced, so that nobody fills the house by promising to come.
 */
export class Load {
  readonly #limits: LoadLimits;
  #requests = 0;
  #bytes = 0;

  constructor(limits: LoadLimits) {
    this.#limits = limits;
  }

  get requests(): number {
    return this.#requests;
  }

  get bytes(): number {
    return this.#bytes;
  }

  /** Whether there is room for one more request. */
  enter(): boolean {
    if (this.#requests >= this.#limits.concurrency) return false;
    this.#requests++;
    return true;
  }

  /** Whether there is room for more of a body. */
  hold(bytes: number): boolean {
    if (this.#bytes + bytes > this.#limits.bufferedBytes) return false;
    this.#bytes += bytes;
    return true;
  }

  /** The request is answered or gone, with all that was held of its body. */
  leave(bytes: number): void {
    this.#requests--;
    this.#bytes -= bytes;
  }
}
