import process from 'node:process';
import type { Webhook } from '../bin/webhook.ts';

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

/** Serves until the first signal, stops in good order, and ends at once at the second (S-23). */
export async function runUntilStopped(webhook: Webhook, { interactive, flush }: RunOptions): Promise<void> {
  // A terminal that closes sends it as well, and a server must not outlive the terminal of its user.
  const stopping: Signal[] = interactive ? ['SIGINT', 'SIGTERM', 'SIGHUP'] : ['SIGINT', 'SIGTERM'];
  if (!interactive) process.on('SIGHUP', () => void webhook.reload());
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
  await webhook.stop();
}
