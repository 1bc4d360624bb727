import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { KubeClient, ResourceType, StoredObject } from '../../src/kube/kube-client.ts';
import { Reflector } from '../../src/kube/reflector.ts';

const deployments: ResourceType = { group: 'apps', version: 'v1', plural: 'deployments', namespaced: true };
const configMaps: ResourceType = { group: '', version: 'v1', plural: 'configmaps', namespaced: true };

interface ConfigMap extends StoredObject {
  readonly data?: Readonly<Record<string, string>>;
}

/** How one cluster behaves. */
export interface Playing {
  /** Takes connections and never answers. */
  mute?: boolean;
  /** State of its job. */
  state?: string;
}

/**
 * Plays kubelets and Flink for clusters that are made of objects only: their JobManagers become available after a while, and their
 * REST servers answer at one address, told apart by the path.
 */
export class PlayedClusters {
  readonly #client: KubeClient;
  readonly #delay: number;
  readonly #server: Server;
  readonly #reflector: Reflector<StoredObject>;
  readonly #jobIds = new Map<string, string>();
  readonly #playing = new Map<string, Playing>();
  /** Calls by path without namespace and cluster. */
  readonly calls = new Map<string, number>();

  /** `delay`: milliseconds until a JobManager is available. */
  constructor(client: KubeClient, delay = 200) {
    this.#client = client;
    this.#delay = delay;
    this.#server = createServer((request, response) => void this.#answer(request, response));
    this.#reflector = new Reflector<StoredObject>({
      client,
      type: deployments,
      selection: { labelSelector: 'component=jobmanager' },
      changed: ({ before, after }) => {
        if (after?.metadata.deletionTimestamp) void this.#collect(after);
        else if (after && before?.metadata.uid !== after.metadata.uid) {
          setTimeout(() => void this.#makeAvailable(after), this.#delay);
        }
        if (!after && before) this.#jobIds.delete(`${before.metadata.namespace}/${before.metadata.name}`);
      },
    });
  }

  /** The setting `engine.flink.address` by which an engine finds them. */
  async start(): Promise<string> {
    await new Promise<void>((resolve) => this.#server.listen(0, '127.0.0.1', resolve));
    this.#reflector.start();
    const { port } = this.#server.address() as AddressInfo;
    return `127.0.0.1:${port}/{namespace}/{cluster}`;
  }

  play(namespace: string, cluster: string): Playing {
    const key = `${namespace}/${cluster}`;
    const playing = this.#playing.get(key) ?? {};
    this.#playing.set(key, playing);
    return playing;
  }

  get totalCalls(): number {
    return [...this.calls.values()].reduce((sum, count) => sum + count, 0);
  }

  async stop(): Promise<void> {
    await this.#reflector.stop();
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  async #makeAvailable({ metadata: { name, namespace } }: StoredObject): Promise<void> {
    const status = { replicas: 1, readyReplicas: 1, availableReplicas: 1, updatedReplicas: 1 };
    try {
      await this.#client.patch(deployments, { name, namespace }, 'merge', { status }, { subresource: 'status' });
    } catch {
      // It is gone already.
    }
  }

  /** As the garbage collector lets go of what was deleted in the foreground. */
  async #collect({ metadata: { name, namespace } }: StoredObject): Promise<void> {
    try {
      await this.#client.patch(deployments, { name, namespace }, 'merge', { metadata: { finalizers: null } });
    } catch {
      // It is gone already.
    }
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    request.resume();
    const [, namespace = '', cluster = '', , ...rest] = (request.url ?? '').split('?')[0]?.split('/') ?? [];
    const key = `${namespace}/${cluster}`;
    const { mute = false, state = 'RUNNING' } = this.#playing.get(key) ?? {};
    const path = rest.map((part) => (/^[0-9a-f]{32}$/.test(part) ? ':id' : part)).join('/');
    this.calls.set(path, (this.calls.get(path) ?? 0) + 1);
    if (mute) return;
    const jobId = await this.#jobIdOf(namespace, cluster);
    const answers: Readonly<Record<string, unknown>> = {
      config: {
        'flink-version': '1.20.5',
        'flink-revision': 'played',
        features: { 'web-submit': jobId === undefined },
      },
      'jobs/overview': { jobs: jobId === undefined ? [] : [{ jid: jobId, name: cluster, state, 'start-time': 1 }] },
      'jobs/:id/exceptions': { exceptionHistory: { entries: [], truncated: false } },
      'jobs/:id/checkpoints': { latest: {}, history: [] },
      taskmanagers: { taskmanagers: [{ id: 'one' }] },
    };
    const found = answers[path];
    response.writeHead(found ? 200 : 404, { 'content-type': 'application/json' });
    response.end(JSON.stringify(found ?? { errors: ['Not found.'] }));
  }

  async #jobIdOf(namespace: string, cluster: string): Promise<string | undefined> {
    const key = `${namespace}/${cluster}`;
    const known = this.#jobIds.get(key);
    if (known !== undefined) return known;
    const map = await this.#client.get<ConfigMap>(configMaps, { namespace, name: `flink-config-${cluster}` });
    const file = Object.values(map?.data ?? {}).join('\n');
    const jobId = /job-id: "?([0-9a-f]{32})/.exec(file)?.[1];
    if (jobId !== undefined) this.#jobIds.set(key, jobId);
    return jobId;
  }
}
