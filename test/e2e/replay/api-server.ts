import { setTimeout as wait } from 'node:timers/promises';
import { type ApiCall, ApiCaller } from '../../bench/api-call.ts';
import type { Bench } from '../../bench/control-plane.ts';

/** What an API server said, as a Status where it refused. */
export interface Answer {
  readonly status: number;
  readonly body: {
    readonly metadata?: { readonly resourceVersion?: string };
    readonly message?: string;
    readonly details?: { readonly causes?: readonly { readonly reason?: string; readonly field?: string }[] };
  };
}

type Method = ApiCall['method'];

/** Calls on connections that stay open. */
export class ApiServer {
  readonly #caller: ApiCaller;

  constructor(bench: Bench) {
    this.#caller = new ApiCaller(bench.kubeconfig);
  }

  async call(method: Method, path: string, content?: object): Promise<Answer> {
    const { status, text } = await this.#caller.send(method, path, content);
    return { status, body: bodyOf(text) };
  }

  /** A kind that was just installed is not found for a moment. */
  async callServed(method: Method, path: string, content?: object): Promise<Answer> {
    for (let tries = 0; ; tries++) {
      const answer = await this.call(method, path, content);
      if (answer.status !== 404 || tries === 50) return answer;
      await wait(100);
    }
  }

  close(): void {
    this.#caller.close();
  }
}

function bodyOf(text: string): Answer['body'] {
  try {
    return JSON.parse(text) as Answer['body'];
  } catch {
    return { message: text };
  }
}
