import * as http from 'node:http';
import * as https from 'node:https';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { systemClock } from '../clock.ts';
import { readAnswer } from '../read-answer.ts';
import { FlinkAnswerInvalid, FlinkUnreachable } from './errors.ts';
import type { CallOptions } from './flink-client.ts';
import type { TlsOptions } from './tls.ts';

/** What is sent with a call. */
export interface Body {
  readonly contentType: string;
  readonly bytes: number;
  pieces(): AsyncIterable<Buffer> | Iterable<Buffer>;
}

export interface Call {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  /** With the query, without the prefix of the API. */
  readonly path: string;
  readonly body?: Body;
}

export interface Answer {
  /** Of HTTP. Redirects are answers like any other: nobody is sent elsewhere with a job or a certificate. */
  readonly status: number;
  readonly text: string;
}

export interface ExchangeOptions {
  /** Of the REST server, with a path where a proxy serves it below one. */
  readonly url: URL;
  readonly tls?: TlsOptions;
  /** Bytes of one answer. */
  readonly answerBytes: number;
  /** Connections at a time for reads, and as many for writes. More calls wait for one, within their own time. */
  readonly sockets: number;
}

export interface Exchange {
  /**
   * Sends a call and reads its answer. A read is sent again while nobody listens or Flink has no leader (503). Throws
   * `FlinkUnreachable` and, for an answer that is too large, `FlinkAnswerInvalid`.
   */
  send(call: Call, options: CallOptions): Promise<Answer>;
  close(): void;
}

/** Milliseconds between the tries of a read, at first and at most. */
const pauses = { first: 200, longest: 3000 };

/** Calls over Node's own http and https. */
export function createExchange({ url, tls = {}, answerBytes, sockets }: ExchangeOptions): Exchange {
  const { Agent, request } = url.protocol === 'https:' ? https : http;
  const kept = new Agent({ ...tls, keepAlive: true, maxSockets: sockets, maxFreeSockets: 1 });
  // A kept connection may have been closed by Flink while a call was on its way. That is no harm to a read, which is
  // sent again, but of a write nobody would know whether it was heard.
  const fresh = new Agent({ ...tls, keepAlive: false, maxSockets: sockets });

  const tooLarge = () => new FlinkAnswerInvalid(`the answer is larger than ${answerBytes} bytes`);

  /** One try. */
  async function attempt(call: Call, signal: AbortSignal): Promise<Answer> {
    const target = new URL(url);
    target.pathname = `${target.pathname.replace(/\/$/, '')}/v1`;
    const asked = request(`${target.href}${call.path}`, {
      agent: call.method === 'GET' ? kept : fresh,
      method: call.method,
      signal,
      headers: {
        accept: 'application/json',
        'user-agent': 'sluice',
        ...(call.body && { 'content-type': call.body.contentType, 'content-length': call.body.bytes }),
      },
    });
    const answered = new Promise<http.IncomingMessage>((resolve, reject) => {
      asked.once('response', resolve);
      asked.on('error', reject);
    });
    // Flink may answer before it has read everything, such as that a jar is too large; then that answer counts.
    const sent = call.body ? pipeline(Readable.from(call.body.pieces()), asked) : Promise.resolve(asked.end());
    try {
      const [message] = await Promise.all([answered, Promise.race([sent, answered])]);
      return { status: message.statusCode ?? 0, text: await readAnswer(message, answerBytes, tooLarge) };
    } finally {
      if (!asked.writableFinished) asked.destroy();
    }
  }

  async function send(call: Call, { timeout, signal: given }: CallOptions): Promise<Answer> {
    const what = `${call.method} ${call.path}`;
    const until = systemClock.elapsed() + timeout;
    const late = AbortSignal.timeout(Math.max(0, timeout));
    const signal = given ? AbortSignal.any([late, given]) : late;
    for (let pause = pauses.first; ; pause = Math.min(2 * pause, pauses.longest)) {
      const mayRepeat = () => call.method === 'GET' && !signal.aborted && systemClock.elapsed() + pause < until;
      try {
        const answer = await attempt(call, signal);
        if (answer.status !== 503 || !mayRepeat()) return answer;
      } catch (error) {
        if (error instanceof FlinkAnswerInvalid) throw new FlinkAnswerInvalid(`${what}: ${error.message}`);
        if (!isConnectionLost(error) || !mayRepeat()) {
          const cause = late.aborted ? new Error(`none within ${timeout / 1000} s`, { cause: error }) : error;
          throw new FlinkUnreachable(url.origin, what, cause, isRefused(error));
        }
      }
      await systemClock.sleep(pause, signal);
    }
  }

  return {
    send,
    close() {
      kept.destroy();
      fresh.destroy();
    },
  };
}

/** Before anything was said. */
const refusals = new Set(['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'EHOSTUNREACH', 'ENETUNREACH']);
/** A JobManager that starts, ends or moves. Wrong certificates and the like are not among them: they stay. */
const losses = new Set([...refusals, 'ECONNRESET', 'EPIPE', 'ETIMEDOUT', 'ECONNABORTED']);

const codeOf = (error: unknown) => (error as NodeJS.ErrnoException | undefined)?.code ?? '';
const isRefused = (error: unknown) => refusals.has(codeOf(error));
const isConnectionLost = (error: unknown) => losses.has(codeOf(error));
