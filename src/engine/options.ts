import {
  booleanOption,
  doubleOption,
  durationOption,
  enumOption,
  intOption,
  mapOption,
  stringOption,
} from '../values/configuration-option.ts';
import { reconcileInterval } from '../values/configuration-options.ts';
import type { EffectiveConfiguration, OperatorConfiguration } from '../values/effective-configuration.ts';
import type { Propagation } from './ports.ts';
import type { ErrorLimits } from './status/status-error.ts';

/** Options of the operator by which the engine works. Source: `spec/flink-config.md` 1.1–1.3. */

const second = 1_000_000_000n;
const key = (name: string) => `kubernetes.operator.${name}`;

const reconcileParallelism = intOption(key('reconcile.parallelism'), {
  fallbackKeys: [key('reconciler.max.parallelism')],
  default: 50,
});
const restReadyDelay = durationOption(key('observer.rest-ready.delay'), { default: 10n * second });
const progressInterval = durationOption(key('observer.progress-check.interval'), { default: 10n * second });
const clientTimeout = durationOption(key('flink.client.timeout'), {
  fallbackKeys: [key('observer.flink.client.timeout')],
  default: 10n * second,
});
const cancelTimeout = durationOption(key('flink.client.cancel.timeout'), {
  fallbackKeys: [key('reconciler.flink.cancel.job.timeout')],
  default: 60n * second,
});
const submissionTimeout = durationOption(key('job.submission.timeout'), { default: 600n * second });
const stackTraces = booleanOption(key('exception.stacktrace.enabled'), { default: false });
const stackTraceLength = intOption(key('exception.stacktrace.max.length'), { default: 2048 });
const errorFieldLength = intOption(key('exception.field.max.length'), { default: 2048 });
const errorCauses = intOption(key('exception.throwable.list.max.count'), { default: 2 });
const errorLabels = mapOption(key('exception.label.mapper'));
const exceptionEvents = intOption(key('events.exceptions.limit-per-reconciliation'), { default: 10 });
const exceptionLines = intOption(key('events.exceptions.stacktrace-lines'), { default: 5 });
const propagations = ['Foreground', 'Background', 'Orphan'] as const;
const deletionPropagation = enumOption<Propagation>(key('resource.deletion.propagation'), propagations, {
  default: 'Foreground',
});

const retryInitial = durationOption(key('retry.initial.interval'), { default: 5n * second });
const retryLongest = durationOption(key('retry.max.interval'));
const retryMultiplier = doubleOption(key('retry.interval.multiplier'), { default: 1.5 });
const ratePeriod = durationOption(key('rate-limiter.refresh-period'), { default: 15n * second });
/** The reference's 5 are passes that wait for what they have begun; ours are shorter and more. */
const rateLimit = intOption(key('rate-limiter.limit'), { default: 20 });

export const watchedNamespaces = stringOption(key('watched.namespaces'));
export const dynamicNamespaces = booleanOption(key('dynamic.namespaces.enabled'), { default: false });
export const labelSelector = stringOption(key('label.selector'));
export const canaryTimeout = durationOption(key('health.canary.resource.timeout'), { default: 60n * second });
export const terminationTimeout = durationOption(key('termination.timeout'), { default: 10n * second });
export const leaseDuration = durationOption(key('leader-election.lease-duration'), { default: 15n * second });
export const leaseRenewal = durationOption(key('leader-election.renew-deadline'), { default: 10n * second });
export const leaseRetry = durationOption(key('leader-election.retry-period'), { default: 2n * second });

