import type { SingleBar } from 'cli-progress';
import type { GlobalOptions, Io } from '../io.ts';

/** Nobody needs a bar for what is done before the eye has found it. Milliseconds. */
const patience = 1000;
const interval = 100;

export interface Progress {
  /** Cheap to call often; a promise only when something is to be waited for. */
  tick(doing: 'reading' | 'checking', done: number, total: number): Promise<void> | undefined;
  stop(): void;
}

/** A bar on stderr: on terminals only, after a second, never in CI (C-12). `undefined` where nobody would see it. */
export function progressOn(
  { stderr, env }: Io,
  { quiet }: GlobalOptions,
  now = () => performance.now(),
): Progress | undefined {
  if (stderr.isTTY !== true || quiet || env['CI'] || env['GITHUB_ACTIONS']) return undefined;
  let last = now() + patience - interval;
  let bar: SingleBar | undefined;
  const show = async (doing: string, done: number, total: number): Promise<void> => {
    if (!bar) {
      const { default: progress } = await import('cli-progress');
      bar = new progress.SingleBar({
        format: '{doing} {bar} {percentage}% of {total}',
        barsize: 30,
        // With its own handling of signals the first Ctrl-C would only stop the bar.
        gracefulExit: false,
        clearOnComplete: true,
        stream: stderr as NodeJS.WriteStream,
      });
      bar.start(total, done, { doing });
    }
    bar.setTotal(total);
    bar.update(done, { doing });
  };
  return {
    tick(doing, done, total) {
      if (now() - last < interval) return undefined;
      last = now();
      return show(doing, done, total);
    },
    stop() {
      bar?.stop();
    },
  };
}
