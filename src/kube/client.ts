import type { IncomingMessage, RequestOptions } from 'node:http';
import { request as requestPlain } from 'node:http';
import { request } from 'node:https';
import { setTimeout as wait } from 'node:timers/promises';
import type { Connection } from './connection.ts';
import { ApiError, type ApiStatus, ApiUnreachable, isNotFound } from './errors.ts';
import type {
  KubeClient,
  ObjectName,
  Page,
  PatchType,
  ResourceType,
  Selection,
  StoredObject,
  WatchEvent,
  WatchOptions,
} from './kube-client.ts';

/** Milliseconds that one call may take, the connection included. */
const callTime = 15_000;
/** Bytes of an answer. A page of 500 objects may be large; nothing is without bound. */
const answerLimit = 256 * 1024 * 1024;
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

interface Call {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  readonly path: string;
  readonly query?: Readonly<Record<string, string | number | boolean | undefined>>;
  readonly body?: unknown;
  readonly contentType?: string;
}

interface Answer {
  readonly status: number;
  readonly text: string;
  readonly retryAfter: number | undefined;
}

interface ListAnswer<T> {
  readonly items?: readonly T[];
  readonly kind?: string;
  readonly apiVersion?: string;
  readonly metadata: { readonly resourceVersion?: string; readonly continue?: string };
}

