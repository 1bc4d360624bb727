import type { Clock } from '../../src/clock.ts';
import { epoch } from './simulated-time.ts';
import type { Life, World } from './world.ts';

/** The clock of one process, which may be wrong by some milliseconds. Nothing sleeps on when the process is over. */
export function virtualClock({ time, random }: World, life: Life, skew: () => number = () => 0): Clock {
  return {
    elapsed: () => time.now,
    now: () => new Date(epoch + time.now + skew()),
    random: random.next,
    sleep(milliseconds, signal) {
      if (signal?.aborted) return Promise.resolve();
      return new Promise((resolve) => {
        const wake = () => {
          signal?.removeEventListener('abort', early);
          if (!life.isOver) resolve();
        };
        const cancel = time.after(milliseconds, wake);
        const early = () => {
          cancel();
          if (!life.isOver) resolve();
        };
        signal?.addEventListener('abort', early, { once: true });
      });
    },
  };
}
