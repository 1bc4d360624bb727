import { existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { createServer, type IncomingMessage, type RequestListener, type Server, type ServerResponse } from 'node:http';
import { createServer as createTlsServer, type ServerOptions } from 'node:https';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { type Artifact, type ArtifactOptions, fetchArtifact } from '../../src/artifacts/fetch-artifact.ts';

export type Reply = (request: IncomingMessage, response: ServerResponse) => void;

/** A server that answers as it is told, and a folder for what is fetched from it. */
export class ArtifactServer {
  reply: Reply = (_, response) => response.end('a jar');
  readonly asked: IncomingMessage[] = [];
  /** Holds nothing else. */
  readonly folder = mkdtempSync(path.join(tmpdir(), 'sluice-artifacts-'));
  readonly directory = path.join(this.folder, 'base', 'namespace', 'job');
  port = 0;
  readonly #server: Server;

  constructor(tls?: ServerOptions) {
    const listener: RequestListener = (request, response) => {
      this.asked.push(request);
      this.reply(request, response);
    };
    this.#server = tls ? createTlsServer(tls, listener) : createServer(listener);
  }

  async start(address = '127.0.0.1', port = 0): Promise<this> {
    await new Promise<void>((resolve, reject) => {
      this.#server.once('error', reject).listen(port, address, resolve);
    });
    this.port = (this.#server.address() as AddressInfo).port;
    return this;
  }

  async stop(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
    rmSync(this.folder, { recursive: true });
  }

  /** Lets any name mean this machine, and fetches with small limits. */
  fetch(uri: string, changes: Partial<ArtifactOptions> = {}): Promise<Artifact> {
    return fetchArtifact(uri, {
      directory: this.directory,
      rules: { allowedSchemes: ['http', 'https', 'file', 'local', 's3', 's3a'], restrictHosts: false },
      limits: { bytes: 1000, milliseconds: 5000, redirects: 3 },
      resolve: async () => ['127.0.0.1'],
      ...changes,
    });
  }

  /** What fetching has left on the disk. */
  left(): string[] {
    return existsSync(this.folder) ? readdirSync(this.folder, { recursive: true, encoding: 'utf8' }) : [];
  }
}

/** Answers with a redirect at one path, and as told at all others. */
export function redirecting(from: string, to: string, status = 302): Reply {
  return (request, response) => {
    if (request.url === from) response.writeHead(status, { location: to }).end('elsewhere');
    else response.end('there');
  };
}
