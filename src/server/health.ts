import Fastify, { type FastifyInstance } from 'fastify';
import type { Metrics } from './metrics.ts';
import { withoutSchemas } from './without-schemas.ts';

/** One thing that must hold before the server takes calls (S-15). */
export interface ReadinessCheck {
  readonly name: string;
  /** What is wrong, `undefined` when nothing is. */
  problem(): string | undefined;
}

export interface HealthOptions {
  readonly checks: readonly ReadinessCheck[];
  /** A shutdown has begun: not ready any more, whatever the checks say (S-23). */
  readonly draining: () => boolean;
  readonly metrics: Pick<Metrics, 'text' | 'contentType'>;
  readonly version: Readonly<Record<string, string>>;
  /** What any other path answers; without it, that it was not found. */
  readonly otherwise?: () => { readonly code: number; readonly body: string };
}

const text = 'text/plain; charset=utf-8';

const notFound = () => ({ code: 404, body: 'not found\n' });

/** Probes, metrics and version over plain HTTP (S-14), as Kubernetes' own components answer them. Does not listen. */
export function buildHealth({
  checks,
  draining,
  metrics,
  version,
  otherwise = notFound,
}: HealthOptions): FastifyInstance {
  const server = Fastify({
    logger: false,
    return503OnClosing: false,
    exposeHeadRoutes: false,
    schemaController: withoutSchemas,
  });
  let started = false;

  // An event loop that answers is alive.
  server.get('/livez', (_request, reply) => {
    reply.type(text).send('ok');
  });

  server.get<{ Querystring: Record<string, string | undefined> }>('/readyz', (request, reply) => {
    const found = checks.map((check) => ({ name: check.name, problem: check.problem() }));
    const sound = found.every(({ problem }) => problem === undefined);
    started ||= sound;
    found.push({ name: 'shutdown', problem: draining() ? 'has begun' : undefined });
    // A startup probe asks whether the start has ended, and not whether a shutdown has begun.
    const passed = 'startup' in request.query ? started : sound && !draining();
    const verbose = 'verbose' in request.query || !passed;
    reply
      .code(passed ? 200 : 503)
      .type(text)
      .send(verbose ? report(found, passed) : 'ok');
  });

  server.get('/metrics', async (_request, reply) => {
    reply.type(metrics.contentType);
    return metrics.text();
  });

  server.get('/version', (_request, reply) => {
    reply.send(version);
  });

  server.setNotFoundHandler((_request, reply) => {
    const { code, body } = otherwise();
    reply.code(code).type(text).send(body);
  });
  return server;
}

function report(found: readonly { name: string; problem: string | undefined }[], passed: boolean): string {
  const lines = found.map(({ name, problem }) => (problem === undefined ? `[+]${name} ok` : `[-]${name} ${problem}`));
  return `${lines.join('\n')}\nreadyz check ${passed ? 'passed' : 'failed'}\n`;
}
