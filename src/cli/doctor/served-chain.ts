import { Duplex, PassThrough } from 'node:stream';
import { connect, type DetailedPeerCertificate } from 'node:tls';
import type { ClusterOptions } from '../cluster-options.ts';

export interface PodPort {
  readonly namespace: string;
  readonly pod: string;
  readonly port: number;
  /** The name by which API servers call. */
  readonly host: string;
}

const patience = 5000;

/** The chain that a pod really serves, as PEM, seen through the API server as `kubectl port-forward` does. */
export async function servedChain({ kubeconfig, kubeContext }: ClusterOptions, target: PodPort): Promise<string> {
  const { KubeConfig, PortForward } = await import('@kubernetes/client-node');
  const config = new KubeConfig();
  if (kubeconfig === undefined) config.loadFromDefault();
  else config.loadFromFile(kubeconfig);
  if (kubeContext !== undefined) config.setCurrentContext(kubeContext);

  const [toPod, fromPod] = [new PassThrough(), new PassThrough()];
  const forward = new PortForward(config).portForward(
    target.namespace,
    target.pod,
    [target.port],
    fromPod,
    null,
    toPod,
  );
  const late = new Promise<never>((_, reject) => {
    setTimeout(() => reject(new Error(`no answer within ${patience} ms`)), patience).unref();
  });
  const tunnel = await Promise.race([forward, late]);
  try {
    return await Promise.race([chainOver(Duplex.from({ writable: toPod, readable: fromPod }), target.host), late]);
  } finally {
    if ('close' in tunnel) tunnel.close();
  }
}

/** The chain of a server at an address, as PEM. */
export function chainAt(url: string): Promise<string> {
  const { hostname, port } = new URL(url);
  const host = hostname.replace(/^\[|\]$/g, '');
  return chainOf((ready) => connect({ host, port: Number(port || 443), rejectUnauthorized: false }, ready));
}

function chainOver(stream: Duplex, host: string): Promise<string> {
  return chainOf((ready) => connect({ socket: stream, servername: host, rejectUnauthorized: false }, ready));
}

function chainOf(open: (ready: () => void) => ReturnType<typeof connect>): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = open(() => {
      resolve(pemOf(socket.getPeerCertificate(true)));
      socket.destroy();
    });
    socket.setTimeout(patience, () => socket.destroy(new Error(`no answer within ${patience} ms`)));
    socket.on('error', reject);
  });
}

function pemOf(leaf: DetailedPeerCertificate): string {
  const chain: Buffer[] = [];
  // A root names itself as its issuer.
  for (
    let next: DetailedPeerCertificate | undefined = leaf;
    next && !chain.some((raw) => raw.equals(next?.raw ?? raw));
  ) {
    chain.push(next.raw);
    next = next.issuerCertificate;
  }
  const lines = (raw: Buffer) => raw.toString('base64').replaceAll(/.{1,64}/g, '$&\n');
  return chain.map((raw) => `-----BEGIN CERTIFICATE-----\n${lines(raw)}-----END CERTIFICATE-----\n`).join('');
}
