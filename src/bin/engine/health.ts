import type { Endpoint } from '../../config/settings-type.ts';
import { buildEngineHealth } from '../../server/engine-health.ts';
import { EngineHealth } from '../../server/engine-health-state.ts';
import { listen } from '../../server/listening.ts';
import type { Observing } from './observer.ts';
import type { Worker } from './worker.ts';

export interface EngineHealthOptions {
  readonly settings: Endpoint;
  readonly observing: Observing;
  readonly version: string;
  readonly worker: () => Worker;
  readonly started: () => boolean;
}

export interface HealthServer {
  readonly url: string;
  close(): Promise<void>;
}

/** Answers probes, and who reads metrics, from before the engine can work. */
export async function startHealth({
  settings,
  observing,
  version,
  worker,
  started,
}: EngineHealthOptions): Promise<HealthServer> {
  const { metrics, canaries } = observing;
  const health = new EngineHealth({ caches: () => worker().caches, started, canaries: () => canaries.all() });
  const server = buildEngineHealth({
    health,
    checks: [],
    draining: () => false,
    metrics,
    version: { version, node: process.versions.node },
  });
  return { url: await listen(server, settings), close: () => server.close() };
}