export const readinessTimeout = durationOption(key('deployment.readiness.timeout'), { default: 300n * second });
export const jobManagerTtl = durationOption(key('jm-deployment.shutdown-ttl'), { default: 86_400n * second });
export const blocksOnSessionJobs = booleanOption(key('session.deletion.block-on-session-jobs'), { default: true });
export const blocksOnUnmanagedJobs = booleanOption(key('session.deletion.block-on-unmanaged-jobs'), {
  fallbackKeys: [key('session.block-on-unmanaged-jobs')],
  default: true,
});
const formats = ['CANONICAL', 'NATIVE'] as const;
export const savepointFormat = enumOption<(typeof formats)[number]>(key('savepoint.format.type'), formats, {
  default: 'CANONICAL',
});
/** Despite its name it counts for every stop with a savepoint. */
export const drainsOnStop = booleanOption(key('job.drain-on-savepoint-deletion'), { default: false });
export const snapshotResources = booleanOption(key('snapshot.resource.enabled'), { default: true });
export const disposesOfOwn = booleanOption(key('savepoint.dispose-on-delete'), { default: false });
const checkpointTypes = ['FULL', 'INCREMENTAL'] as const;
export const checkpointType = enumOption<(typeof checkpointTypes)[number]>(key('checkpoint.type'), checkpointTypes, {
  default: 'FULL',
});
/** For so long after its trigger, a snapshot that a nonce asks for is tried again where it fails. */
export const triggerGrace = {
  savepoint: durationOption(key('savepoint.trigger.grace-period'), {
    fallbackKeys: [key('observer.savepoint.trigger.grace-period')],
    default: 60n * second,
  }),
  checkpoint: durationOption(key('checkpoint.trigger.grace-period'), { default: 60n * second }),
};
export const cleansSavepoints = booleanOption(key('savepoint.cleanup.enabled'), { default: true });
export const savepointHistoryCount = intOption(key('savepoint.history.max.count'), { default: 10 });
const savepointHistoryCountThreshold = intOption(key('savepoint.history.max.count.threshold'));
export const savepointHistoryAge = durationOption(key('savepoint.history.max.age'), { default: 86_400n * second });
const savepointHistoryAgeThreshold = durationOption(key('savepoint.history.max.age.threshold'));
export const ignoresPendingSavepoint = booleanOption(key('job.upgrade.ignore-pending-savepoint'), { default: false });
export const lastStateFallback = booleanOption(key('job.upgrade.last-state-fallback.enabled'), { default: true });
export const lastStateCancels = booleanOption(key('job.upgrade.last-state.job-cancel.enabled'), { default: false });
export const scalesInPlace = booleanOption(key('job.upgrade.inplace-scaling.enabled'), { default: true });
export const savepointOnDeletion = booleanOption(key('job.savepoint-on-deletion'), { default: false });
export const artifactHeaders = mapOption(key('user.artifacts.http.header'));
export const restartsFailed = booleanOption(key('job.restart.failed'), { default: false });
export const restartWindow = durationOption(key('cluster.health-check.restarts.window'), { default: 120n * second });
export const restartThreshold = intOption(key('cluster.health-check.restarts.threshold'), { default: 64 });
export const checkpointProgress = booleanOption(key('cluster.health-check.checkpoint-progress.enabled'), {
  default: true,
});
export const checkpointProgressWindow = durationOption(key('cluster.health-check.checkpoint-progress.window'));
export const checkpointInterval = durationOption('execution.checkpointing.interval');
export const checkpointTimeout = durationOption('execution.checkpointing.timeout', { default: 600n * second });
export const tolerableCheckpointFailures = intOption('execution.checkpointing.tolerable-failed-checkpoints', {
  default: 0,
});
export const restSecure = booleanOption('security.ssl.rest.enabled', { default: false });

export const milliseconds = (nanoseconds: bigint | undefined): number => Number((nanoseconds ?? 0n) / 1_000_000n);

/** What holds for the objects of one namespace and Flink version, read from the configuration of the operator alone. */
export interface EngineLimits {
  /** Milliseconds between two looks at something that is as it should be, is under way, or is about to answer. */
  readonly times: { readonly reconcile: number; readonly progress: number; readonly restReady: number };
  /** Milliseconds that calls of Flink may take. */
  readonly timeouts: { readonly client: number; readonly cancel: number; readonly submission: number };
  readonly errors: ErrorLimits;
  readonly exceptions: { readonly events: number; readonly lines: number };
  readonly propagation: Propagation;
  /** Whatever a job asks for, no more savepoints are kept than so many, and none older than so many milliseconds. */
  readonly history: { readonly count: number; readonly age: number };
}

export function engineLimits(configuration: EffectiveConfiguration): EngineLimits {
  const time = (option: typeof reconcileInterval) => milliseconds(configuration.value(option) ?? option.default);
  const mostAge = configuration.value(savepointHistoryAgeThreshold);
  const number = (option: typeof errorCauses) => configuration.value(option) ?? (option.default as number);
  return {
    times: { reconcile: time(reconcileInterval), progress: time(progressInterval), restReady: time(restReadyDelay) },
    timeouts: { client: time(clientTimeout), cancel: time(cancelTimeout), submission: time(submissionTimeout) },
    errors: {
      field: number(errorFieldLength),
      stackTrace: configuration.value(stackTraces) ? number(stackTraceLength) : undefined,
      causes: number(errorCauses),
      labels: labelsOf(configuration.value(errorLabels)),
    },
    exceptions: { events: number(exceptionEvents), lines: number(exceptionLines) },
    propagation: configuration.value(deletionPropagation) ?? 'Foreground',
    history: {
      count: configuration.value(savepointHistoryCountThreshold) ?? Number.POSITIVE_INFINITY,
      age: mostAge === undefined ? Number.POSITIVE_INFINITY : milliseconds(mostAge),
    },
  };
}

/** A pattern that is none labels nothing. */
function labelsOf(mapper: ReadonlyMap<string, string> = new Map()): ErrorLimits['labels'] {
  return [...mapper].flatMap(([text, label]) => {
    try {
      return [{ pattern: new RegExp(text), label }];
    } catch {
      return [];
    }
  });
}

/** Milliseconds that no pause between tries exceeds where the operator names none, so that what is mended goes on soon. */
const longestPause = 300_000;

/** How passes are scheduled, as the process began. Tries never end, as the cause may be gone at any time. */
export function queueLimits({ own }: OperatorConfiguration) {
  const time = (option: typeof retryInitial) => milliseconds(own.value(option) ?? option.default);
  const longest = own.value(retryLongest);
  return {
    parallelism: own.value(reconcileParallelism) ?? 50,
    retry: {
      initial: time(retryInitial),
      multiplier: own.value(retryMultiplier) ?? 1.5,
      longest: longest === undefined ? longestPause : milliseconds(longest),
      attempts: Number.POSITIVE_INFINITY,
    },
    rate: { limit: own.value(rateLimit) ?? 20, period: time(ratePeriod) },
  };
}
