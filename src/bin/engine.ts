import { randomUUID } from 'node:crypto';
import { setTimeout as wait } from 'node:timers/promises';
import { readVersion } from '../cli/version.ts';
import { systemClock } from '../clock.ts';
import { policyOf } from '../config/policy.ts';
import type { Settings } from '../config/settings-type.ts';
import {
  labelSelector,
  leaseDuration,
  leaseRenewal,
  leaseRetry,
  milliseconds,
  terminationTimeout,
} from '../engine/options.ts';
import { FlinkClusters } from '../flink/flink-clusters.ts';
import { Election } from '../kube/lease.ts';
import type { Log } from '../log.ts';
import { createResolver } from '../server/resolver.ts';
import type { OperatorConfiguration } from '../values/effective-configuration.ts';
import { findCluster } from './cluster.ts';
import { createFindings } from './engine/findings.ts';
import { startHealth } from './engine/health.ts';
import { defaultLogFiles } from './engine/log-files.ts';
import { createObserver } from './engine/observer.ts';
import { jarSubmissions } from './engine/submissions.ts';
import { followsFile, namespacesToWatch } from './engine/watched-namespaces.ts';
import { Worker } from './engine/worker.ts';
import { followOperatorConfiguration } from './operator-configuration.ts';

export interface EngineOptions {
  readonly settings: Settings;
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly log: Log;
  /** What this process was made for is over: another one leads, or should. */
  ended(reason: string): void;
}

export interface RunningEngine {
  readonly version: string;
  readonly healthUrl: string;
  /** Ends with the passes that run, and lets another one begin at once. */
  stop(): Promise<void>;
}

/** Builds the engine from its pieces, joins them, and waits to be the one that works. */
export async function startEngine({ settings, environment, log, ended }: EngineOptions): Promise<RunningEngine> {
  const { engine } = settings;
  const version = readVersion();
  const configuration = await followOperatorConfiguration(settings.operatorConfiguration, log, () => void retarget());
  const operator = () => configuration.current();
  const sources = { settings: settings.namespaces, environment: environment['WATCH_NAMESPACES'] };
  const cluster = await findCluster(settings.kubernetes ?? {});
  const { address, authority, certificate, key, verifyHost } = engine.flink;
  const { dns } = settings.facts;
  let submissions: ReturnType<typeof jarSubmissions> | undefined;
  let election: Election | undefined;
  let started = false;
  let stopping = false;
  const observing = createObserver({
    version,
    log,
    operator: { namespace: cluster.namespace, name: 'sluice', host: cluster.identity },
    client: cluster.client,
    configuration: operator,
    worker: () => worker,
    leading: () => election?.leading ?? (started && !engine.leaderElection.enabled),
    submissions: () => submissions?.running ?? 0,
  });
  const clusters = await FlinkClusters.open({
    address,
    tls: { authority, certificate, key, verifyHost },
    observer: observing.metrics.flinkCalled,
  });
  const { stringify } = await import('yaml');
  const worker = new Worker({
    client: cluster.client,
    clock: systemClock,
    randomId: () => randomUUID().replaceAll('-', ''),
    flink: (place) => clusters.at(place),
    submissions: (wake) => {
      submissions = jarSubmissions({ clusters, operator, settings: engine.artifacts, environment, wake, log });
      return submissions;
    },
    operator,
    findings: createFindings({
      operator,
      resolver: createResolver({ timeout: dns.timeout }),
      policy: policyOf(settings),
      clock: systemClock,
    }),
    defaultLogFiles: await defaultLogFiles(settings),
    timeZone: Intl.DateTimeFormat().resolvedOptions().timeZone,
    printYaml: (value) => stringify(value, { lineWidth: 0 }),
    groups: engine.groups,
    labelSelector: engine.labelSelector ?? operator().own.value(labelSelector),
    observer: observing.observer,
  });

  let namespaces = namespacesToWatch(sources, operator());
  async function retarget(): Promise<void> {
    if (!followsFile(sources, operator())) return;
    const wanted = namespacesToWatch(sources, operator());
    if (wanted.join() === namespaces.join()) return;
    namespaces = wanted;
    log.info({ namespaces }, 'watches other namespaces from now on');
    await worker.follow(wanted);
  }

  const health = await startHealth({
    settings: engine.health,
    observing,
    version,
    worker: () => worker,
    started: () => started,
  });
  log.info({ version, namespaces, health: health.url }, 'starting');
  await worker.follow(namespaces);
  started = true;

  if (engine.leaderElection.enabled) {
    election = new Election({
      client: cluster.client,
      name: engine.leaderElection.lease,
      namespace: cluster.namespace,
      identity: `${cluster.identity}_${randomUUID().slice(0, 8)}`,
      times: electionTimes(operator()),
      failed: (error) => log.warn({ err: error }, 'cannot reach the lease'),
      lead,
    }).start();
  } else worker.start();

  async function lead(signal: AbortSignal): Promise<void> {
    // It may have been told to stop while it was becoming the leader.
    if (signal.aborted) return;
    log.info('leads from now on');
    worker.start();
    await new Promise((resolve) => signal.addEventListener('abort', resolve, { once: true }));
    // What another leader does must not be undone by a pass of ours that has not heard of it.
    if (stopping) await finish();
    else ended('the lease is lost');
  }

  async function finish(): Promise<void> {
    const patience = milliseconds(operator().own.value(terminationTimeout));
    await Promise.race([worker.stop(), wait(patience, undefined, { ref: false })]);
  }

  return {
    version,
    healthUrl: health.url,
    async stop() {
      stopping = true;
      log.info('stopping');
      await election?.stop();
      await finish();
      observing.close();
      clusters.close();
      configuration.close();
      await health.close();
      cluster.client.close();
      log.info('stopped');
    },
  };
}

function electionTimes({ own }: OperatorConfiguration) {
  const seconds = (option: typeof leaseDuration) => milliseconds(own.value(option)) / 1000;
  return { lease: seconds(leaseDuration), renew: seconds(leaseRenewal), retry: seconds(leaseRetry) };
}
