import process from 'node:process';

/** One of the long-running parts. */
export interface Running {
  reload(): Promise<void>;
  stop(): Promise<void>;
}

export interface RunOptions {
  /** Somebody sits at the terminal that the process was started from. */
  readonly interactive: boolean;
  /** Writes out the log, right before the process ends. */
  flush(): void;
}

const exitCodes = { SIGINT: 130, SIGTERM: 143, SIGHUP: 129 } as const;
type Signal = keyof typeof exitCodes;

// npm and the terminal both hand on a Ctrl-C; that is one wish, not two.
const echoMilliseconds = 300;

/**
 * Ends a process that has not started yet, and may wait long for its certificate, at the first signal: as the first
 * process of a container it would hear none by itself. Returns what ends this.
 */
export function endAtSignals(flush: () => void): () => void {
  const handlers = (['SIGINT', 'SIGTERM'] as const).map((signal) => {
    const handler = () => {
      flush();
      process.exit(exitCodes[signal]);
    };
    process.on(signal, handler);
    return () => process.off(signal, handler);
  });
  return () => {
    for (const off of handlers) off();
  };
}

/** Serves until the first signal, stops in good order, and ends at once at the second (S-23). */
export async function runUntilStopped(running: Running, { interactive, flush }: RunOptions): Promise<void> {
  // A terminal that closes sends it as well, and a server must not outlive the terminal of its user.
  const stopping: Signal[] = interactive ? ['SIGINT', 'SIGTERM', 'SIGHUP'] : ['SIGINT', 'SIGTERM'];
  if (!interactive) process.on('SIGHUP', () => void running.reload());
  await new Promise<void>((resolve) => {
    let first: number | undefined;
    for (const signal of stopping) {
      process.on(signal, () => {
        if (first === undefined) {
          first = performance.now();
          resolve();
        } else if (performance.now() - first > echoMilliseconds) {
          flush();
          process.exit(exitCodes[signal]);
        }
      });
    }
  });
  await running.stop();
}
