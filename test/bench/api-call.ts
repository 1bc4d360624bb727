import { readFileSync } from 'node:fs';
import { Agent, request } from 'node:https';

interface KubeconfigFile {
  readonly clusters: readonly { readonly cluster: { server: string; 'certificate-authority-data': string } }[];
  readonly users: readonly { readonly user: { 'client-certificate-data': string; 'client-key-data': string } }[];
}

/** How to call the API server of a kubeconfig that the bench wrote. */
export interface ApiAccess {
  readonly server: string;
  readonly ca: Buffer;
  readonly cert: Buffer;
  readonly key: Buffer;
}

export function accessOf(kubeconfig: string): ApiAccess {
  const { clusters, users } = JSON.parse(readFileSync(kubeconfig, 'utf8')) as KubeconfigFile;
  const [{ cluster } = { cluster: undefined }] = clusters;
  const [{ user } = { user: undefined }] = users;
  if (!cluster || !user) throw new Error(`${kubeconfig} names no cluster or user`);
  const pem = (base64: string) => Buffer.from(base64, 'base64');
  return {
    server: cluster.server,
    ca: pem(cluster['certificate-authority-data']),
    cert: pem(user['client-certificate-data']),
    key: pem(user['client-key-data']),
  };
}

export interface ApiAnswer {
  readonly status: number;
  readonly text: string;
}

export interface ApiCall {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  readonly path: string;
  readonly body?: string;
  readonly contentType?: string;
}

/** One call with nothing between: kubectl shows less of an answer than there is. */
export function callApi(
  { server, ...tls }: ApiAccess,
  { method, path, body, contentType = 'application/json' }: ApiCall,
  agent?: Agent,
): Promise<ApiAnswer> {
  return new Promise((resolve, reject) => {
    const headers =
      body === undefined ? {} : { 'content-type': contentType, 'content-length': Buffer.byteLength(body) };
    const asked = request(
      `${server}${path}`,
      { method, headers, timeout: 60_000, ...(agent ? { agent } : { ...tls, agent: false as const }) },
      (response) => {
        const pieces: Buffer[] = [];
        response.on('data', (piece: Buffer) => pieces.push(piece));
        response.on('error', reject);
        response.on('end', () => {
          resolve({ status: response.statusCode ?? 0, text: Buffer.concat(pieces).toString() });
        });
      },
    );
    asked.on('timeout', () => asked.destroy(new Error('no answer within 60 s')));
    asked.on('error', reject);
    asked.end(body);
  });
}

/** Calls on connections that stay open. */
export class ApiCaller {
  readonly #access: ApiAccess;
  readonly #agent: Agent;

  constructor(kubeconfig: string, maxSockets = 8) {
    this.#access = accessOf(kubeconfig);
    const { server: _, ...tls } = this.#access;
    this.#agent = new Agent({ keepAlive: true, maxSockets, ...tls });
  }

  call(call: ApiCall): Promise<ApiAnswer> {
    return callApi(this.#access, call, this.#agent);
  }

  /** Sends an object, or a merge patch. */
  send(method: ApiCall['method'], path: string, content?: object): Promise<ApiAnswer> {
    const contentType = method === 'PATCH' ? 'application/merge-patch+json' : 'application/json';
    return this.call({ method, path, contentType, ...(content && { body: JSON.stringify(content) }) });
  }

  close(): void {
    this.#agent.destroy();
  }
}
