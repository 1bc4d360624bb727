import type { Lookup } from '../admission/ports.ts';
import { type KindId, kindNames } from '../api/kinds.ts';
import type { KubeObject } from '../api/meta.ts';
import type { KubeClient, StoredObject } from './kube-client.ts';
import { packed, unpacked } from './packed-objects.ts';
import { Reflector, type ReflectorOptions } from './reflector.ts';

/** The kinds that rules about other objects ask for. */
const wanted = ['flinkDeployment', 'flinkSessionJob'] as const satisfies readonly KindId[];

export interface ClusterLookupOptions {
  readonly client: KubeClient;
  /** All where it is empty. */
  readonly namespaces: readonly string[];
  readonly failed: (kind: string, error: unknown) => void;
  readonly times?: ReflectorOptions<StoredObject>['times'];
}

interface CacheState {
  readonly kind: string;
  readonly synced: boolean;
  /** Since the API server last said anything. */
  readonly silentSeconds: number | undefined;
  readonly objects: number;
}

export interface ClusterLookup {
  readonly lookup: Lookup;
  /** Ends when every cache is complete. */
  synced(): Promise<void>;
  caches(): readonly CacheState[];
  close(): Promise<void>;
}

/** Look-ups in the cluster, answered from caches that follow it: no review waits for the API server. */
export function clusterLookup({ client, namespaces, failed, times }: ClusterLookupOptions): ClusterLookup {
  const places = namespaces.length === 0 ? [undefined] : namespaces;
  const kept = new Map(wanted.map((id) => [id as KindId, new Map(places.map((place) => [place, reflect(id, place)]))]));

  function reflect(id: KindId, namespace: string | undefined): Reflector<StoredObject> {
    const { group, version, plural, kind } = kindNames[id];
    return new Reflector<StoredObject>({
      client,
      type: { group, version, plural, namespaced: true },
      selection: { namespace },
      transform: packed,
      failed: (error) => failed(kind, error),
      ...(times && { times }),
    }).start();
  }

  const all = [...kept.values()].flatMap((reflectors) => [...reflectors.values()]);
  return {
    lookup: {
      find(kind, namespace, name) {
        const reflectors = kept.get(kind);
        const reflector = reflectors?.get(undefined) ?? reflectors?.get(namespace);
        if (!reflector || reflector.state === 'waiting') return 'unknown';
        // Where the type is not installed, there is no such object either.
        const found = reflector.find(namespace, name);
        return found && (unpacked(found) as KubeObject);
      },
    },
    async synced() {
      await Promise.all(all.map((reflector) => reflector.settled()));
    },
    caches: () =>
      [...kept].map(([id, reflectors]) => {
        const list = [...reflectors.values()];
        const silent = list.map(({ silentFor }) => silentFor ?? Number.POSITIVE_INFINITY);
        const longest = Math.max(...silent) / 1000;
        return {
          kind: kindNames[id].kind,
          synced: list.every(({ state }) => state !== 'waiting'),
          silentSeconds: Number.isFinite(longest) ? longest : undefined,
          objects: list.reduce((sum, { size }) => sum + size, 0),
        };
      }),
    async close() {
      await Promise.all(all.map((reflector) => reflector.stop()));
    },
  };
}
