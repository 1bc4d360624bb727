import type { IncomingMessage, RequestOptions } from 'node:http';
import { Agent, request as requestPlain } from 'node:http';
import { request } from 'node:https';
import { setTimeout as wait } from 'node:timers/promises';
import { readAnswer } from '../read-answer.ts';
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
/** Bytes of a refusal. */
const errorBytes = 1024 * 1024;
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
  /** Bytes that the answer may have. */
  readonly limit?: number;
  readonly signal?: AbortSignal | undefined;
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
    const abort = () => {
      asked.destroy(reasonOf(signal));
      closeIdle(options.agent);
    };
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

/** Where one connection was dead, those that wait for their next call are likely to be dead as well. */
function closeIdle(agent: RequestOptions['agent']): void {
  if (!(agent instanceof Agent)) return;
  for (const sockets of Object.values(agent.freeSockets)) for (const socket of sockets ?? []) socket.destroy();
}

function reasonOf({ reason }: AbortSignal): Error {
  return reason instanceof Error ? reason : new Error(String(reason));
}

function readAll(message: IncomingMessage, limit: number): Promise<string> {
  return readAnswer(message, limit, () => new Error(`the answer is larger than ${limit} bytes`));
}

interface RawEvent<T> {
  readonly type: 'ADDED' | 'MODIFIED' | 'DELETED' | 'BOOKMARK' | 'ERROR';
  readonly object: T;
}

async function* watch<T extends StoredObject>(
  connection: Connection,
  { callTime, objectBytes }: ClientLimits,
  type: ResourceType,
  { namespace, signal, heard, ...selection }: WatchOptions,
): AsyncIterable<WatchEvent<T>> {
  const path = pathOf(type, namespace);
  const call = { method: 'GET', path, query: { ...selection, watch: true, allowWatchBookmarks: true } } as const;
  let opened: Opened | undefined;
  try {
    opened = await beginWatch(connection, call, signal, callTime);
    const { message } = opened;
    heard?.();
    for await (const line of linesOf(message, objectBytes, heard)) yield eventOf<T>(JSON.parse(line) as RawEvent<T>);
  } catch (error) {
    if (error instanceof ApiError) throw error;
    throw new ApiUnreachable(`watch ${path}`, error);
  } finally {
    opened?.finish();
    opened?.message.destroy();
  }
}

/** A stream that says 200 within the time of a call. */
async function beginWatch(
  connection: Connection,
  call: Call,
  signal: AbortSignal,
  callTime: number,
  renewed = false,
): Promise<Opened> {
  const late = new AbortController();
  const timer = setTimeout(() => late.abort(new Error(`no answer within ${callTime} ms`)), callTime);
  try {
    const opened = await open(connection, call, AbortSignal.any([signal, late.signal]));
    const { message, finish } = opened;
    if (message.statusCode === 200) return opened;
    const text = await readAll(message, errorBytes).finally(finish);
    if (message.statusCode !== 401 || renewed || !connection.renew) {
      throw errorOf({ status: message.statusCode ?? 0, text, retryAfter: undefined });
    }
  } finally {
    clearTimeout(timer);
  }
  await connection.renew();
  return beginWatch(connection, call, signal, callTime, true);
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
async function* linesOf(message: IncomingMessage, limit: number, heard?: () => void): AsyncIterable<string> {
  let pieces: Buffer[] = [];
  let held = 0;
  for await (const piece of message as AsyncIterable<Buffer>) {
    heard?.();
    let from = 0;
    for (let end = piece.indexOf(10, from); end >= 0; end = piece.indexOf(10, from)) {
      pieces.push(piece.subarray(from, end));
      const line = pieces.length === 1 ? (pieces[0] as Buffer) : Buffer.concat(pieces);
      pieces = [];
      held = 0;
      from = end + 1;
      if (line.length > 0) yield line.toString('utf8');
    }
    if (from < piece.length) pieces.push(piece.subarray(from));
    held += piece.length - from;
    if (held > limit) throw new Error(`an event is larger than ${limit} bytes`);
  }
}
