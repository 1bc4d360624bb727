import { createServer, type IncomingMessage, type RequestListener, type ServerResponse } from 'node:http';
import { createServer as createTlsServer, type ServerOptions } from 'node:https';
import type { AddressInfo } from 'node:net';

type Reply = (request: IncomingMessage, response: ServerResponse, call: number) => void;

/** A REST server that answers as it is told: for what a real Flink does not do on demand. */
export class FakeFlink {
  /** `METHOD path?query` of each call. */
  readonly calls: string[] = [];
  readonly bodies: string[] = [];
  readonly contentTypes: (string | undefined)[] = [];
  reply: Reply = (_, response) => answer(response, 200, {});
  /** How many connections were made. */
  connections = 0;
  readonly #server;
  readonly #scheme;

  constructor(tls?: ServerOptions) {
    const listener: RequestListener = (request, response) => this.#receive(request, response);
    this.#server = tls ? createTlsServer(tls, listener) : createServer(listener);
    this.#scheme = tls ? 'https' : 'http';
    this.#server.on('connection', () => this.connections++);
  }

  async start(): Promise<URL> {
    await new Promise<void>((resolve) => this.#server.listen(0, '127.0.0.1', resolve));
    return new URL(`${this.#scheme}://127.0.0.1:${(this.#server.address() as AddressInfo).port}`);
  }

  async stop(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  #receive(request: IncomingMessage, response: ServerResponse): void {
    this.calls.push(`${request.method} ${request.url}`);
    this.contentTypes.push(request.headers['content-type']);
    const call = this.calls.length;
    const pieces: Buffer[] = [];
    request.on('data', (piece: Buffer) => pieces.push(piece));
    request.on('end', () => {
      this.bodies.push(Buffer.concat(pieces).toString());
      this.reply(request, response, call);
    });
    request.on('error', () => {});
  }
}

export function answer(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, { 'content-type': 'application/json' });
  response.end(typeof body === 'string' ? body : JSON.stringify(body));
}
