import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createKubeClient } from '../../src/kube/client.ts';
import type { KubeClient, StoredObject } from '../../src/kube/kube-client.ts';

/** What happens to the next call, or to the stream that it opens. */
export type Fault =
  | {
      readonly type: 'status';
      readonly status: number;
      readonly body?: object;
      readonly headers?: Record<string, string>;
    }
  | { readonly type: 'hang-up' };

type Reply = (request: IncomingMessage, response: ServerResponse) => void;

/**
 * Lists and watches one type over real sockets, and fails as told: for what a real API server does not do on demand.
 */
export class FakeApiServer {
  readonly objects = new Map<string, StoredObject>();
  readonly streams = new Set<ServerResponse>();
  readonly faults: Fault[] = [];
  /** Faults of pages that go on with a list, counted from 1. */
  readonly pageFaults = new Map<number, Fault & { readonly type: 'status' }>();
  #pages = 0;
  /** `METHOD path?query` of each call. */
  readonly calls: string[] = [];
  readonly bodies: string[] = [];
  /** Answers in place of lists and watches. */
  reply: Reply | undefined;
  version = 100;
  #oldest = 0;
  #history: { readonly version: number; readonly line: string }[] = [];
  readonly #server = createServer((request, response) => this.#answer(request, response));

  async start(): Promise<KubeClient> {
    await new Promise<void>((resolve) => this.#server.listen(0, '127.0.0.1', resolve));
    const server = new URL(`http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`);
    return createKubeClient({ server, options: async () => ({}), close() {} });
  }

  async stop(): Promise<void> {
    for (const stream of this.streams) stream.destroy();
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  put(name: string, spec: object, metadata: object = {}): void {
    const known = this.objects.get(name);
    const object = {
      apiVersion: 'example.com/v1',
      kind: 'Thing',
      metadata: { ...metadata, name, namespace: 'default', resourceVersion: String(++this.version) },
      spec,
    } as StoredObject;
    this.objects.set(name, object);
    this.#tell(known ? 'MODIFIED' : 'ADDED', object);
  }

  remove(name: string): void {
    const object = this.objects.get(name);
    if (!object) return;
    this.objects.delete(name);
    const metadata = { ...object.metadata, resourceVersion: String(++this.version) };
    this.#tell('DELETED', { ...object, metadata });
  }

  bookmark(): void {
    const object = { kind: 'Thing', apiVersion: 'example.com/v1', metadata: { resourceVersion: String(this.version) } };
    for (const stream of this.streams) stream.write(`${JSON.stringify({ type: 'BOOKMARK', object })}\n`);
  }

  /** Forgets what happened, as etcd does: whoever is behind must list anew. */
  compact(): void {
    this.#history = [];
    this.#oldest = this.version;
  }

  /** Streams stay open and nothing comes any more, as behind a dead balancer. */
  freeze(): void {
    this.streams.clear();
  }

  cutStreams(halfLine = false): void {
    for (const stream of this.streams) {
      if (halfLine) stream.write('{"type":"ADDED","object":{"meta');
      stream.destroy();
    }
    this.streams.clear();
  }

  endStreams(): void {
    for (const stream of this.streams) stream.end();
    this.streams.clear();
  }

  #tell(type: string, object: object): void {
    const line = `${JSON.stringify({ type, object })}\n`;
    this.#history.push({ version: this.version, line });
    // In two pieces, as a network may cut it.
    const cut = Math.floor(line.length / 2);
    for (const stream of this.streams) {
      stream.write(line.slice(0, cut));
      stream.write(line.slice(cut));
    }
  }

  #answer(request: IncomingMessage, response: ServerResponse): void {
    this.calls.push(`${request.method} ${request.url}`);
    const pieces: Buffer[] = [];
    request.on('data', (piece: Buffer) => pieces.push(piece));
    request.on('end', () => {
      this.bodies.push(Buffer.concat(pieces).toString());
      const fault = this.faults.shift();
      if (fault?.type === 'hang-up') request.socket.destroy();
      else if (fault) this.#send(response, fault.status, fault.body ?? { message: 'a fault' }, fault.headers);
      else if (this.reply) this.reply(request, response);
      else this.#serve(new URL(request.url ?? '', 'http://fake').searchParams, response);
    });
  }

  #serve(query: URLSearchParams, response: ServerResponse): void {
    if (query.get('watch') !== 'true') {
      // In pages, each telling where the next begins.
      const from = Number(query.get('continue') ?? 0);
      const fault = from > 0 ? this.pageFaults.get(++this.#pages) : undefined;
      if (fault) {
        this.#send(response, fault.status, fault.body ?? {});
        return;
      }
      const all = [...this.objects.values()];
      const end = from + Number(query.get('limit') ?? all.length);
      const metadata = { resourceVersion: String(this.version), ...(end < all.length && { continue: String(end) }) };
      this.#send(response, 200, {
        kind: 'ThingList',
        apiVersion: 'example.com/v1',
        metadata,
        items: all.slice(from, end),
      });
      return;
    }
    const from = Number(query.get('resourceVersion'));
    response.writeHead(200, { 'content-type': 'application/json' });
    if (from < this.#oldest) {
      const object = { kind: 'Status', code: 410, reason: 'Expired', message: 'too old resource version' };
      response.end(`${JSON.stringify({ type: 'ERROR', object })}\n`);
      return;
    }
    response.flushHeaders();
    for (const { version, line } of this.#history) if (version > from) response.write(line);
    this.streams.add(response);
    response.on('close', () => this.streams.delete(response));
  }

  #send(response: ServerResponse, status: number, body: object, headers: Record<string, string> = {}): void {
    response.writeHead(status, { 'content-type': 'application/json', ...headers });
    response.end(JSON.stringify(body));
  }
}
