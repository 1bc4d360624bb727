import { request as call, createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo, ListenOptions } from 'node:net';
import { setTimeout as wait } from 'node:timers/promises';

/** What happens to a call on its way. */
export type Fault =
  /** It arrives later. */
  | { readonly type: 'delay'; readonly milliseconds: number }
  /** It never arrives: the connection is closed. */
  | { readonly type: 'drop' }
  /** It is carried out, and its answer is lost with the connection. */
  | { readonly type: 'lose' }
  /** It is taken, and nobody ever answers. */
  | { readonly type: 'silence' }
  /** The connection ends after so many bytes of an answer that is longer. */
  | { readonly type: 'truncate'; readonly bytes: number }
  /** Somebody else answers. */
  | { readonly type: 'answer'; readonly status: number; readonly body?: string };

export interface FaultyPath {
  /** Of the path and query as the caller sends them. */
  readonly path: RegExp;
  /** Any where it is left out. */
  readonly method?: string;
  readonly fault: Fault;
  /** How often it strikes; always where it is left out. */
  readonly times?: number;
}

/** Stands before a REST server and passes calls on, well or badly. */
export interface RestProxy {
  /** Of one that listens on an address. */
  readonly url: URL;
  /** `METHOD path?query` of each call that has come. */
  readonly calls: readonly string[];
  /** From now on, in place of those before. The first that matches strikes. */
  setFaults(faults: readonly FaultyPath[]): void;
  stop(): Promise<void>;
}

/** Where a path leads, with a path of its own; nowhere is a 404. */
type Target = (path: string) => URL | undefined;

export async function startRestProxy(
  target: URL | Target,
  listen: ListenOptions = { host: '127.0.0.1', port: 0 },
): Promise<RestProxy> {
  const targetOf: Target = typeof target === 'function' ? target : (path) => new URL(path, target);
  const calls: string[] = [];
  let faults: { readonly at: FaultyPath; left: number }[] = [];

  function faultOf({ method, url = '/' }: IncomingMessage): Fault | undefined {
    const found = faults.find(
      ({ at, left }) => left > 0 && (at.method === undefined || at.method === method) && at.path.test(url),
    );
    if (found) found.left--;
    return found?.at.fault;
  }

  const server = createServer((request, response) => {
    calls.push(`${request.method} ${request.url}`);
    request.on('error', () => response.destroy());
    void pass(request, response, targetOf(request.url ?? '/'), faultOf(request));
  });
  await new Promise<void>((resolve, reject) => server.once('error', reject).listen(listen, resolve));
  const address = server.address() as AddressInfo | string;
  return {
    url: new URL(typeof address === 'string' ? 'http://localhost' : `http://127.0.0.1:${address.port}`),
    calls,
    setFaults(wanted) {
      faults = wanted.map((at) => ({ at, left: at.times ?? Number.POSITIVE_INFINITY }));
    },
    async stop() {
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      server.closeAllConnections();
      await closed;
    },
  };
}

async function pass(
  request: IncomingMessage,
  response: ServerResponse,
  target: URL | undefined,
  fault: Fault | undefined,
): Promise<void> {
  if (!target) return void response.writeHead(404).end();
  switch (fault?.type) {
    case 'drop':
      return void response.destroy();
    case 'silence':
      return void request.resume();
    case 'answer':
      request.resume();
      return void response.writeHead(fault.status).end(fault.body);
    case 'delay':
      await wait(fault.milliseconds, undefined, { ref: false });
      // Nobody waits any more.
      if (response.destroyed) return;
  }
  // A connection of its own for each call: none outlives the server that it led to.
  const passed = call(target, { method: request.method, headers: request.headers, agent: false }, (answer) => {
    if (fault?.type === 'lose') return void response.destroy();
    const { 'transfer-encoding': _, ...headers } = answer.headers;
    if (fault?.type === 'truncate') return truncate(answer, response, headers, fault.bytes);
    answer.on('error', () => response.destroy());
    response.writeHead(answer.statusCode ?? 502, answer.statusMessage, headers);
    answer.pipe(response);
  });
  // What is behind us is not there, which a caller sees as a connection that ends.
  passed.on('error', () => response.destroy());
  response.on('close', () => passed.destroy());
  request.pipe(passed);
}

function truncate(answer: IncomingMessage, response: ServerResponse, headers: object, bytes: number): void {
  const pieces: Buffer[] = [];
  answer.on('data', (piece: Buffer) => pieces.push(piece));
  answer.on('error', () => response.destroy());
  answer.on('end', () => {
    const body = Buffer.concat(pieces);
    response.writeHead(answer.statusCode ?? 502, { ...headers, 'content-length': body.length });
    // The promise of more is what tells a caller that something is missing.
    response.write(body.subarray(0, bytes), () => response.destroy());
  });
}
