import { periodicCheckpointInterval, periodicSavepointInterval } from '../../values/configuration-options.ts';
import { compareFlinkVersions, type FlinkVersion, isFlinkVersion } from '../../values/flink-version.ts';
import {
  latestSnapshotTime,
  nextSnapshotTime,
  parseSnapshotSchedule,
  type SnapshotSchedule,
} from '../../values/snapshot-schedule.ts';
import type { Happening } from '../happening.ts';
import { type CommonStatus, lastReconciled } from '../status/bookkeeping.ts';
import { errorReason, nonceOf, type SnapshotJob, type SnapshotType } from './job.ts';
import { pendingTrigger } from './trigger.ts';

/** Why a snapshot is to be taken. */
export type Asked =
  | { readonly trigger: 'MANUAL'; readonly nonce: number }
  /** `due`: the latest time, which makes up for those that were missed before it. */
  | { readonly trigger: 'PERIODIC'; readonly due: Date };

/** What is to be taken now of a job that runs. Source: `spec/flink-engine.md` 7.6. */
export function askedFor<S extends CommonStatus>(job: SnapshotJob<S>, type: SnapshotType): Asked | undefined {
  const { status } = job;
  if (!isRunning(status) || pendingTrigger(status, type) || !isPossible(job, type)) return undefined;
  const nonce = newNonce(job, type);
  if (nonce !== undefined) return { trigger: 'MANUAL', nonce };
  const due = latestPeriodic(job, type);
  return due && { trigger: 'PERIODIC', due };
}

const isRunning = (status: CommonStatus) =>
  status.jobStatus?.state === 'RUNNING' && lastReconciled(status)?.spec.job !== undefined;

function newNonce<S extends CommonStatus>({ wanted, status }: SnapshotJob<S>, type: SnapshotType): number | undefined {
  const field = nonceOf[type];
  const nonce = wanted.job?.[field] ?? undefined;
  return nonce === lastReconciled(status)?.spec.job?.[field] ? undefined : nonce;
}

function latestPeriodic<S extends CommonStatus>({ snapshots, now, ...job }: SnapshotJob<S>, type: SnapshotType) {
  const { lastPeriodic, timeZone } = snapshots;
  return latestSnapshotTime(scheduleOf(job, type), new Date(lastPeriodic[type]), now, timeZone);
}

/** When the next periodic one is due that is to come; `undefined`: never. */
export function nextPeriodic<S extends CommonStatus>(job: SnapshotJob<S>, type: SnapshotType): Date | undefined {
  if (!isPossible(job, type)) return undefined;
  const { lastPeriodic, timeZone } = job.snapshots;
  const last = latestPeriodic(job, type) ?? new Date(lastPeriodic[type]);
  return nextSnapshotTime(scheduleOf(job, type), last, timeZone);
}

const intervals = { savepoint: periodicSavepointInterval, checkpoint: periodicCheckpointInterval };

function scheduleOf(
  { configuration }: Pick<SnapshotJob<CommonStatus>, 'configuration'>,
  type: SnapshotType,
): SnapshotSchedule {
  return parseSnapshotSchedule(configuration.value(intervals[type]) ?? '');
}

const checkpointsOnDemand: FlinkVersion = 'v1_17';

function isPossible<S extends CommonStatus>({ flinkVersion }: SnapshotJob<S>, type: SnapshotType): boolean {
  if (type === 'savepoint' || !isFlinkVersion(flinkVersion)) return true;
  return compareFlinkVersions(flinkVersion, checkpointsOnDemand) >= 0;
}

/** What is asked for in vain. */
export function inVain<S extends CommonStatus>(job: SnapshotJob<S>, type: SnapshotType): readonly Happening[] {
  const told = (message: string): Happening[] => [
    { component: 'Operator', type: 'Warning', reason: errorReason[type], message, again: 'ignore' },
  ];
  const schedule = scheduleOf(job, type);
  if (schedule.type === 'invalid') {
    return told(`There are no periodic ${type}s: ${intervals[type].key} ${schedule.reason}`);
  }
  const asks = schedule.type !== 'never' || newNonce(job, type) !== undefined;
  return asks && !isPossible(job, type) ? told(`Flink ${job.flinkVersion} takes no ${type}s on demand`) : [];
}
