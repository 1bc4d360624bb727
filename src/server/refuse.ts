import type { ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import type { FastifyReply } from 'fastify';
import type { Log } from '../log.ts';
import type { Metrics } from './metrics.ts';
import { refusalBody, TurnedAway, unsupportedMediaType } from './turned-away.ts';

export interface RefusalOptions {
  readonly log: Log;
  readonly metrics: Pick<Metrics, 'rejected'>;
  readonly draining: () => boolean;
  readonly limits: { readonly bodyBytes: number };
}

export const json = 'application/json; charset=utf-8';

/** A short answer for what is no review. What a program error says is for the log and not for the caller. */
export function refuse({ log, metrics, draining, limits }: RefusalOptions, reply: FastifyReply, error: unknown): void {
  const why = explain(error);
  metrics.rejected(why.reason);
  if (why.statusCode === 500) log.error({ err: error }, 'a request broke down');
  else log.debug({ reason: why.reason, status: why.statusCode }, 'turned a request away');
  if (reply.raw.destroyed) return;
  const body = refusalBody(why.reason, why.message);
  if (why.statusCode === 413) {
    answerAndLinger(reply, body, limits.bodyBytes);
    return;
  }
  if (why.statusCode === 503) {
    // A new handshake would cost more than reading the rest of the body.
    if (!draining()) reply.removeHeader('connection');
    reply.header('retry-after', '1');
  }
  if (draining()) reply.header('connection', 'close');
  reply.code(why.statusCode).type(json).send(body);
}

function explain(error: unknown): TurnedAway {
  if (error instanceof TurnedAway) return error;
  const status = (error as { statusCode?: unknown } | null)?.statusCode;
  if (status === 415) return unsupportedMediaType();
  if (typeof status === 'number' && status >= 400 && status < 500) {
    return new TurnedAway(status, 'bad-request', 'the request could not be read');
  }
  return new TurnedAway(500, 'internal', 'the request could not be answered');
}

const lingerMilliseconds = 2000;

/**
 * Closing a connection on which bytes wait unread resets it, and the caller would lose the answer. So the answer is
 * sent at once, and the connection closed when the caller has stopped sending or after a while.
 */
function answerAndLinger(reply: FastifyReply, body: string, bytes: number): void {
  reply.hijack();
  const response: ServerResponse = reply.raw;
  const message = reply.request.raw;
  response.writeHead(413, { 'content-type': json, 'content-length': body.length, connection: 'close' });
  response.write(body);
  let rest = bytes;
  const end = () => {
    clearTimeout(timer);
    message.off('data', discard).off('end', end);
    response.end();
  };
  const discard = (chunk: Buffer) => {
    rest -= chunk.length;
    if (rest < 0) end();
  };
  const timer = setTimeout(end, lingerMilliseconds);
  response.once('close', () => clearTimeout(timer));
  message.on('data', discard).on('end', end).on('error', end);
}

/** By which a caller says that it does not believe our certificate, in the words of OpenSSL. */
const distrust = /_ALERT_(UNKNOWN_CA|BAD_CERTIFICATE|CERTIFICATE_UNKNOWN|CERTIFICATE_EXPIRED)$/;
/** A line a minute says it: API servers try again and again. */
const distrustPause = 60_000;

/** Answers what is not even HTTP, came too slowly, or is the end of a handshake. */
export function brokenRequests({ metrics, log }: Pick<RefusalOptions, 'metrics' | 'log'>) {
  let toldAt = Number.NEGATIVE_INFINITY;
  return (error: NodeJS.ErrnoException, socket: Socket): void => {
    if (!distrust.test(error.code ?? '')) {
      answerBrokenRequest({ metrics }, error, socket);
      return;
    }
    metrics.rejected('distrusted');
    socket.destroy();
    if (performance.now() - toldAt < distrustPause) return;
    toldAt = performance.now();
    log.warn({ reason: error.code }, 'a caller does not believe the certificate; its caBundle does not fit');
  };
}

function answerBrokenRequest(
  { metrics }: Pick<RefusalOptions, 'metrics'>,
  error: NodeJS.ErrnoException,
  socket: Socket,
): void {
  // The caller hung up; whoever was reading the body tells of it.
  if (error.code === 'ECONNRESET' || error.code === 'HPE_INVALID_EOF_STATE' || !socket.writable) {
    socket.destroy();
    return;
  }
  const [status, reason, text] =
    error.code === 'ERR_HTTP_REQUEST_TIMEOUT'
      ? ['408 Request Timeout', 'timeout', 'the request took too long to arrive']
      : error.code === 'HPE_HEADER_OVERFLOW'
        ? ['431 Request Header Fields Too Large', 'headers', 'the headers are too large']
        : ['400 Bad Request', 'bad-request', 'the request is not HTTP/1.1'];
  metrics.rejected(reason);
  const body = refusalBody(reason, text);
  socket.end(
    `HTTP/1.1 ${status}\r\nContent-Type: ${json}\r\nContent-Length: ${body.length}\r\nConnection: close\r\n\r\n${body}`,
    () => socket.destroy(),
  );
}
