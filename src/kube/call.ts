import type { IncomingMessage, RequestOptions } from 'node:http';
import { Agent, request as requestPlain } from 'node:http';
import { request } from 'node:https';
import { readAnswer } from '../read-answer.ts';
import type { Connection } from './connection.ts';
import { ApiError, type ApiStatus } from './errors.ts';
import type { ResourceType } from './kube-client.ts';

/** One call of an API server, over Node's own https. */
export interface Call {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  readonly path: string;
  readonly query?: Readonly<Record<string, string | number | boolean | undefined>>;
  readonly body?: unknown;
  readonly contentType?: string;
  /** Bytes that the answer may have. */
  readonly limit?: number;
  readonly signal?: AbortSignal | undefined;
}

export interface Answer {
  readonly status: number;
  readonly text: string;
  readonly retryAfter: number | undefined;
}

export function pathOf(
  { group, version, plural, namespaced }: ResourceType,
  namespace?: string,
  name?: string,
  sub?: string,
) {
  const root = group === '' ? `/api/${version}` : `/apis/${group}/${version}`;
  const within = namespaced && namespace !== undefined ? `/namespaces/${encodeURIComponent(namespace)}` : '';
  const one = name === undefined ? '' : `/${encodeURIComponent(name)}`;
  return `${root}${within}/${plural}${one}${sub === undefined ? '' : `/${sub}`}`;
}

export function errorOf({ status, text, retryAfter }: Answer): ApiError {
  let told: ApiStatus;
  try {
    told = JSON.parse(text) as ApiStatus;
  } catch {
    // A proxy in between, or an API server that is going down, answers in plain words.
    told = { message: text.slice(0, 500) };
  }
  return new ApiError(status, told, retryAfter);
}

export interface Opened {
  readonly message: IncomingMessage;
  /** The call is over; its signal ends nothing any more. */
  finish(): void;
}

/** Sends a call and waits for the head of its answer. The signal ends both the wait and the answer. */
export async function open(connection: Connection, call: Call, signal: AbortSignal): Promise<Opened> {
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

export function readAll(message: IncomingMessage, limit: number): Promise<string> {
  return readAnswer(message, limit, () => new Error(`the answer is larger than ${limit} bytes`));
}