/** Talks to an API server over Node's own https. */
export function createKubeClient(connection: Connection): KubeClient {
  async function send(call: Call): Promise<Answer> {
    const what = `${call.method} ${call.path}`;
    try {
      const { message, finish } = await open(connection, call, AbortSignal.timeout(callTime));
      const text = await readAll(message);
      finish();
      const retryAfter = Number(message.headers['retry-after']);
      return { status: message.statusCode ?? 0, text, retryAfter: retryAfter > 0 ? retryAfter : undefined };
    } catch (error) {
      throw error instanceof ApiError ? error : new ApiUnreachable(what, error);
    }
  }

  async function ask<T>(call: Call): Promise<T> {
    for (let attempt = 0; ; attempt++) {
      const last = call.method !== 'GET' || attempt >= retries;
      const answer = await send(call).catch((error: unknown) => {
        // Such as a connection that was kept open a moment too long.
        if (last || !(error instanceof ApiUnreachable)) throw error;
        return undefined;
      });
      if (!answer) continue;
      if (answer.status < 300) return JSON.parse(answer.text) as T;
      const busy = answer.status === 429 || (answer.status >= 500 && call.method === 'GET');
      if (!busy || attempt >= retries) throw errorOf(answer);
      await wait(1000 * Math.min(answer.retryAfter ?? 0.2 * 2 ** attempt, longestRetryAfter));
    }
  }

  async function page<T extends StoredObject>(
    type: ResourceType,
    { namespace, ...rest }: Parameters<KubeClient['page']>[1],
  ): Promise<Page<T>> {
    const found = await ask<ListAnswer<T>>({ method: 'GET', path: pathOf(type, namespace), query: { ...rest } });
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
    watch: (type, options) => watch(connection, type, options),
    create: (type, object, { dryRun } = {}) =>
      ask({ method: 'POST', path: pathOf(type, object.metadata.namespace), query: dry(dryRun), body: object }),
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
    async delete(type, { name, namespace }, { uid, propagation, gracePeriodSeconds } = {}) {
      const body = {
        apiVersion: 'v1',
        kind: 'DeleteOptions',
        ...(uid !== undefined && { preconditions: { uid } }),
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
      const { status, text } = await send({ method: 'GET', path });
      return { status, text };
    },
    close: () => connection.close(),
  };
}

const dry = (dryRun: boolean | undefined) => (dryRun ? { dryRun: 'All' } : {});

/** Items of a list name neither their kind nor their version. */
function withType<T extends StoredObject>(item: T, { kind, apiVersion }: ListAnswer<T>): T {
  if (item.kind !== undefined || kind === undefined || apiVersion === undefined) return item;
  return { ...item, apiVersion, kind: kind.replace(/List$/, '') };
}

function pathOf({ group, version, plural, namespaced }: ResourceType, namespace?: string, name?: string, sub?: string) {
  const root = group === '' ? `/api/${version}` : `/apis/${group}/${version}`;
  const within = namespaced && namespace !== undefined ? `/namespaces/${encodeURIComponent(namespace)}` : '';
  const one = name === undefined ? '' : `/${encodeURIComponent(name)}`;
  return `${root}${within}/${plural}${one}${sub === undefined ? '' : `/${sub}`}`;
}

function errorOf({ status, text, retryAfter }: Answer): ApiError {
  let told: ApiStatus;
  try {
    told = JSON.parse(text) as ApiStatus;
  } catch {
    // A proxy in between, or an API server that is going down, answers in plain words.
    told = { message: text.slice(0, 500) };
  }
  return new ApiError(status, told, retryAfter);
}

interface Opened {
  readonly message: IncomingMessage;
  /** The call is over; its signal ends nothing any more. */
  finish(): void;
}

/** Sends a call and waits for the head of its answer. The signal ends both the wait and the answer. */
async function open(connection: Connection, call: Call, signal: AbortSignal): Promise<Opened> {
  const { headers: access, ...options } = await connection.options();
  const body = call.body === undefined ? undefined : JSON.stringify(call.body);
  const headers: Record<string, unknown> = {
    ...(access as Record<string, unknown>),
    accept: 'application/json',
    'user-agent': 'sluice',
    // Node sends no length with a DELETE by itself, and the API server would take the body for the next request.
    ...(body !== undefined && {
      'content-type': call.contentType ?? 'application/json',
      'content-length': Buffer.byteLength(body),
    }),
  };
  const target = new URL(connection.server);
  target.pathname = `${target.pathname.replace(/\/$/, '')}${call.path}`;
  for (const [name, value] of Object.entries(call.query ?? {})) {
    if (value !== undefined) target.searchParams.set(name, String(value));
  }
  const start = target.protocol === 'http:' ? requestPlain : request;
  return new Promise((resolve, reject) => {
    let message: IncomingMessage | undefined;
    const asked = start(target, { ...options, method: call.method, headers } as RequestOptions, (found) => {
      message = found;
      resolve({ message: found, finish: () => signal.removeEventListener('abort', abort) });
    });
    const abort = () => asked.destroy(reasonOf(signal));
    if (signal.aborted) abort();
    signal.addEventListener('abort', abort, { once: true });
    asked.on('error', (error) => {
      signal.removeEventListener('abort', abort);
      reject(error);
      message?.destroy(error);
    });
    asked.end(body);
  });
}

function reasonOf({ reason }: AbortSignal): Error {
  return reason instanceof Error ? reason : new Error(String(reason));
}

async function readAll(message: IncomingMessage): Promise<string> {
  const pieces: Buffer[] = [];
  let bytes = 0;
  for await (const piece of message as AsyncIterable<Buffer>) {
    bytes += piece.length;
    if (bytes > answerLimit) {
      message.destroy();
      throw new Error(`the answer is larger than ${answerLimit} bytes`);
    }
    pieces.push(piece);
  }
  return Buffer.concat(pieces).toString('utf8');
}

interface RawEvent<T> {
  readonly type: 'ADDED' | 'MODIFIED' | 'DELETED' | 'BOOKMARK' | 'ERROR';
  readonly object: T;
}

async function* watch<T extends StoredObject>(
  connection: Connection,
  type: ResourceType,
  { namespace, signal, heard, ...selection }: WatchOptions,
): AsyncIterable<WatchEvent<T>> {
  const path = pathOf(type, namespace);
  const call = { method: 'GET', path, query: { ...selection, watch: true, allowWatchBookmarks: true } } as const;
  let opened: Opened;
  try {
    opened = await open(connection, call, signal);
  } catch (error) {
    throw new ApiUnreachable(`watch ${path}`, error);
  }
  const { message, finish } = opened;
  try {
    if (message.statusCode !== 200) {
      throw errorOf({ status: message.statusCode ?? 0, text: await readAll(message), retryAfter: undefined });
    }
    heard?.();
    for await (const line of linesOf(message, heard)) yield eventOf<T>(JSON.parse(line) as RawEvent<T>);
  } catch (error) {
    if (error instanceof ApiError) throw error;
    throw new ApiUnreachable(`watch ${path}`, error);
  } finally {
    finish();
    message.destroy();
  }
}

function eventOf<T extends StoredObject>({ type, object }: RawEvent<T>): WatchEvent<T> {
  if (type === 'ERROR') {
    const told = object as unknown as ApiStatus;
    throw new ApiError(told.code ?? 500, told);
  }
  if (type === 'BOOKMARK') return { type, resourceVersion: object.metadata.resourceVersion ?? '' };
  return { type, object };
}

/** Whole lines of a stream that comes in any pieces. What is cut off at the end is dropped: it was no whole event. */
async function* linesOf(message: IncomingMessage, heard?: () => void): AsyncIterable<string> {
  let pieces: Buffer[] = [];
  for await (const piece of message as AsyncIterable<Buffer>) {
    heard?.();
    let from = 0;
    for (let end = piece.indexOf(10, from); end >= 0; end = piece.indexOf(10, from)) {
      pieces.push(piece.subarray(from, end));
      const line = pieces.length === 1 ? (pieces[0] as Buffer) : Buffer.concat(pieces);
      pieces = [];
      from = end + 1;
      if (line.length > 0) yield line.toString('utf8');
    }
    if (from < piece.length) pieces.push(piece.subarray(from));
  }
}
