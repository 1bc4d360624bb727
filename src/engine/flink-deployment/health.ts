import { healthCheckEnabled } from '../../values/configuration-options.ts';
import type { EffectiveConfiguration } from '../../values/effective-configuration.ts';
import * as options from '../options.ts';
import type { Status } from './subject.ts';

/** What is known of the health of a job, as it stands in `status.clusterInfo.ClusterHealthInfo`. Times are milliseconds since 1970. */
export interface HealthInfo {
  readonly timeStamp: number;
  readonly numRestarts: number;
  /** Since when restarts are counted. */
  readonly numRestartsEvaluationTimeStamp: number;
  readonly numCompletedCheckpoints: number;
  readonly numCompletedCheckpointsIncreasedTimeStamp: number;
  readonly healthResult: { readonly healthy: boolean; readonly error: string | null };
}

/** What a cluster says of its job. */
export interface HealthSample {
  /** Milliseconds since 1970. */
  readonly at: number;
  readonly restarts: number;
  readonly checkpoints: number;
}

/** Times are milliseconds. */
export interface HealthLimits {
  readonly restartWindow: number;
  /** Restarts within the window that are not too many. */
  readonly restarts: number;
  /** Within which a checkpoint must complete; `undefined`: it need not. */
  readonly checkpointWindow: number | undefined;
}

/** `undefined` where nobody asks for it. */
export function healthLimits(configuration: EffectiveConfiguration): HealthLimits | undefined {
  if (!configuration.value(healthCheckEnabled)) return undefined;
  return {
    restartWindow: options.milliseconds(configuration.value(options.restartWindow)),
    restarts: configuration.value(options.restartThreshold) ?? 0,
    checkpointWindow: configuration.value(options.checkpointProgress) ? checkpointWindow(configuration) : undefined,
  };
}

/** No shorter than what the job itself takes for a failure. */
function checkpointWindow(configuration: EffectiveConfiguration): number | undefined {
  const window = configuration.value(options.checkpointProgressWindow);
  const interval = configuration.value(options.checkpointInterval);
  if (window === undefined && interval === undefined) return undefined;
  const tries = (configuration.value(options.tolerableCheckpointFailures) ?? 0) + 2;
  const timeout = options.milliseconds(configuration.value(options.checkpointTimeout));
  const least = Math.max(options.milliseconds(interval) * tries, timeout * tries);
  return Math.max(options.milliseconds(window), least);
}

/** Source: `spec/flink-engine.md` 5.4. */
export function judgeHealth(before: HealthInfo | undefined, seen: HealthSample, limits: HealthLimits): HealthInfo {
  const { at, restarts, checkpoints } = seen;
  if (!before) {
    return {
      timeStamp: at,
      numRestarts: restarts,
      numRestartsEvaluationTimeStamp: at,
      numCompletedCheckpoints: checkpoints,
      numCompletedCheckpointsIncreasedTimeStamp: at,
      healthResult: { healthy: true, error: null },
    };
  }
  const [restarted, checkpointed] = [judgeRestarts(before, seen, limits), judgeCheckpoints(before, seen, limits)];
  const errors = [restarted.error, checkpointed.error].filter((error) => error !== undefined);
  return {
    timeStamp: at,
    ...restarted.kept,
    ...checkpointed.kept,
    healthResult: { healthy: errors.length === 0, error: errors.join('|') },
  };
}

function judgeRestarts(before: HealthInfo, { at, restarts }: HealthSample, limits: HealthLimits) {
  const fresh = { numRestarts: restarts, numRestartsEvaluationTimeStamp: at };
  const { numRestarts, numRestartsEvaluationTimeStamp: since } = before;
  // Another JobManager counts from the start.
  if (restarts < numRestarts) return { kept: fresh };
  const share = at > since ? Math.min(1, limits.restartWindow / (at - since)) : 1;
  const isOften = Math.floor((restarts - numRestarts) * share) > limits.restarts;
  const kept = since < at - limits.restartWindow ? fresh : { numRestarts, numRestartsEvaluationTimeStamp: since };
  return { kept, error: isOften ? `Restart count hit threshold: ${limits.restarts}` : undefined };
}

function judgeCheckpoints(before: HealthInfo, { at, checkpoints }: HealthSample, { checkpointWindow }: HealthLimits) {
  const { numCompletedCheckpoints, numCompletedCheckpointsIncreasedTimeStamp: since } = before;
  if (checkpoints !== numCompletedCheckpoints) {
    return { kept: { numCompletedCheckpoints: checkpoints, numCompletedCheckpointsIncreasedTimeStamp: at } };
  }
  const kept = { numCompletedCheckpoints, numCompletedCheckpointsIncreasedTimeStamp: since };
  const isStuck = checkpointWindow !== undefined && since + checkpointWindow < at;
  return { kept, error: isStuck ? 'Cluster is not able to complete checkpoints' : undefined };
}

/** `undefined` where there is none, or somebody else has written something else there. */
export function healthOf({ clusterInfo }: Status): HealthInfo | undefined {
  const text = clusterInfo?.['ClusterHealthInfo'];
  if (text === undefined) return undefined;
  try {
    const info = JSON.parse(text) as HealthInfo | null;
    return info?.healthResult === undefined || !Number.isFinite(info.timeStamp) ? undefined : info;
  } catch {
    return undefined;
  }
}

export const withHealth = (status: Status, info: HealthInfo): Status => ({
  ...status,
  clusterInfo: { ...status.clusterInfo, ClusterHealthInfo: JSON.stringify(info) },
});

/** What was known of a job that ends is over. */
export function withoutHealth(status: Status): Status {
  if (status.clusterInfo?.['ClusterHealthInfo'] === undefined) return status;
  const { ClusterHealthInfo: _, ...clusterInfo } = status.clusterInfo;
  return { ...status, clusterInfo };
}
