import type { FastifyInstance } from 'fastify';
import type { EngineHealth } from './engine-health-state.ts';
import { buildHealth, type HealthOptions } from './health.ts';

export interface EngineHealthServerOptions extends Omit<HealthOptions, 'otherwise'> {
  readonly health: EngineHealth;
}

/**
 * The port of the engine: probes, metrics and version as on that of the webhook, and on any other path the answer of
 * the reference's health probe. A replica that does not lead is ready as soon as its caches are complete, so that it
 * can take over. Does not listen.
 */
export function buildEngineHealth({ health, checks, ...options }: EngineHealthServerOptions): FastifyInstance {
  const own = [
    { name: 'caches', problem: () => sentence(health.incomplete.map((kind) => `${kind} is incomplete`)) },
    { name: 'engine', problem: () => sentence(health.check()) },
  ];
  const otherwise = () => (health.check().length === 0 ? { code: 200, body: 'OK' } : { code: 500, body: 'ERROR' });
  return buildHealth({ ...options, checks: [...own, ...checks], otherwise });
}

const sentence = (problems: readonly string[]) => (problems.length === 0 ? undefined : problems.join(', '));
