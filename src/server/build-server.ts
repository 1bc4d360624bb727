import type { ServerOptions as SecureServerOptions } from 'node:https';
import type { Socket } from 'node:net';
import Fastify, { type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify';
import type { Gate, Side } from '../admission/answer-types.ts';
import { kindNames } from '../api/kinds.ts';
import type { Log } from '../log.ts';
import { createListener, type Timeouts } from './listener.ts';
import type { Load } from './load.ts';
import type { Metrics } from './metrics.ts';
import { readBody } from './read-body.ts';
import { brokenRequests, json, refuse } from './refuse.ts';
import { createRecorder, type Recorder } from './request-log.ts';
import { createGathering } from './together.ts';
import { TurnedAway, unsupportedMediaType } from './turned-away.ts';
import { withoutSchemas } from './without-schemas.ts';

export interface ServerOptions {
  readonly gate: Gate;
  readonly log: Log;
  readonly metrics: Pick<Metrics, 'answered' | 'rejected'>;
  readonly load: Load;
  readonly limits: { readonly bodyBytes: number; readonly requestsPerSocket: number };
  readonly timeouts: Timeouts;
  /** Once true, every answer asks the caller to open its next connection elsewhere (S-23). */
  readonly draining: () => boolean;
  readonly tls?: SecureServerOptions;
  /** Whether the certificate of a caller bears an allowed name (S-22). Everybody is allowed without it. */
  readonly allows?: (socket: Socket) => boolean;
}

const welcome = `This is Sluice, the admission gate for Apache Flink resources on Kubernetes.
It answers AdmissionReviews that API servers post to it.
`;

const sides: readonly Side[] = ['validate', 'mutate', 'convert'];

/** A path for each side, and for validating and mutating one for each kind as well (S-14). */
function* routes(): Iterable<{ path: string; side: Side; plural?: string }> {
  const plurals = new Set(Object.values(kindNames).map(({ plural }) => plural));
  for (const side of sides) {
    yield { path: `/${side}`, side };
    if (side === 'convert') continue;
    for (const plural of plurals) yield { path: `/${side}/${plural}`, side, plural };
  }
}

/** Translates between HTTP and the gate, and nothing more. Does not listen. */
export function buildServer(options: ServerOptions): FastifyInstance {
  const { limits, timeouts, tls, load, draining, allows } = options;
  const joined = { ...options, record: createRecorder(options.log, options.metrics), together: createGathering() };
  const server = Fastify({
    // One line for each review is ours to write; Fastify's own would cost a child logger a request.
    logger: false,
    // What comes while the server closes is still answered.
    return503OnClosing: false,
    exposeHeadRoutes: false,
    schemaController: withoutSchemas,
    // Nothing here reads a query, such as the `?timeout=10s` of API servers.
    routerOptions: { querystringParser: () => ({}) },
    frameworkErrors: (_error, _request, reply) => {
      refuse(options, reply, new TurnedAway(400, 'bad-path', 'the path is not valid'));
    },
    clientErrorHandler: brokenRequests(options),
    serverFactory: (handle) =>
      createListener({ timeouts, tls, bodyBytes: limits.bodyBytes }, handle as Parameters<typeof createListener>[1]),
  });

  server.removeAllContentTypeParsers();
  server.addContentTypeParser('application/json', (request, message, done) => {
    // Whatever is posted to no route of ours is not read.
    if (request.is404) done(null, undefined);
    else {
      request.startedAt = performance.now();
      readBody(message, limits.bodyBytes, load, done);
    }
  });
  server.decorateRequest('startedAt', 0);
  if (allows) {
    server.addHook('onRequest', (request, _reply, done) => {
      const stranger = !allows(request.socket);
      done(stranger ? new TurnedAway(403, 'client-name', 'this client certificate is not allowed here') : undefined);
    });
  }

  const known = new Map([['/', 'GET']]);
  for (const { path, side, plural } of routes()) {
    known.set(path, 'POST');
    server.post(path, (request, reply) => review(joined, side, plural, request, reply));
  }
  server.get('/', (_request, reply) => {
    if (draining()) reply.header('connection', 'close');
    reply.type('text/plain; charset=utf-8').send(welcome);
  });
  server.setNotFoundHandler((request, reply) => {
    const [path = ''] = request.url.split('?', 1);
    const method = known.get(path);
    if (method === undefined)
      return refuse(options, reply, new TurnedAway(404, 'no-such-path', 'there is nothing here'));
    reply.header('allow', method);
    refuse(options, reply, new TurnedAway(405, 'method', `only ${method} is answered here`));
  });
  server.setErrorHandler((error, _request, reply) => refuse(options, reply, error));
  return server;
}

declare module 'fastify' {
  interface FastifyRequest {
    startedAt: number;
  }
}

interface Joined extends ServerOptions {
  readonly record: Recorder;
  /** Does the work once this turn of the event loop has brought what it brings. */
  readonly together: (work: () => void) => void;
}

function review(
  joined: Joined,
  side: Side,
  plural: string | undefined,
  request: FastifyRequest,
  reply: FastifyReply,
): void {
  const body = request.body as Buffer | undefined;
  // Neither a body nor a word about its type.
  if (body === undefined) refuse(joined, reply, unsupportedMediaType());
  else joined.together(() => answer(joined, side, plural, body, request, reply));
}

function answer(
  joined: Joined,
  side: Side,
  plural: string | undefined,
  body: Buffer,
  request: FastifyRequest,
  reply: FastifyReply,
): void {
  const { gate, load, limits, draining, record } = joined;
  gate.answer(side, body, plural).then(
    ({ status, body: text, outcome }) => {
      load.leave(body.length);
      if (draining() || isLast(request.socket, limits.requestsPerSocket)) reply.header('connection', 'close');
      reply.code(status).type(json).send(text);
      record(outcome, performance.now() - request.startedAt, body);
    },
    (error: unknown) => {
      load.leave(body.length);
      refuse(joined, reply, error);
    },
  );
}

const answered = Symbol('answered');

/**
 * Whether a connection has carried its share (S-24). Node's own `maxRequestsPerSocket` only asks the caller to close
 * and answers 503 to one that does not; here the answer is still given and the connection ends behind it.
 */
function isLast(socket: Socket & { [answered]?: number }, share: number): boolean {
  const count = (socket[answered] ?? 0) + 1;
  socket[answered] = count;
  return share > 0 && count >= share;
}
