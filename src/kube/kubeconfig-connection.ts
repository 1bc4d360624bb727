import { Agent, type RequestOptions } from 'node:https';
import type { Connection } from './connection.ts';

export interface KubeconfigOptions {
  /** A file; where it is left out, what kubectl would read. */
  readonly file?: string | undefined;
  /** Another context than the current one. */
  readonly context?: string | undefined;
}

/** A kubeconfig asks for something that is not there. */
export class KubeconfigProblem extends Error {
  override readonly name = 'KubeconfigProblem';
}

/** A kubeconfig, with all that client-node makes of it: certificates, tokens, exec plug-ins, proxies. */
export async function kubeconfigConnection({ file, context }: KubeconfigOptions): Promise<Connection> {
  // Takes 60 MiB and a second, so no pod loads it.
  const { KubeConfig } = await import('@kubernetes/client-node');
  const config = new KubeConfig();
  try {
    if (file === undefined) config.loadFromDefault();
    else config.loadFromFile(file);
  } catch (error) {
    throw new KubeconfigProblem(`${file ?? 'the kubeconfig'}: ${(error as Error).message}`, { cause: error });
  }
  if (context !== undefined) {
    if (!config.getContextObject(context)) {
      const known = config.getContexts().map(({ name }) => name);
      throw new KubeconfigProblem(`there is no context ${context}; there are ${known.join(', ') || 'none'}`);
    }
    config.setCurrentContext(context);
  }
  const cluster = config.getCurrentCluster();
  if (!cluster?.server || !URL.canParse(cluster.server)) {
    throw new KubeconfigProblem('the kubeconfig names no cluster to talk to');
  }
  // What client-node makes up where it finds nothing.
  if (file === undefined && cluster.server === 'http://localhost:8080') {
    throw new KubeconfigProblem('there is no kubeconfig; --kubeconfig or KUBECONFIG names one');
  }
  // client-node's agents close the connection after each call, and hold on to the first certificates that they were
  // given. An agent without certificates takes those of the request. Only proxies need an agent of client-node.
  const direct = cluster.proxyUrl ? undefined : new Agent({ keepAlive: true, maxFreeSockets: 4 });
  return {
    server: new URL(cluster.server),
    namespace: config.getContextObject(config.getCurrentContext())?.namespace,
    async options() {
      const options: RequestOptions = {};
      await config.applyToHTTPSOptions(options);
      return direct && cluster.server.startsWith('https:') ? { ...options, agent: direct } : options;
    },
    close: () => direct?.destroy(),
  };
}
