import { readFile } from 'node:fs/promises';
import { Agent } from 'node:https';
import path from 'node:path';
import type { Connection } from './connection.ts';

export interface PodConnectionOptions {
  /** Host and port of the API server, as the environment of a pod names them. */
  readonly host: string;
  readonly port: string;
  /** Where the service account is mounted. */
  readonly directory: string;
}

/** Where Kubernetes mounts the service account of a pod. */
export const serviceAccountDirectory = '/var/run/secrets/kubernetes.io/serviceaccount';

/** The token and the CA may be replaced while we run; they are read again after this time. */
const freshMilliseconds = 60_000;

interface Mounted {
  readonly token: string;
  readonly ca: string;
  readonly at: number;
}

/** The service account that is mounted into a pod. Files are enough for that; client-node's models take 60 MiB. */
export async function podConnection({ host, port, directory }: PodConnectionOptions): Promise<Connection> {
  const read = (name: string) => readFile(path.join(directory, name), 'utf8');
  const readMounted = async (): Promise<Mounted> => {
    const [token, ca] = await Promise.all([read('token'), read('ca.crt')]);
    return { token: token.trim(), ca, at: performance.now() };
  };
  let mounted = await readMounted();
  let agent = agentFor(mounted.ca);
  const renew = async () => {
    // While the files are being replaced the last good ones go on.
    const next = await readMounted().catch(() => ({ ...mounted, at: performance.now() }));
    if (next.ca !== mounted.ca) {
      // What is under way ends on the old one.
      agent = agentFor(next.ca);
    }
    mounted = next;
  };
  const namespace = await read('namespace').then(
    (text) => text.trim(),
    () => undefined,
  );
  return {
    server: new URL(`https://${host.includes(':') ? `[${host}]` : host}:${port}`),
    namespace,
    async options() {
      if (performance.now() - mounted.at > freshMilliseconds) await renew();
      return { agent, headers: { authorization: `Bearer ${mounted.token}` } };
    },
    renew,
    close: () => agent.destroy(),
  };
}

function agentFor(ca: string): Agent {
  return new Agent({ keepAlive: true, maxFreeSockets: 4, ca });
}
