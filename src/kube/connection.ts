import type { RequestOptions } from 'node:https';

/** A way to an API server. */
export interface Connection {
  readonly server: URL;
  /** The namespace that it is about where nothing else is said. */
  readonly namespace?: string | undefined;
  /** What a request carries: agent, certificates, token. Asked for each request, because tokens change. */
  options(): Promise<RequestOptions>;
  /** Reads a token anew that the API server did not accept. Left out where there is nothing to read. */
  renew?(): Promise<void>;
  close(): void;
}
