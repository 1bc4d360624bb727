import { setTimeout as wait } from 'node:timers/promises';
import { kindNames } from '../../api/kinds.ts';
import { systemClock } from '../../clock.ts';
import { Canaries } from '../../engine/canary.ts';
import { canaryTimeout, milliseconds } from '../../engine/options.ts';
import type { Resource } from '../../engine/ports.ts';
import { ApiError, isNotFound } from '../../kube/errors.ts';
import type { KubeClient, ResourceType } from '../../kube/kube-client.ts';
import type { Log } from '../../log.ts';
import { createEngineMetrics, type EngineMetrics } from '../../server/engine-metrics.ts';
import type { ResourceKind, ResourceSeen } from '../../server/resource-metrics.ts';
import type { OperatorConfiguration } from '../../values/effective-configuration.ts';
import type { Worker, WorkerObserver } from './worker.ts';

export interface ObserverOptions {
  readonly version: string;
  readonly log: Log;
  readonly operator: { readonly namespace: string; readonly name: string; readonly host: string };
  readonly client: KubeClient;
  readonly configuration: () => OperatorConfiguration;
  /** Asked at scrapes, when it is there. */
  readonly worker: () => Worker;
  readonly leading: () => boolean;
  readonly submissions: () => number;
}

export interface Observing {
  readonly observer: WorkerObserver;
  readonly metrics: EngineMetrics;
  readonly canaries: Canaries;
  close(): void;
}

/** What a worker does, as lines of a log, metrics and canaries. */
export function createObserver(options: ObserverOptions): Observing {
  const { log, worker, client, configuration, leading } = options;
  const metrics = createEngineMetrics({
    ...options,
    clock: systemClock,
    queue: () => worker().queue,
    caches: () => worker().caches,
  });
  const canaries = new Canaries();
  const closed = new AbortController();
  const denied = new Set<string>();

  /** Raises a canary, and again after each check, as long as it is there. */
  async function watchCanary(key: string): Promise<void> {
    while (!closed.signal.aborted) {
      if (leading()) {
        await raise(client, key).catch((error: unknown) =>
          log.warn({ canary: key, err: error }, 'cannot raise a canary'),
        );
      }
      const time = milliseconds(configuration().own.value(canaryTimeout));
      await wait(time, undefined, { ref: false, signal: closed.signal }).catch(() => undefined);
      const healthy = leading() ? canaries.check(key) : true;
      if (healthy === undefined) return;
      if (!healthy) log.error({ canary: key }, 'a canary was not reconciled in time');
    }
  }

  const observer: WorkerObserver = {
    seen(kind, namespace, name, resource) {
      const canary = canaries.isKnown(`${kind}/${namespace}/${name}`);
      if (!canary) metrics.resource(kind as ResourceKind, namespace, name, resource && seenOf(resource));
    },
    passed(key, time) {
      metrics.passFinished(kindOf(key), 'ok', time);
      log.debug({ object: key, milliseconds: Math.round(time) }, 'looked after it');
    },
    failed(key, error, time, retryIn) {
      metrics.passFinished(kindOf(key), 'failed', time);
      if (retryIn !== undefined) metrics.retried(kindOf(key));
      log.warn(
        { object: key, err: error, retrySeconds: retryIn === undefined ? undefined : retryIn / 1000 },
        'the pass failed',
      );
    },
    happened({ kind, metadata }, { reason, type, message }) {
      metrics.event(reason, type);
      const fields = { object: `${kind}/${metadata.namespace}/${metadata.name}`, reason, message };
      if (type === 'Warning') log.warn(fields, 'event');
      else log.info(fields, 'event');
    },
    untold({ metadata }, error) {
      const namespace = metadata.namespace;
      // A role that lacks the right to tell lacks it every time.
      if (error instanceof ApiError && error.status === 403) {
        if (denied.has(namespace)) return;
        denied.add(namespace);
      }
      log.warn({ namespace, err: error }, 'an event was not stored');
    },
    cacheFailed: (kind, error) => log.warn({ kind, err: error }, 'a cache lost its API server'),
    canary({ kind, metadata }, present) {
      const key = `${kind}/${metadata.namespace}/${metadata.name}`;
      if (!present) canaries.forget(key);
      else if (canaries.seen(key, metadata.generation)) void watchCanary(key);
    },
  };
  return { observer, metrics, canaries, close: () => closed.abort() };
}

const kindOf = (key: string) => key.slice(0, key.indexOf('/'));

function seenOf({ kind, status, spec }: Resource): ResourceSeen {
  if (kind === 'FlinkStateSnapshot') {
    const { state = 'TRIGGER_PENDING' } = (status ?? {}) as { readonly state?: string };
    const type = (spec as { readonly checkpoint?: object }).checkpoint ? 'checkpoint' : 'savepoint';
    return { snapshot: { type, state } };
  }
  if (kind === 'FlinkCluster') {
    const { state = 'Creating', components } = (status ?? {}) as {
      readonly state?: string;
      readonly components?: { readonly job?: { readonly state?: string } };
    };
    return { cluster: { state, job: components?.job?.state } };
  }
  const { lifecycleState, jobManagerDeploymentStatus, clusterInfo } = (status ?? {}) as {
    readonly lifecycleState?: string;
    readonly jobManagerDeploymentStatus?: string;
    readonly clusterInfo?: Record<string, string>;
  };
  return { lifecycle: lifecycleState, jobManager: jobManagerDeploymentStatus, clusterInfo };
}

interface Raisable extends Resource {
  readonly spec?: { readonly restartNonce?: number };
}

async function raise(client: KubeClient, key: string): Promise<void> {
  const [kind, namespace, name] = key.split('/') as [string, string, string];
  const { group, version, plural } = kind === 'FlinkSessionJob' ? kindNames.flinkSessionJob : kindNames.flinkDeployment;
  const type: ResourceType = { group, version, plural, namespaced: true };
  const found = await client.get<Raisable>(type, { namespace, name });
  if (!found) return;
  const restartNonce = (found.spec?.restartNonce ?? 0) + 1;
  try {
    await client.patch(type, { namespace, name }, 'merge', { spec: { restartNonce } });
  } catch (error) {
    if (!isNotFound(error)) throw error;
  }
}
