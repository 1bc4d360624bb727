import type { IncomingMessage } from 'node:http';
import { type Call, errorOf, type Opened, open, pathOf, readAll } from './call.ts';
import type { Connection } from './connection.ts';
import { ApiError, type ApiStatus, ApiUnreachable } from './errors.ts';
import type { ResourceType, StoredObject, WatchEvent, WatchOptions } from './kube-client.ts';

/** Bytes of a refusal. */
const errorBytes = 1024 * 1024;

interface WatchLimits {
  /** Milliseconds until the stream has to begin. */
  readonly callTime: number;
  /** Bytes of one object. */
  readonly objectBytes: number;
}

interface RawEvent<T> {
  readonly type: 'ADDED' | 'MODIFIED' | 'DELETED' | 'BOOKMARK' | 'ERROR';
  readonly object: T;
}

export async function* watch<T extends StoredObject>(
  connection: Connection,
  { callTime, objectBytes }: WatchLimits,
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
