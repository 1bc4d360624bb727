import type { FastifyInstance } from 'fastify';
import { pino } from 'pino';
import type { Gate } from '../../src/admission/answer-types.ts';
import { buildServer } from '../../src/server/build-server.ts';
import { Load } from '../../src/server/load.ts';

/** The server as it is built for the network, around a gate that may change between requests. */
export function serverAround(gate: () => Gate): FastifyInstance {
  return buildServer({
    gate: { answer: (side, body, plural) => gate().answer(side, body, plural) },
    log: pino({ level: 'silent' }),
    metrics: { answered: () => {}, rejected: () => {} },
    load: new Load({ concurrency: 10, bufferedBytes: 64 * 2 ** 20 }),
    limits: { bodyBytes: 7 * 2 ** 20, requestsPerSocket: 1000 },
    timeouts: { headers: 10, request: 15, keepAlive: 90 },
    draining: () => false,
  });
}

export async function post(
  server: FastifyInstance,
  url: string,
  body: string,
): Promise<{ status: number; body: string }> {
  const headers = { 'content-type': 'application/json' };
  const { statusCode, body: answer } = await server.inject({ method: 'POST', url, headers, payload: body });
  return { status: statusCode, body: answer };
}
