import { setTimeout as wait } from 'node:timers/promises';
import { type Answer, type Call, errorOf, open, pathOf, readAll } from './call.ts';
import type { Connection } from './connection.ts';
import { ApiUnreachable, isNotFound } from './errors.ts';
import type { KubeClient, ObjectName, Page, PatchType, ResourceType, Selection, StoredObject } from './kube-client.ts';
import { watch } from './watch-stream.ts';

export interface ClientLimits {
  /** Milliseconds that one call may take, with all its tries; for a watch until it begins. */
  readonly callTime: number;
  /** Bytes of one object. etcd stores no more than 1.5 MB, but CRDs in all their versions grow on the way. */
  readonly objectBytes: number;
  /** Bytes of a page of objects. */
  readonly pageBytes: number;
}

const usualLimits: ClientLimits = {
  callTime: 15_000,
  objectBytes: 16 * 1024 * 1024,
  pageBytes: 256 * 1024 * 1024,
};

const pageSize = 500;
/** How often a read is tried again after a 429 or a 5xx. */
const retries = 2;
/** Seconds that a caller is held up at most, whatever the API server asks for. */
const longestRetryAfter = 5;

const patchTypes: Readonly<Record<PatchType | 'apply', string>> = {
  merge: 'application/merge-patch+json',
  json: 'application/json-patch+json',
  strategic: 'application/strategic-merge-patch+json',
  apply: 'application/apply-patch+yaml',
};

interface ListAnswer<T> {
  readonly items?: readonly T[];
  readonly kind?: string;
  readonly apiVersion?: string;
  readonly metadata: { readonly resourceVersion?: string; readonly continue?: string };
}

