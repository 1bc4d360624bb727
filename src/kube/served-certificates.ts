import { connect } from 'node:tls';
import type { Replicas } from '../certificates/issuing/ports.ts';
import type { KubeClient, ResourceType, StoredObject } from './kube-client.ts';

const endpointSlices: ResourceType = {
  group: 'discovery.k8s.io',
  version: 'v1',
  plural: 'endpointslices',
  namespaced: true,
};

interface EndpointSlice extends StoredObject {
  readonly endpoints?: readonly { readonly addresses: readonly string[] }[] | null;
  readonly ports?: readonly { readonly port?: number }[] | null;
}

const patience = 2000;

/** Asks every replica behind a Service, ready or not, which certificate it serves. */
export function servedCertificates(client: KubeClient, namespace: string, service: string): Replicas {
  return {
    async served() {
      const labelSelector = `kubernetes.io/service-name=${service}`;
      const { items } = await client.list<EndpointSlice>(endpointSlices, { namespace, labelSelector });
      const targets = items.flatMap(({ endpoints, ports }) =>
        (endpoints ?? []).flatMap(({ addresses }) =>
          addresses.flatMap((host) => (ports ?? []).map(({ port }) => ({ host, port }))),
        ),
      );
      return Promise.all(targets.map(({ host, port }) => (port === undefined ? undefined : ask(host, port))));
    },
  };
}

/** Who answers is known by its certificate alone, so nothing is verified and nothing is sent. */
function ask(host: string, port: number): Promise<string | undefined> {
  return new Promise((resolve) => {
    const socket = connect({ host, port, rejectUnauthorized: false, timeout: patience });
    const end = (fingerprint?: string) => {
      resolve(fingerprint);
      socket.destroy();
    };
    socket.on('secureConnect', () => end(socket.getPeerX509Certificate()?.fingerprint256));
    socket.on('timeout', () => end());
    socket.on('error', () => end());
  });
}
