import { setTimeout as wait } from 'node:timers/promises';
import { ApiCaller } from './api-call.ts';

/** One kind of call that is made again and again, and the verdict that it must get. */
export interface Call {
  /** Below the API server's address. */
  readonly path: string;
  readonly body: string;
  /** What is wrong with an answer of the API server; `undefined` where it is as it should be. */
  judge(status: number, text: string): 'wrong' | 'failed' | 'unanswered' | undefined;
}

/** What became of the calls of one phase. */
export interface Tally {
  sent: number;
  /** The webhook could not be asked, and the API server said so. */
  failed: number;
  /** A verdict other than the right one. */
  wrong: number;
  /** The API server itself did not answer: its connection broke, or it was not there. */
  unanswered: number;
  slowestMilliseconds: number;
  /** The first few answers that were not as they should be. */
  readonly samples: string[];
}

export interface Load {
  /** What was counted since the last call of this, calls under way excluded. */
  take(): Tally;
  stop(): Promise<void>;
}

/** Calls an API server from several places at once, over connections that are kept open, until it is stopped. */
export function startLoad(kubeconfig: string, calls: readonly Call[], atOnce: number, pauseMilliseconds = 0): Load {
  const caller = new ApiCaller(kubeconfig, atOnce);

  let stopped = false;
  let tally = emptyTally();
  let turn = 0;
  async function worker(): Promise<void> {
    while (!stopped) {
      const call = calls[turn++ % calls.length] as Call;
      const start = performance.now();
      const answer = await caller.call({ method: 'POST', ...call }).catch((error: Error) => error);
      const counted = tally;
      counted.sent++;
      counted.slowestMilliseconds = Math.max(counted.slowestMilliseconds, performance.now() - start);
      if (answer instanceof Error) {
        counted.unanswered++;
        note(counted, answer.message);
        await wait(50);
        continue;
      }
      const problem = call.judge(answer.status, answer.text);
      if (problem) {
        counted[problem]++;
        note(counted, `${answer.status} ${answer.text.slice(0, 400)}`);
      }
      if (pauseMilliseconds > 0) await wait(pauseMilliseconds);
    }
  }
  const workers = Array.from({ length: atOnce }, worker);
  return {
    take() {
      const taken = tally;
      tally = emptyTally();
      return taken;
    },
    async stop() {
      stopped = true;
      await Promise.all(workers);
      caller.close();
    },
  };
}

function emptyTally(): Tally {
  return { sent: 0, failed: 0, wrong: 0, unanswered: 0, slowestMilliseconds: 0, samples: [] };
}

function note(tally: Tally, text: string): void {
  if (tally.samples.length < 5) tally.samples.push(text);
}
