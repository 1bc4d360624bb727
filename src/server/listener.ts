import { createServer, type RequestListener, type Server, type ServerOptions } from 'node:http';
import { createServer as createSecureServer, type ServerOptions as SecureServerOptions } from 'node:https';

/** Seconds. */
export interface Timeouts {
  readonly headers: number;
  readonly request: number;
  readonly keepAlive: number;
}

export interface ListenerOptions {
  readonly timeouts: Timeouts;
  readonly bodyBytes: number;
  /** Plain HTTP without it: for tests that call handlers without a socket. */
  readonly tls?: SecureServerOptions | undefined;
}

/** The listening end of the gate: HTTP/1.1 with keep-alive, which is what API servers speak to webhooks (S-17, S-24). */
export function createListener(options: ListenerOptions, handle: RequestListener): Server {
  const { timeouts, bodyBytes, tls } = options;
  const http: ServerOptions = {
    headersTimeout: timeouts.headers * 1000,
    requestTimeout: timeouts.request * 1000,
    keepAliveTimeout: timeouts.keepAlive * 1000,
    // How late a timeout may be noticed.
    connectionsCheckingInterval: Math.min(1000, timeouts.headers * 250),
  };
  const server = tls ? createSecureServer({ ...http, ...tls }, handle) : createServer(http, handle);
  // Who asks first is spared sending a body that would be refused.
  server.on('checkContinue', (request, response) => {
    if (!(Number(request.headers['content-length']) > bodyBytes)) response.writeContinue();
    server.emit('request', request, response);
  });
  return server as Server;
}
