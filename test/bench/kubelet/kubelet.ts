import { closeSync, existsSync, openSync, readFileSync, readSync, statSync } from 'node:fs';
import type { ServerResponse } from 'node:http';
import { Agent, createServer, type Server } from 'node:https';
import { setTimeout as wait } from 'node:timers/promises';
import { createKubeClient } from '../../../src/kube/client.ts';
import type { KubeClient, ResourceType, StoredObject } from '../../../src/kube/kube-client.ts';
import { kubeconfigConnection } from '../../../src/kube/kubeconfig-connection.ts';
import { Reflector } from '../../../src/kube/reflector.ts';
import { type ApiAccess, type ApiCall, accessOf, callApi } from '../api-call.ts';
import type { KeyPair } from '../keys.ts';
import { gateway, removePodNetworks } from './network.ts';
import { PodWorker } from './pod-worker.ts';
import { type BenchImage, NotYet, type Pod } from './types.ts';

export const nodeName = 'bench';
const port = 10_250;

export interface KubeletOptions {
  readonly kubeconfig: string;
  readonly directory: string;
  /** By the name that pods give, with or without a tag. */
  readonly images: ReadonlyMap<string, BenchImage>;
  readonly serving: KeyPair;
  log(line: string): void;
}

interface Data extends StoredObject {
  readonly data?: Readonly<Record<string, string>>;
}

const core = (plural: string): ResourceType => ({ group: '', version: 'v1', plural, namespaced: true });

/** A kubelet that runs pods of the API server as processes of this machine. */
export class Kubelet {
  readonly client: KubeClient;
  readonly #options: KubeletOptions;
  readonly #access: ApiAccess;
  readonly #agent: Agent;
  readonly #workers = new Map<string, PodWorker>();
  readonly #configMaps: Reflector<Data>;
  readonly #secrets: Reflector<Data>;
  readonly #pods: Reflector<StoredObject>;
  readonly #stopped = new AbortController();
  #server: Server | undefined;

  static async start(options: KubeletOptions): Promise<Kubelet> {
    await removePodNetworks();
    const client = createKubeClient(await kubeconfigConnection({ file: options.kubeconfig }));
    const kubelet = new Kubelet(options, client);
    await kubelet.#begin();
    return kubelet;
  }

