import { type IncomingMessage, request } from 'node:http';
import { Agent, createServer, type Server, request as secureRequest } from 'node:https';
import type { AddressInfo } from 'node:net';
import { authority, serverPair } from '../../bench/keys.ts';

/** A review as the API server sent it and as the server under test answered it, both as bytes. */
interface Exchange {
  readonly review: string;
  readonly answer: string;
}

type Side = 'validate' | 'mutate';

export type Exchanges = { readonly [side in Side]?: Exchange };

/**
 * Stands between the API server and the servers under test, changes nothing and notes what passes. The registration
 * names it once; which server is behind it depends on the case.
 */
export class Front {
  readonly #servers = new Map<string, string>();
  readonly #exchanges = new Map<string, Exchanges>();
  readonly #server: Server;
  readonly #agent = new Agent({ keepAlive: true, rejectUnauthorized: false });
  readonly ca: string;
  /** Address of the server that converts between versions. */
  converter = '';

  private constructor(server: Server, ca: string) {
    this.#server = server;
    this.ca = ca;
    server.on('request', (asked, answer) => {
      this.#pass(asked).then(
        ({ status, text }) => answer.writeHead(status, { 'content-type': 'application/json' }).end(text),
        (error) => answer.writeHead(502).end(String(error)),
      );
    });
  }

  static async start(): Promise<Front> {
    const ca = await authority('replay-ca');
    const { certificate, key } = await serverPair(ca, 'front', ['127.0.0.1']);
    const front = new Front(createServer({ cert: certificate, key }), ca.certificate);
    await new Promise<void>((resolve) => front.#server.listen(0, '127.0.0.1', resolve));
    return front;
  }

  get url(): string {
    return `https://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  /** Whoever asks on behalf of the case is answered by this server. */
  lead(id: string, url: string): void {
    this.#servers.set(id, url);
  }

  /** What was asked on behalf of a case. */
  exchanges(id: string): Exchanges {
    return this.#exchanges.get(id) ?? {};
  }

  stop(): void {
    this.#agent.destroy();
    this.#server.close();
    this.#server.closeAllConnections();
  }

  async #pass(asked: IncomingMessage): Promise<Passed> {
    const review = await textOf(asked);
    const path = asked.url ?? '/';
    const side = path.split('/')[1];
    if (side === 'convert') return this.#forward(`${this.converter}${path}`, review);
    // The API server hands it on as it was given: the case.
    const id = String(JSON.parse(review).request.options?.fieldManager);
    const answer = await this.#forward(`${this.#servers.get(id) ?? this.converter}${path}`, review);
    this.#exchanges.set(id, { ...this.exchanges(id), [side as Side]: { review, answer: answer.text } });
    return answer;
  }

  #forward(url: string, body: string): Promise<Passed> {
    return new Promise((resolve, reject) => {
      const headers = { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) };
      const call = secureRequest(url, { method: 'POST', headers, agent: this.#agent });
      call.on('response', (response) => {
        textOf(response).then((text) => resolve({ status: response.statusCode ?? 0, text }), reject);
      });
      call.on('error', reject);
      call.end(body);
    });
  }
}

interface Passed {
  readonly status: number;
  readonly text: string;
}

async function textOf(message: IncomingMessage): Promise<string> {
  const pieces: Buffer[] = [];
  for await (const piece of message) pieces.push(piece as Buffer);
  return Buffer.concat(pieces).toString();
}

/** Whether a health address answers with 200. */
export function isReady(healthUrl: string): Promise<boolean> {
  return new Promise((resolve) => {
    const call = request(`${healthUrl}/readyz`, (response) => {
      response.resume();
      resolve(response.statusCode === 200);
    });
    call.on('error', () => resolve(false));
    call.end();
  });
}
