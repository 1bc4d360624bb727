import type { KubeClient, StoredObject } from '../../src/kube/kube-client.ts';
import { Reflector } from '../../src/kube/reflector.ts';

interface Service extends StoredObject {
  readonly spec: {
    readonly clusterIP?: string;
    readonly publishNotReadyAddresses?: boolean;
    readonly ports?: readonly { readonly name?: string; readonly port: number; readonly protocol?: string }[];
  };
}

interface EndpointSlice extends StoredObject {
  readonly endpoints?:
    | readonly {
        readonly addresses: readonly string[];
        readonly hostname?: string;
        readonly targetRef?: { readonly name?: string };
        readonly conditions?: { readonly ready?: boolean; readonly serving?: boolean; readonly terminating?: boolean };
      }[]
    | null;
  readonly ports?: readonly { readonly name?: string; readonly port?: number; readonly protocol?: string }[] | null;
}

/** One port of a Service with a ClusterIP, and where its calls go. */
export interface Route {
  readonly address: string;
  readonly port: number;
  readonly protocol: string;
  readonly targets: readonly { readonly address: string; readonly port: number }[];
}

/** What Services and EndpointSlices say, for names and for routes. Only what the real controllers wrote decides. */
export class ServiceDirectory {
  readonly #services: Reflector<Service>;
  readonly #slices: Reflector<EndpointSlice>;

  constructor(client: KubeClient, changed: () => void) {
    const type = (group: string, plural: string) => ({ group, version: 'v1', plural, namespaced: true });
    this.#services = new Reflector<Service>({ client, type: type('', 'services'), changed }).start();
    this.#slices = new Reflector<EndpointSlice>({
      client,
      type: type('discovery.k8s.io', 'endpointslices'),
      changed,
    }).start();
  }

  async settled(): Promise<void> {
    await Promise.all([this.#services.settled(), this.#slices.settled()]);
  }

  async stop(): Promise<void> {
    await Promise.all([this.#services.stop(), this.#slices.stop()]);
  }

  /** Addresses of a Service, or of one pod of it; `undefined` where there is no such Service. */
  addresses(namespace: string, name: string, hostname?: string): readonly string[] | undefined {
    const service = this.#services.find(namespace, name);
    if (!service) return undefined;
    const { clusterIP, publishNotReadyAddresses = false } = service.spec;
    if (clusterIP && clusterIP !== 'None' && hostname === undefined) return [clusterIP];
    return this.#endpoints(service)
      .filter(({ conditions }) => publishNotReadyAddresses || conditions?.ready !== false)
      .filter((endpoint) => hostname === undefined || endpoint.hostname === hostname)
      .flatMap(({ addresses }) => addresses);
  }

  routes(): Route[] {
    return [...this.#services.values()].flatMap((service) => {
      const { clusterIP, ports = [] } = service.spec;
      if (!clusterIP || clusterIP === 'None') return [];
      return ports.map(({ name, port, protocol = 'TCP' }) => ({
        address: clusterIP,
        port,
        protocol: protocol.toLowerCase(),
        targets: this.#targets(service, name),
      }));
    });
  }

  #slicesOf({ metadata }: Service): EndpointSlice[] {
    return [...this.#slices.values()].filter(
      (slice) =>
        slice.metadata.namespace === metadata.namespace &&
        slice.metadata.labels?.['kubernetes.io/service-name'] === metadata.name,
    );
  }

  #endpoints(service: Service) {
    return this.#slicesOf(service).flatMap(({ endpoints }) => endpoints ?? []);
  }

  #targets(service: Service, portName: string | undefined): Route['targets'] {
    return this.#slicesOf(service).flatMap(({ endpoints, ports }) => {
      const port = (ports ?? []).find(({ name }) => (name ?? '') === (portName ?? ''))?.port;
      if (port === undefined) return [];
      return (endpoints ?? [])
        .filter(({ conditions }) => conditions?.ready !== false)
        .flatMap(({ addresses }) => addresses.map((address) => ({ address, port })));
    });
  }
}
