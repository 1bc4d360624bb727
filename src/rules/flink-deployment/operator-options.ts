import {
  booleanOption,
  type ConfigurationOption,
  doubleOption,
  durationOption,
  enumOption,
  intOption,
  mapOption,
  stringOption,
} from '../../values/configuration-option.ts';
import {
  artifactSchemes,
  healthCheckEnabled,
  ingressManaged,
  jobManagerRecoveryEnabled,
  maxCheckpointAge,
  periodicCheckpointInterval,
  periodicSavepointInterval,
  reconcileInterval,
  restrictedHostsDisallowed,
  rollbackEnabled,
} from '../../values/configuration-options.ts';

/** The options of the operator, by who may set them. */

type Options = readonly ConfigurationOption<unknown>[];
type Make = (key: string, extras?: { fallbackKeys: string[] }) => ConfigurationOption<unknown>;

const prefix = 'kubernetes.operator.';

const all = (make: Make, ...names: string[]): Options => names.map((name) => make(`${prefix}${name}`));

function renamed(make: Make, name: string, olderName: string): ConfigurationOption<unknown> {
  return make(`${prefix}${name}`, { fallbackKeys: [`${prefix}${olderName}`] });
}

/** Read for each resource, so a resource may set them. */
export const resourceOptions: Options = [
  rollbackEnabled,
  healthCheckEnabled,
  jobManagerRecoveryEnabled,
  maxCheckpointAge,
  periodicSavepointInterval,
  periodicCheckpointInterval,
  renamed(durationOption, 'savepoint.trigger.grace-period', 'observer.savepoint.trigger.grace-period'),
  renamed(booleanOption, 'session.deletion.block-on-unmanaged-jobs', 'session.block-on-unmanaged-jobs'),
  ...all(
    durationOption,
    'checkpoint.trigger.grace-period',
    'deployment.readiness.timeout',
    'jm-deployment.shutdown-ttl',
    'savepoint.history.max.age',
    'cluster.health-check.restarts.window',
    'cluster.health-check.checkpoint-progress.window',
  ),
  ...all(
    booleanOption,
    'job.upgrade.ignore-pending-savepoint',
    'job.upgrade.inplace-scaling.enabled',
    'job.upgrade.last-state-fallback.enabled',
    'job.upgrade.last-state.job-cancel.enabled',
    'jm-deployment.startup.probe.enabled',
    'savepoint.dispose-on-delete',
    'savepoint.cleanup.enabled',
    'snapshot.resource.enabled',
    'cluster.health-check.checkpoint-progress.enabled',
    'job.restart.failed',
    'pod-template.merge-arrays-by-name',
    'job.savepoint-on-deletion',
    'job.drain-on-savepoint-deletion',
    'session.deletion.block-on-session-jobs',
  ),
  ...all(intOption, 'savepoint.history.max.count', 'cluster.health-check.restarts.threshold'),
  ...all(mapOption, 'user.artifacts.http.header'),
  enumOption(`${prefix}savepoint.format.type`, ['CANONICAL', 'NATIVE']),
  enumOption(`${prefix}checkpoint.type`, ['FULL', 'INCREMENTAL', 'UNKNOWN']),
];

/** Read from the operator's own configuration only, whatever a resource sets. */
export const systemOptions: Options = [
  reconcileInterval,
  artifactSchemes,
  restrictedHostsDisallowed,
  ingressManaged,
  renamed(intOption, 'reconcile.parallelism', 'reconciler.max.parallelism'),
  renamed(durationOption, 'flink.client.timeout', 'observer.flink.client.timeout'),
  renamed(durationOption, 'flink.client.cancel.timeout', 'reconciler.flink.cancel.job.timeout'),
  renamed(durationOption, 'resource.cleanup.timeout', 'reconciler.flink.cluster.shutdown.timeout'),
  ...all(
    durationOption,
    'observer.rest-ready.delay',
    'observer.progress-check.interval',
    'job.submission.timeout',
    'retry.initial.interval',
    'retry.max.interval',
    'rate-limiter.refresh-period',
    'leader-election.lease-duration',
    'leader-election.renew-deadline',
    'leader-election.retry-period',
    'dynamic.config.check.interval',
    'config.cache.timeout',
    'savepoint.history.max.age.threshold',
    'health.canary.resource.timeout',
    'termination.timeout',
    'cluster.resource-view.refresh-interval',
  ),
  ...all(
    booleanOption,
    'exception.stacktrace.enabled',
    'dynamic.namespaces.enabled',
    'leader-election.enabled',
    'dynamic.config.enabled',
    'health.probe.enabled',
    'startup.stop-on-informer-error',
    'jvm.metrics.enabled',
    'josdk.metrics.enabled',
    'kubernetes.client.metrics.enabled',
    'resource.metrics.enabled',
    'resource.lifecycle.metrics.enabled',
    'resource.lifecycle.namespace.histograms.enabled',
  ),
  ...all(
    intOption,
    'exception.stacktrace.max.length',
    'exception.field.max.length',
    'exception.throwable.list.max.count',
    'retry.max.attempts',
    'rate-limiter.limit',
    'config.cache.size',
    'savepoint.history.max.count.threshold',
    'health.probe.port',
    'events.exceptions.limit-per-reconciliation',
    'events.exceptions.stacktrace-lines',
  ),
  ...all(doubleOption, 'retry.interval.multiplier'),
  ...all(mapOption, 'exception.label.mapper'),
  ...all(stringOption, 'user.artifacts.base.dir', 'watched.namespaces', 'leader-election.lease-name', 'label.selector'),
  enumOption(`${prefix}resource.deletion.propagation`, ['Foreground', 'Background', 'Orphan']),
];

/** Keys below these are made up by plug-ins, reporters and the like, or speak of one namespace or version. */
export const openFamilies: readonly string[] = [
  'plugins.',
  'metrics.',
  'kubernetes.client.metrics.',
  'default-configuration.',
  'bluegreen.',
].map((name) => `${prefix}${name}`);