/** Talks to an API server over Node's own https. */
export function createKubeClient(connection: Connection, given: Partial<ClientLimits> = {}): KubeClient {
  const limits = { ...usualLimits, ...given };

  async function send(call: Call, signal: AbortSignal): Promise<Answer> {
    try {
      const { message, finish } = await open(connection, call, signal);
      try {
        const text = await readAll(message, call.limit ?? limits.objectBytes);
        const retryAfter = Number(message.headers['retry-after']);
        return { status: message.statusCode ?? 0, text, retryAfter: retryAfter >= 0 ? retryAfter : undefined };
      } finally {
        finish();
      }
    } catch (error) {
      throw new ApiUnreachable(`${call.method} ${call.path}`, error);
    }
  }

  /** Until an answer comes that another try would not change. All tries together have the time of one call. */
  async function answerTo(call: Call): Promise<Answer> {
    const late = AbortSignal.timeout(limits.callTime);
    const signal = call.signal ? AbortSignal.any([late, call.signal]) : late;
    const until = performance.now() + limits.callTime;
    let refused = false;
    for (let attempt = 0; ; attempt++) {
      let answer: Answer;
      try {
        answer = await send(call, signal);
      } catch (error) {
        // A connection that was kept open a moment too long: nothing else is known of what was asked, so only reads
        // are asked again.
        if (call.method !== 'GET' || attempt >= retries || signal.aborted) throw error;
        await pause(pauseAfter(attempt), signal);
        continue;
      }
      if (answer.status === 401 && !refused && connection.renew) {
        // Tokens are replaced long before they end; who was asleep or has a copy that is too old looks again, once.
        refused = true;
        await connection.renew();
        continue;
      }
      const busy = answer.status === 429 || (answer.status >= 500 && call.method === 'GET');
      const delay = 1000 * Math.min(answer.retryAfter ?? pauseAfter(attempt) / 1000, longestRetryAfter);
      if (!busy || attempt >= retries || performance.now() + delay > until) return answer;
      await pause(delay, signal);
    }
  }

  async function ask<T>(call: Call): Promise<T> {
    const answer = await answerTo(call);
    if (answer.status >= 300) throw errorOf(answer);
    try {
      return JSON.parse(answer.text) as T;
    } catch (error) {
      // Such as the page of a proxy that wants somebody to log in.
      throw new ApiUnreachable(`${call.method} ${call.path}`, error);
    }
  }

  async function page<T extends StoredObject>(
    type: ResourceType,
    { namespace, signal, ...query }: Parameters<KubeClient['page']>[1],
  ): Promise<Page<T>> {
    const path = pathOf(type, namespace);
    const found = await ask<ListAnswer<T>>({ method: 'GET', path, query, limit: limits.pageBytes, signal });
    const items = found.items ?? [];
    const next = found.metadata.continue;
    return {
      items: items.map((item) => withType(item, found)),
      resourceVersion: found.metadata.resourceVersion ?? '',
      ...(next && { continue: next }),
    };
  }

  return {
    async get<T extends StoredObject>(type: ResourceType, { name, namespace }: ObjectName) {
      try {
        return await ask<T>({ method: 'GET', path: pathOf(type, namespace, name) });
      } catch (error) {
        if (isNotFound(error)) return undefined;
        throw error;
      }
    },
    page,
    async list<T extends StoredObject>(type: ResourceType, selection: Selection) {
      const items: T[] = [];
      let found = await page<T>(type, { ...selection, limit: pageSize });
      items.push(...found.items);
      while (found.continue) {
        found = await page<T>(type, { ...selection, limit: pageSize, continue: found.continue });
        items.push(...found.items);
      }
      return { items, resourceVersion: found.resourceVersion };
    },
    watch: (type, options) => watch(connection, limits, type, options),
    create: (type, object, { fieldManager, dryRun } = {}) =>
      ask({
        method: 'POST',
        path: pathOf(type, object.metadata.namespace),
        query: { fieldManager, ...dry(dryRun) },
        body: object,
      }),
    update: (type, object, subresource) =>
      ask({
        method: 'PUT',
        path: pathOf(type, object.metadata.namespace, object.metadata.name, subresource),
        body: object,
      }),
    patch: (type, { name, namespace }, patchType, patch, { subresource, fieldManager, dryRun } = {}) =>
      ask({
        method: 'PATCH',
        path: pathOf(type, namespace, name, subresource),
        query: { fieldManager, ...dry(dryRun) },
        body: patch,
        contentType: patchTypes[patchType],
      }),
    apply(type, object, { fieldManager, force, dryRun, subresource }) {
      const { name, namespace } = (object as StoredObject).metadata;
      return ask({
        method: 'PATCH',
        path: pathOf(type, namespace, name, subresource),
        query: { fieldManager, force, ...dry(dryRun) },
        body: object,
        contentType: patchTypes.apply,
      });
    },
    async delete(type, { name, namespace }, { uid, resourceVersion, propagation, gracePeriodSeconds } = {}) {
      const preconditions = {
        ...(uid !== undefined && { uid }),
        ...(resourceVersion !== undefined && { resourceVersion }),
      };
      const body = {
        apiVersion: 'v1',
        kind: 'DeleteOptions',
        ...(Object.keys(preconditions).length > 0 && { preconditions }),
        ...(propagation !== undefined && { propagationPolicy: propagation }),
        ...(gracePeriodSeconds !== undefined && { gracePeriodSeconds }),
      };
      try {
        await ask({ method: 'DELETE', path: pathOf(type, namespace, name), body });
        return true;
      } catch (error) {
        if (isNotFound(error)) return false;
        throw error;
      }
    },
    async ask(path) {
      const { status, text } = await answerTo({ method: 'GET', path });
      return { status, text };
    },
    close: () => connection.close(),
  };
}

const pauseAfter = (attempt: number) => 200 * 2 ** attempt * (0.5 + Math.random() / 2);

/** Ends early, without an error, when there is nothing to wait for any more. */
const pause = (milliseconds: number, signal: AbortSignal) => wait(milliseconds, undefined, { signal }).catch(() => {});

const dry = (dryRun: boolean | undefined) => (dryRun ? { dryRun: 'All' } : {});

/** Items of a list name neither their kind nor their version. */
function withType<T extends StoredObject>(item: T, { kind, apiVersion }: ListAnswer<T>): T {
  if (item.kind !== undefined || kind === undefined || apiVersion === undefined) return item;
  return { ...item, apiVersion, kind: kind.replace(/List$/, '') };
}
