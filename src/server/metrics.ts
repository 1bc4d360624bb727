import { Counter, Gauge, type Metric, Registry } from 'prom-client';
import type { Outcome } from '../admission/answer-types.ts';
import type { Policy, RuleObserver } from '../admission/ports.ts';
import { FastCounter, FastHistogram } from './metric-family.ts';

export interface MetricsOptions {
  readonly version: string;
  /** Tells in which mode a finding was made. */
  policy(): Policy;
  /** Reviews that are being answered; asked at every scrape. */
  inFlight(): number;
  /** The caches behind look-ups; asked at every scrape. */
  caches?(): readonly CacheFigures[];
}

export interface CacheFigures {
  readonly kind: string;
  readonly synced: boolean;
  /** Since the API server last said anything about it. */
  readonly silentSeconds: number | undefined;
}

/** The metrics of the gate (S-28). No label holds what a caller chose: no namespace, no name. */
export interface Metrics extends RuleObserver {
  /** Counts one answered review. */
  answered(outcome: Outcome, seconds: number): void;
  /** Counts a request that was turned away before anything was reviewed. */
  rejected(reason: string): void;
  reloaded(result: 'success' | 'failure'): void;
  certificateExpires(name: string, at: Date): void;
  certificateReloaded(result: 'success' | 'failure'): void;
  /** Counts one step of issuing, on the replica that issues. */
  certificateRotated(step: string): void;
  caBundleRepaired(): void;
  readonly contentType: string;
  text(): Promise<string>;
}

const durations = [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5];
/** The share of reviews whose rules are timed. */
const sampled = 0.01;
const ruleDurations = [0.000_01, 0.000_1, 0.001, 0.01, 0.1];

/** A caller may write anything into the operation; a label may not take it over. */
const operations = new Set(['CREATE', 'UPDATE', 'DELETE', 'CONNECT']);

const prefix = 'flink_admission_';

export function createMetrics({ version, policy, inFlight, caches = () => [] }: MetricsOptions): Metrics {
  const registry = new Registry();
  const hot = <T extends { name: string }>(family: T): T => {
    registry.registerMetric(family as unknown as Metric);
    return family;
  };
  const options = (name: string, help: string) => ({ name: `${prefix}${name}`, help, registers: [registry] });

  const requests = hot(
    new FastCounter(`${prefix}requests_total`, 'Reviews that were answered.', [
      'operation',
      'kind',
      'webhook',
      'verdict',
      'dry_run',
    ]),
  );
  const requestDuration = hot(
    new FastHistogram(
      `${prefix}request_duration_seconds`,
      'Time from the first byte of the body to the answer.',
      ['webhook', 'kind'],
      durations,
    ),
  );
  const findings = hot(new FastCounter(`${prefix}findings_total`, 'What rules found.', ['rule', 'severity', 'mode']));
  const ruleErrors = hot(
    new FastCounter(`${prefix}rule_errors_total`, 'Rules that threw or overran their time.', ['rule']),
  );
  const ruleDuration = hot(
    new FastHistogram(
      `${prefix}rule_duration_seconds`,
      'Time that single rules take, in a random sample of one review in a hundred, so that measuring costs nothing.',
      ['rule'],
      ruleDurations,
    ),
  );
  const patchOperations = hot(
    new FastCounter(`${prefix}patch_operations_total`, 'Operations in the patches of the mutating side.', ['kind']),
  );
  const rejectedBodies = hot(
    new FastCounter(`${prefix}rejected_bodies_total`, 'Requests that held no review that could be read.', ['reason']),
  );

  new Gauge({
    ...options('in_flight', 'Reviews that are being answered.'),
    collect() {
      this.set(inFlight());
    },
  });
  const expiry = new Gauge({
    ...options('certificate_expiry_timestamp_seconds', 'When a certificate ends, in Unix time.'),
    labelNames: ['name'],
  });
  const certificateReloads = new Counter({
    ...options('certificate_reload_total', 'Changes of the certificate files, by whether they could be used.'),
    labelNames: ['result'],
  });
  const reloads = new Counter({
    ...options('config_reload_total', 'Reloads of the settings, by whether they could be used.'),
    labelNames: ['result'],
  });
  const repairs = new Counter(
    options('ca_bundle_repairs_total', 'Repairs of the caBundle of our own webhook configurations.'),
  );
  const rotations = new Counter({
    ...options('certificate_rotations_total', 'Steps of issuing that this replica has taken.'),
    labelNames: ['step'],
  });
  new Gauge({
    ...options('cache_synced', 'Whether a cache of objects is complete.'),
    labelNames: ['kind'],
    collect() {
      for (const { kind, synced } of caches()) this.set({ kind }, synced ? 1 : 0);
    },
  });
  new Gauge({
    ...options('cache_age_seconds', 'Time since a cache heard of its objects.'),
    labelNames: ['kind'],
    collect() {
      for (const { kind, silentSeconds } of caches()) {
        if (silentSeconds !== undefined) this.set({ kind }, silentSeconds);
      }
    },
  });
  new Gauge({ ...options('build_info', 'What is running; always 1.'), labelNames: ['version', 'node'] }).set(
    { version, node: process.versions.node },
    1,
  );
  for (const result of ['success', 'failure']) {
    reloads.inc({ result }, 0);
    certificateReloads.inc({ result }, 0);
  }

  return {
    contentType: registry.contentType,
    text: () => registry.metrics(),
    answered(outcome, seconds) {
      const { side, kind, namespace, operation, verdict } = outcome;
      const known = operation !== undefined && operations.has(operation) ? operation : 'other';
      requests.at(known, kind, side, verdict, outcome.dryRun ? 'true' : 'false').value++;
      requestDuration.at(side, kind).observe(seconds);
      if (outcome.reason !== undefined) rejectedBodies.at(outcome.reason).value++;
      if (outcome.patchOperations > 0) patchOperations.at(kind).value += outcome.patchOperations;
      if (outcome.findings.length === 0) return;
      const { mode } = policy();
      for (const { rule, severity } of outcome.findings) {
        findings.at(rule, severity, mode(rule, namespace)).value++;
      }
    },
    rejected(reason) {
      rejectedBodies.at(reason).value++;
    },
    reloaded: (result) => reloads.inc({ result }),
    certificateReloaded: (result) => certificateReloads.inc({ result }),
    certificateRotated: (step) => rotations.inc({ step }),
    caBundleRepaired: () => repairs.inc(),
    certificateExpires: (name, at) => expiry.set({ name }, at.getTime() / 1000),
    samples: () => Math.random() < sampled,
    finished: (rule, milliseconds) => ruleDuration.at(rule).observe(milliseconds / 1000),
    failed(rule) {
      ruleErrors.at(rule).value++;
    },
  };
}
