import type { Server as SecureServer } from 'node:https';
import { setTimeout as wait } from 'node:timers/promises';
import { createGate } from '../admission/gate.ts';
import { readVersion } from '../cli/version.ts';
import { LiveSettings, type Reloaded } from '../config/live-settings.ts';
import type { LoadedSettings, SettingsSources } from '../config/settings.ts';
import type { Log, LogWriter } from '../log.ts';
import { buildServer } from '../server/build-server.ts';
import { buildHealth } from '../server/health.ts';
import { closeWithin, listen } from '../server/listening.ts';
import { Load } from '../server/load.ts';
import { createMetrics, type Metrics } from '../server/metrics.ts';
import { selfTest } from '../server/self-test.ts';
import { type ServingCertificate, servingCertificate } from '../server/serving-certificate.ts';
import { allowsNames, replaceCertificate, tlsOptions, tlsPolicy } from '../server/tls-options.ts';
import { type Cluster, findCluster } from './cluster.ts';
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
    found ??= findCluster(settings.kubernetes);
    return found;
  };
  const certificate = await servingCertificate({ tls: settings.tls, log, metrics });
  const policy = await tlsPolicy(settings.tls);
  let draining = false;

  const facts = await gatherFacts(settings, log, cluster);
  const gate = createGate({
    ...facts.ports,
    now: () => new Date(),
    elapsed: () => performance.now(),
    policy: () => live.policy,
    observer: {
      samples: metrics.samples,
      finished: metrics.finished,
      failed(rule, error) {
        metrics.failed(rule, error);
        log.error({ rule, err: error }, 'a rule broke down');
      },
    },
  });
  const allows = allowsNames(settings.tls.allowedNames);
  const server = buildServer({
    gate,
    log,
    metrics,
    load,
    limits: settings.limits,
    timeouts: settings.timeouts,
    draining: () => draining,
    tls: tlsOptions(certificate.pair, policy),
    ...(allows && { allows }),
  });
  const test = selfTest();
  const health = buildHealth({
    checks: [certificate.check, test, ...facts.checks],
    draining: () => draining,
    metrics,
    version: { version, node: process.versions.node },
  });
  const listening = await Promise.allSettled([listen(server, settings.listen), listen(health, settings.health)]);
  const [failed] = listening.filter(({ status }) => status === 'rejected');
  if (failed) {
    // Whichever of the two listens would keep the process alive.
    await Promise.all([server.close(), health.close()]);
    throw (failed as PromiseRejectedResult).reason;
  }
  const [url, healthUrl] = listening.map((each) => (each as PromiseFulfilledResult<string>).value) as [string, string];
  await test.run(gate);
  const followed = [
    certificate.follow((pair) => replaceCertificate(server.server as unknown as SecureServer, pair, policy)),
    live.watch(),
    facts,
  ];
  log.info({ url, health: healthUrl, tls: settings.tls.mode }, 'serving');

  return {
    version,
    url,
    healthUrl,
    certificate,
    reload: () => live.reload(),
    async stop() {
      draining = true;
      if (settings.shutdownDelay > 0) {
        log.info({ seconds: settings.shutdownDelay }, 'not ready any more, still serving');
        await wait(settings.shutdownDelay * 1000);
      }
      for (const each of followed) each?.close();
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
