import { collectDefaultMetrics, Gauge, Registry } from 'prom-client';
import type { Clock } from '../clock.ts';
import { FastCounter, FastHistogram, registered } from './metric-family.ts';
import { type ResourceKind, ResourceMetrics, type ResourceSeen } from './resource-metrics.ts';

export interface EngineMetricsOptions {
  readonly version: string;
  /** Times in milliseconds. Asked at every scrape, like all that are functions; `undefined` where no passes are made. */
  queue(): { readonly waiting: number; readonly oldestWait: number; readonly running: number } | undefined;
  caches(): Iterable<EngineCache>;
  leading(): boolean;
  /** Jobs that are being submitted. */
  submissions(): number;
  readonly operator: { readonly namespace: string; readonly name: string; readonly host: string };
  readonly clock: Clock;
}

interface EngineCache {
  readonly kind: string;
  readonly state: 'waiting' | 'synced' | 'absent';
  /** Milliseconds. */
  readonly silentFor: number | undefined;
  readonly size: number;
}

/** The metrics of the engine: of its own work, and of the resources under the names of the reference. */
export interface EngineMetrics {
  /** Told of every status that is seen or written; `undefined`: the resource is gone. */
  resource(kind: ResourceKind, namespace: string, name: string, seen: ResourceSeen | undefined): void;
  passFinished(kind: string, outcome: 'ok' | 'failed', milliseconds: number): void;
  /** A pass that failed is tried again. */
  retried(kind: string): void;
  /** `silent`: there was no answer. */
  flinkCalled(call: string, outcome: 'ok' | 'refused' | 'silent', milliseconds: number): void;
  event(reason: string, type: string): void;
  text(): Promise<string>;
  readonly contentType: string;
}

const prefix = 'flink_engine_';
const durations = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60];
const reconciled = ['FlinkDeployment', 'FlinkSessionJob', 'FlinkStateSnapshot'];

/** No label holds the name of an object; only metrics of the reference have namespaces. */
export function createEngineMetrics(options: EngineMetricsOptions): EngineMetrics {
  const registry = new Registry();
  const counter = (name: string, help: string, labels: readonly string[]) =>
    registered(registry, new FastCounter(prefix + name, help, labels));
  const histogram = (name: string, help: string, labels: readonly string[]) =>
    registered(registry, new FastHistogram(prefix + name, help, labels, durations));

  const passes = counter('passes_total', 'Passes over single objects.', ['kind', 'outcome']);
  const passDuration = histogram('pass_duration_seconds', 'Time that a pass takes.', ['kind']);
  const retries = counter('retries_total', 'Passes that are tried again because they failed.', ['kind']);
  const flinkCalls = counter('flink_calls_total', 'Calls of the REST API of Flink.', ['call', 'outcome']);
  const flinkCallDuration = histogram('flink_call_duration_seconds', 'Time that Flink takes to answer.', ['call']);
  const events = counter('events_total', 'What was told by Events.', ['reason', 'type']);
  // A rate can only be read from a series that was there before.
  for (const kind of reconciled) {
    for (const outcome of ['ok', 'failed']) passes.at(kind, outcome);
    retries.at(kind);
  }
  askAtScrapes(registry, options);
  const resources = new ResourceMetrics(registry, options);
  collectDefaultMetrics({ register: registry, prefix: `${prefix}runtime_` });

  return {
    contentType: registry.contentType,
    text() {
      resources.recount();
      return registry.metrics();
    },
    resource: (kind, namespace, name, seen) => resources.seen(kind, namespace, name, seen),
    passFinished(kind, outcome, milliseconds) {
      passes.at(kind, outcome).value++;
      passDuration.at(kind).observe(milliseconds / 1000);
    },
    retried(kind) {
      retries.at(kind).value++;
    },
    flinkCalled(call, outcome, milliseconds) {
      flinkCalls.at(call, outcome).value++;
      flinkCallDuration.at(call).observe(milliseconds / 1000);
    },
    event(reason, type) {
      events.at(reason, type).value++;
    },
  };
}

function askAtScrapes(
  registry: Registry,
  { version, queue, caches, leading, submissions }: EngineMetricsOptions,
): void {
  const gauge = (name: string, help: string, value: () => number) =>
    new Gauge({
      name: prefix + name,
      help,
      registers: [registry],
      collect() {
        this.set(value());
      },
    });
  const ofCaches = (name: string, help: string, value: (cache: EngineCache) => number | undefined) =>
    new Gauge({
      name: prefix + name,
      help,
      labelNames: ['kind'],
      registers: [registry],
      collect() {
        this.reset();
        for (const cache of caches()) {
          const current = value(cache);
          if (current !== undefined) this.set({ kind: cache.kind }, current);
        }
      },
    });
  gauge('queue_waiting', 'Objects whose pass is due but has not begun.', () => queue()?.waiting ?? 0);
  gauge(
    'queue_oldest_wait_seconds',
    'Time that the longest due pass has waited.',
    () => (queue()?.oldestWait ?? 0) / 1000,
  );
  gauge('passes_running', 'Passes that are under way.', () => queue()?.running ?? 0);
  gauge('submissions_running', 'Jobs that are being submitted.', submissions);
  gauge('leader', 'Whether this replica reconciles.', () => (leading() ? 1 : 0));
  ofCaches('cache_synced', 'Whether a cache of objects is complete.', ({ state }) => (state === 'waiting' ? 0 : 1));
  ofCaches('cache_age_seconds', 'Time since a cache heard of its objects.', ({ silentFor }) =>
    silentFor === undefined ? undefined : silentFor / 1000,
  );
  ofCaches('cache_objects', 'Objects in a cache.', ({ size }) => size);
  new Gauge({
    name: `${prefix}build_info`,
    help: 'What is running; always 1.',
    labelNames: ['version', 'node'],
    registers: [registry],
  }).set({ version, node: process.versions.node }, 1);
}
