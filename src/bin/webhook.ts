import type { Server as SecureServer } from 'node:https';
import { setTimeout as wait } from 'node:timers/promises';
import type { FastifyInstance } from 'fastify';
import { createGate } from '../admission/gate.ts';
import type { ServingCertificate } from '../certificates/serving-certificate.ts';
import { readVersion } from '../cli/version.ts';
import { LiveSettings, type Reloaded } from '../config/live-settings.ts';
import type { LoadedSettings, SettingsSources } from '../config/settings.ts';
import type { Watching } from '../config/watch-directory.ts';
import type { Log, LogWriter } from '../log.ts';
import { buildServer } from '../server/build-server.ts';
import { buildHealth } from '../server/health.ts';
import { closeWithin, listen } from '../server/listening.ts';
import { Load } from '../server/load.ts';
import { createMetrics, type Metrics } from '../server/metrics.ts';
import { selfTest } from '../server/self-test.ts';
import { allowsNames, replaceCertificate, tlsOptions, tlsPolicy } from '../server/tls-options.ts';
import { type Cluster, findCluster } from './cluster.ts';
import { webhookCertificate } from './webhook-certificate.ts';
import { gatherFacts } from './webhook-facts.ts';

export interface WebhookOptions {
  readonly loaded: LoadedSettings;
  /** Read again at a reload. */
  readonly sources: SettingsSources;
  readonly writer: LogWriter;
}

export interface Webhook {
  readonly version: string;
  /** Where reviews are answered, as a caller on this machine writes it. */
  readonly url: string;
  readonly healthUrl: string;
  readonly certificate: ServingCertificate;
  reload(): Promise<void>;
  /** Stops without losing a call (S-23). */
  stop(): Promise<void>;
}

/** The decisions of the engine are loaded when the first edit is to be judged, and not at the start. */
const foresight = async () => (await import('../engine/preview/foresight.ts')).foresight;

/** Builds the webhook server from its pieces, joins them and listens. */
export async function startWebhook({ loaded, sources, writer: { log } }: WebhookOptions): Promise<Webhook> {
  const { settings } = loaded;
  const version = readVersion();
  const load = new Load(settings.limits);
  const live = new LiveSettings(loaded, sources, (result) => tellReload(result, log, metrics));
  const metrics: Metrics = createMetrics({
    version,
    policy: () => live.policy,
    inFlight: () => load.requests,
    caches: () => facts.caches(),
  });
  // Who asks first finds it; who never asks pays nothing.
  let found: Promise<Cluster> | undefined;
  const cluster = () => {
    found ??= findCluster(settings.kubernetes ?? {});
    return found;
  };
  const facts = await gatherFacts(settings, log, cluster);
  const gate = createGate({
    ...facts.ports,
    now: () => new Date(),
    elapsed: () => performance.now(),
    policy: () => live.policy,
    foresight,
    observer: {
      samples: metrics.samples,
      finished: metrics.finished,
      failed(rule, error) {
        metrics.failed(rule, error);
        log.error({ rule, err: error }, 'a rule broke down');
      },
    },
  });
  const certificate = await webhookCertificate({ settings, log, metrics, cluster });
  const test = selfTest();
  let draining = false;
  let url: string | undefined;
  const listens = { name: 'https', problem: () => (url === undefined ? 'does not listen yet' : undefined) };
  const health = buildHealth({
    checks: [certificate.check, listens, test, ...facts.checks],
    draining: () => draining,
    metrics,
    version: { version, node: process.versions.node },
  });
  const started: Watching[] = [certificate, facts];
  let server: FastifyInstance;
  let healthUrl: string;
  let serving: ServingCertificate;
  try {
    // Whoever waits for the certificate is asked meanwhile how it goes.
    healthUrl = await listen(health, settings.health);
    serving = await certificate.serving;
    const policy = await tlsPolicy(settings.tls);
    const allows = allowsNames(settings.tls.allowedNames);
    server = buildServer({
      gate,
      log,
      metrics,
      load,
      limits: settings.limits,
      timeouts: settings.timeouts,
      draining: () => draining,
      tls: tlsOptions(serving.pair, policy),
      ...(allows && { allows }),
    });
    started.push(serving.follow((pair) => replaceCertificate(server.server as unknown as SecureServer, pair, policy)));
    url = await listen(server, settings.listen);
  } catch (error) {
    // What goes on would keep the process alive.
    for (const each of started) each.close();
    await health.close();
    throw error;
  }
  await test.run(gate);
  const watching = live.watch();
  if (watching) started.push(watching);
  log.info({ url, health: healthUrl, tls: settings.tls.mode }, 'serving');

  return {
    version,
    url,
    healthUrl,
    certificate: serving,
    reload: () => live.reload(),
    async stop() {
      draining = true;
      const handedOver = certificate.handOver();
      if (settings.shutdownDelay > 0) {
        log.info({ seconds: settings.shutdownDelay }, 'not ready any more, still serving');
        await wait(settings.shutdownDelay * 1000);
      }
      await Promise.race([handedOver, wait(1000)]);
      for (const each of started) each.close();
      await closeWithin(server, settings.timeouts.drain * 1000);
      await health.close();
      log.info('stopped');
    },
  };
}

function tellReload(result: Reloaded, log: Log, metrics: Metrics): void {
  if ('problems' in result) {
    metrics.reloaded('failure');
    log.error({ problems: result.problems }, 'kept the last good settings');
    return;
  }
  metrics.reloaded('success');
  log.level = result.settings.log.level;
  log.info('took over the settings');
  if (result.waiting.length > 0) log.warn({ settings: result.waiting }, 'some settings wait for a restart');
}
