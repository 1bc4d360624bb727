/** Time as the long-running parts need it; tests bring their own. */
export interface Clock {
  /** Milliseconds that only grow, whatever is done to the clock on the wall. */
  elapsed(): number;
  now(): Date;
  /** Ends early, without an error, when the signal fires. */
  sleep(milliseconds: number, signal?: AbortSignal): Promise<void>;
  /** From 0 up to, not including, 1. */
  random(): number;
}

export const systemClock: Clock = {
  elapsed: () => performance.now(),
  now: () => new Date(),
  sleep(milliseconds, signal) {
    return new Promise((resolve) => {
      if (signal?.aborted) {
        resolve();
        return;
      }
      const end = () => {
        clearTimeout(timer);
        signal?.removeEventListener('abort', end);
        resolve();
      };
      const timer = setTimeout(end, milliseconds);
      signal?.addEventListener('abort', end, { once: true });
    });
  },
  random: Math.random,
};