  private constructor(options: KubeletOptions, client: KubeClient) {
    this.#options = options;
    this.client = client;
    const { server, ...tls } = accessOf(options.kubeconfig);
    this.#access = { server, ...tls };
    this.#agent = new Agent({ keepAlive: true, ...tls });
    const failed = (error: unknown) => options.log(String(error));
    // A token that is asked for while the bench is stopped gets no answer.
    const refresh = () => void this.#refresh().catch(failed);
    this.#configMaps = new Reflector<Data>({ client, type: core('configmaps'), changed: refresh, failed });
    this.#secrets = new Reflector<Data>({ client, type: core('secrets'), changed: refresh, failed });
    this.#pods = new Reflector<StoredObject>({
      client,
      type: core('pods'),
      failed,
      transform: (pod) => pod,
      changed: ({ before, after }) =>
        this.#changed(before as unknown as Pod | undefined, after as unknown as Pod | undefined),
    });
  }

  async stop(): Promise<void> {
    this.#stopped.abort();
    await Promise.all([this.#pods.stop(), this.#configMaps.stop(), this.#secrets.stop()]);
    for (const worker of this.#workers.values()) worker.abandon();
    this.#server?.close();
    this.#agent.destroy();
  }

  worker(namespace: string, name: string): PodWorker | undefined {
    return [...this.#workers.values()].find(
      ({ pod }) => pod.metadata.namespace === namespace && pod.metadata.name === name,
    );
  }

  workers(): Iterable<PodWorker> {
    return this.#workers.values();
  }

  async #begin(): Promise<void> {
    await this.#register();
    this.#configMaps.start();
    this.#secrets.start();
    await Promise.all([this.#configMaps.settled(), this.#secrets.settled()]);
    this.#pods.start();
    await this.#pods.settled();
    const { certificate, key } = this.#options.serving;
    this.#server = createServer({ cert: certificate, key }, (request, response) => {
      this.#serveLogs(new URL(request.url ?? '', 'https://kubelet'), response);
    });
    await new Promise<void>((resolve) => this.#server?.listen(port, gateway, resolve));
  }

  async #call(call: ApiCall): Promise<{ status: number; text: string }> {
    const answer = await callApi(this.#access, call, this.#agent);
    if (answer.status >= 300 && answer.status !== 404 && answer.status !== 409) throw new Error(answer.text);
    return answer;
  }

  async #register(): Promise<void> {
    const node = {
      apiVersion: 'v1',
      kind: 'Node',
      metadata: {
        name: nodeName,
        labels: { 'kubernetes.io/hostname': nodeName, 'topology.kubernetes.io/zone': 'bench' },
      },
    };
    await this.#call({ method: 'POST', path: '/api/v1/nodes', body: JSON.stringify(node) });
    const now = new Date().toISOString();
    const status = {
      conditions: [
        { type: 'Ready', status: 'True', reason: 'KubeletReady', lastHeartbeatTime: now, lastTransitionTime: now },
      ],
      addresses: [{ type: 'InternalIP', address: gateway }],
      daemonEndpoints: { kubeletEndpoint: { Port: port } },
      capacity: { cpu: '8', memory: '32Gi', pods: '250' },
      allocatable: { cpu: '8', memory: '32Gi', pods: '250' },
    };
    await this.#call({
      method: 'PATCH',
      path: `/api/v1/nodes/${nodeName}/status`,
      body: JSON.stringify({ status }),
      contentType: 'application/merge-patch+json',
    });
    // A node that says nothing is taken for lost.
    void this.#keepLease();
  }

  async #keepLease(): Promise<void> {
    const { signal } = this.#stopped;
    while (!signal.aborted) {
      const renewTime = new Date().toISOString().replace('Z', '000Z');
      const lease = {
        apiVersion: 'coordination.k8s.io/v1',
        kind: 'Lease',
        metadata: { name: nodeName, namespace: 'kube-node-lease' },
        spec: { holderIdentity: nodeName, leaseDurationSeconds: 40, renewTime },
      };
      const path = `/apis/coordination.k8s.io/v1/namespaces/kube-node-lease/leases/${nodeName}?fieldManager=kubelet&force=true`;
      const body = JSON.stringify(lease);
      await this.#call({ method: 'PATCH', path, body, contentType: 'application/apply-patch+yaml' }).catch(
        (error: unknown) => this.#options.log(String(error)),
      );
      await wait(10_000, undefined, { signal }).catch(() => {});
    }
  }

  #changed(before: Pod | undefined, after: Pod | undefined): void {
    const { uid } = (after ?? before)?.metadata ?? { uid: '' };
    const worker = this.#workers.get(uid);
    if (!after) {
      worker?.abandon();
      this.#workers.delete(uid);
      return;
    }
    // A name that was given again is another pod.
    if (before && before.metadata.uid !== uid) this.#changed(before, undefined);
    if (worker) worker.update(after);
    else if (after.spec.nodeName === undefined) void this.#bind(after);
    else if (after.spec.nodeName === nodeName) this.#run(after);
  }

  async #bind({ metadata: { namespace, name } }: Pod): Promise<void> {
    const binding = {
      apiVersion: 'v1',
      kind: 'Binding',
      metadata: { name },
      target: { apiVersion: 'v1', kind: 'Node', name: nodeName },
    };
    const path = `/api/v1/namespaces/${namespace}/pods/${name}/binding`;
    await this.#call({ method: 'POST', path, body: JSON.stringify(binding) }).catch((error: unknown) =>
      this.#options.log(String(error)),
    );
  }

  #run(pod: Pod): void {
    const phase = pod.status?.phase;
    if (phase === 'Succeeded' || phase === 'Failed') return;
    const worker = new PodWorker(pod, {
      directory: this.#options.directory,
      log: this.#options.log,
      image: (name) => imageOf(this.#options.images, name),
      sources: {
        configMap: (namespace, name) =>
          this.#configMaps.find(namespace, name) && (this.#configMaps.find(namespace, name)?.data ?? {}),
        secret: (namespace, name) => decoded(this.#secrets.find(namespace, name)),
        token: (owner, { expirationSeconds, audience }) => this.#token(owner, expirationSeconds, audience),
      },
      writeStatus: async ({ metadata: { namespace, name, uid } }, status) => {
        await this.#call({
          method: 'PATCH',
          path: `/api/v1/namespaces/${namespace}/pods/${name}/status`,
          body: JSON.stringify({ metadata: { uid }, status }),
          contentType: 'application/merge-patch+json',
        });
      },
      finish: async ({ metadata: { namespace, name, uid } }) => {
        const options = { gracePeriodSeconds: 0, preconditions: { uid } };
        await this.#call({
          method: 'DELETE',
          path: `/api/v1/namespaces/${namespace}/pods/${name}`,
          body: JSON.stringify(options),
        });
      },
    });
    this.#workers.set(pod.metadata.uid, worker);
    if (pod.metadata.deletionTimestamp !== undefined) worker.update(pod);
  }

  async #token(pod: Pod, expirationSeconds: number, audience: string | undefined): Promise<string> {
    const { namespace, name, uid } = pod.metadata;
    const request = {
      apiVersion: 'authentication.k8s.io/v1',
      kind: 'TokenRequest',
      spec: {
        expirationSeconds,
        ...(audience !== undefined && { audiences: [audience] }),
        boundObjectRef: { kind: 'Pod', apiVersion: 'v1', name, uid },
      },
    };
    const account = pod.spec.serviceAccountName ?? 'default';
    const path = `/api/v1/namespaces/${namespace}/serviceaccounts/${account}/token`;
    const { text } = await this.#call({ method: 'POST', path, body: JSON.stringify(request) });
    const { status, message } = JSON.parse(text) as { status?: { token?: string }; message?: string };
    if (!status?.token) throw new NotYet(`no token for the service account ${account}: ${message}`);
    return status.token;
  }

  async #refresh(): Promise<void> {
    await Promise.all([...this.#workers.values()].map((worker) => worker.refreshVolumes()));
  }

  /** `/containerLogs/NAMESPACE/POD/CONTAINER?follow&tailLines&previous` */
  #serveLogs({ pathname, searchParams }: URL, response: ServerResponse): void {
    const [, verb, namespace = '', name = '', container = ''] = pathname.split('/');
    const worker = verb === 'containerLogs' ? this.worker(namespace, name) : undefined;
    const file = worker?.logOf(container, searchParams.get('previous') === 'true');
    if (!file || !existsSync(file)) {
      response.writeHead(404).end('there is no such log\n');
      return;
    }
    const text = readFileSync(file, 'utf8');
    const lines = Number(searchParams.get('tailLines') ?? Number.POSITIVE_INFINITY);
    const shown = Number.isFinite(lines)
      ? text
          .split('\n')
          .slice(-lines - 1)
          .join('\n')
      : text;
    response.writeHead(200, { 'content-type': 'text/plain' });
    response.write(shown);
    if (searchParams.get('follow') !== 'true') return void response.end();
    follow(file, Buffer.byteLength(text), response, worker?.finished).catch((error: unknown) => {
      this.#options.log(String(error));
      response.destroy();
    });
  }
}

async function follow(
  file: string,
  from: number,
  response: ServerResponse,
  finished: Promise<void> | undefined,
): Promise<void> {
  let at = from;
  let over = false;
  void finished?.then(() => {
    over = true;
  });
  while (!response.destroyed) {
    const size = statSync(file).size;
    if (size > at) {
      const piece = Buffer.alloc(size - at);
      const handle = openSync(file, 'r');
      readSync(handle, piece, 0, piece.length, at);
      closeSync(handle);
      response.write(piece);
      at = size;
    } else if (over) break;
    await wait(100);
  }
  response.end();
}

function decoded(secret: Data | undefined): Record<string, string> | undefined {
  if (!secret) return undefined;
  return Object.fromEntries(
    Object.entries(secret.data ?? {}).map(([key, value]) => [key, Buffer.from(value, 'base64').toString()]),
  );
}

function imageOf(images: ReadonlyMap<string, BenchImage>, name: string): BenchImage | undefined {
  return images.get(name) ?? images.get(name.replace(/(:[^/]+|@.+)$/, ''));
}
