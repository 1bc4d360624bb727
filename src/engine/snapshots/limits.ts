import { retainedCheckpoints } from '../../values/configuration-options.ts';
import { milliseconds, savepointHistoryAge, savepointHistoryCount } from '../options.ts';
import type { CommonStatus } from '../status/bookkeeping.ts';
import type { SnapshotJob, SnapshotType } from './job.ts';

interface HistoryLimits {
  /** At least 1. */
  readonly count: number;
  /** Milliseconds. */
  readonly age: number;
}

/** How much is kept of what the engine takes by itself. Source: `spec/flink-engine.md` 7.9. */
export function limitsOf(
  { configuration, limits }: Pick<SnapshotJob<CommonStatus>, 'configuration' | 'limits'>,
  type: SnapshotType,
): HistoryLimits {
  if (type === 'checkpoint') {
    return { count: Math.max(1, configuration.value(retainedCheckpoints) ?? 1), age: Number.POSITIVE_INFINITY };
  }
  const age = milliseconds(configuration.value(savepointHistoryAge) ?? savepointHistoryAge.default);
  return {
    count: Math.max(1, Math.min(configuration.value(savepointHistoryCount) ?? 10, limits.history.count)),
    age: Math.min(age, limits.history.age),
  };
}
