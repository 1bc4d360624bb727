import { maxCheckpointAge } from '../values/configuration-options.ts';
import type { EffectiveConfiguration } from '../values/effective-configuration.ts';
import type { CheckpointTimes } from './flink-port.ts';
import { milliseconds } from './options.ts';
import type { CommonStatus } from './status/bookkeeping.ts';

interface Aged {
  readonly status: CommonStatus;
  readonly configuration: EffectiveConfiguration;
  /** `undefined` where its cluster did not say. */
  readonly checkpoints?: CheckpointTimes | undefined;
  readonly now: Date;
}

export type StateAge = 'fine' | 'soon' | 'old' | 'unknown';

/** Why a spec waits for another state. */
export const untilNewer = {
  soon: 'the last checkpoint is too old, and another one is under way',
  unknown: 'the cluster does not say how old the last checkpoint is',
} as const;

/** Whether the state that a running job has kept is new enough to go on from; `soon`: a newer one is under way. Source: `spec/flink-engine.md` 4.5. */
export function ageOfState({ status, configuration, checkpoints, now }: Aged): StateAge {
  const longest = configuration.value(maxCheckpointAge);
  if (longest === undefined) return 'fine';
  const since = now.getTime() - milliseconds(longest);
  const isWithin = (time: number | undefined) => time !== undefined && time > since;
  if (isWithin(Number(status.jobStatus?.startTime ?? Number.NaN))) return 'fine';
  if (!checkpoints) return 'unknown';
  if (isWithin(checkpoints.completedAt)) return 'fine';
  return isWithin(checkpoints.underWaySince) ? 'soon' : 'old';
}

/** Whether its cluster has to be asked. */
export const asksForAge = (configuration: EffectiveConfiguration): boolean =>
  configuration.value(maxCheckpointAge) !== undefined;
