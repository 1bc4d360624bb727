import { Agent } from 'node:https';
import { setTimeout as wait } from 'node:timers/promises';
import { accessOf, callApi } from '../../bench/api-call.ts';
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

type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';

/** Calls on connections that stay open. */
export class ApiServer {
  readonly #access: ReturnType<typeof accessOf>;
  readonly #agent: Agent;

  constructor(bench: Bench) {
    this.#access = accessOf(bench.kubeconfig);
    const { ca, cert, key } = this.#access;
    this.#agent = new Agent({ keepAlive: true, maxSockets: 8, ca, cert, key });
  }

  async call(method: Method, path: string, content?: object): Promise<Answer> {
    const contentType = method === 'PATCH' ? 'application/merge-patch+json' : 'application/json';
    const body = content === undefined ? {} : { body: JSON.stringify(content) };
    const { status, text } = await callApi(this.#access, { method, path, contentType, ...body }, this.#agent);
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
    this.#agent.destroy();
  }
}

function bodyOf(text: string): Answer['body'] {
  try {
    return JSON.parse(text) as Answer['body'];
  } catch {
    return { message: text };
  }
}
