import type { Action } from '../action.ts';
import { cleansSavepoints, ignoresPendingSavepoint } from '../options.ts';
import { type CommonStatus, isSettled } from '../status/bookkeeping.ts';
import type { Decision } from '../step.ts';
import { inVain, nextPeriodic } from './asked.ts';
import { tidyHistory, withUpgrade } from './history.ts';
import { type SnapshotJob, snapshotTypes } from './job.ts';
import { makeOfUpgrade } from './made.ts';
import { outdated } from './outdated.ts';
import { takeSnapshots } from './take.ts';
import { pendingTrigger } from './trigger.ts';
import { lostTrigger, nextLookAt, send } from './triggered.ts';

/** Whether a savepoint is taken, before which the job is not stopped for another spec. */
export function holdsUp(
  {
    status,
    configuration,
  }: Pick<SnapshotJob<CommonStatus>, 'status'> & Partial<Pick<SnapshotJob<CommonStatus>, 'configuration'>>,
  isChanged: boolean,
): boolean {
  if (!isChanged || !isSettled(status) || !pendingTrigger(status, 'savepoint')) return false;
  return !configuration?.value(ignoresPendingSavepoint);
}

/** A job of which a savepoint is taken is not stopped for another spec before that is there. Source: `spec/flink-engine.md` 4.1. */
export function waitForSavepoint<S extends CommonStatus>(
  job: SnapshotJob<S>,
  isChanged: boolean,
): Decision<S> | undefined {
  const { status } = job;
  const pending = pendingTrigger(status, 'savepoint');
  if (!pending || !holdsUp(job, isChanged)) return undefined;
  const lost = lostTrigger(job, 'savepoint');
  return {
    status,
    actions: lost ? [send(job, 'savepoint', lost)] : [],
    again: nextLookAt(job, pending),
    pending: savepointFirst,
  };
}

export const savepointFirst = {
  reason: 'UpgradePending',
  message: 'a savepoint is taken, which the new spec waits for',
} as const;

/** Notes the savepoint with which a job was stopped for another spec, where people look for it, and once. */
export function recordUpgrade<S extends CommonStatus>(
  job: Pick<SnapshotJob<S>, 'of' | 'configuration' | 'snapshots'>,
  status: S,
  path: string,
  since: number,
): { readonly status: S; readonly actions: readonly Action[] } {
  if (job.snapshots.areResources) return { status, actions: [makeOfUpgrade(job, path, since)] };
  return { status: withUpgrade(status, job.configuration, path, since), actions: [] };
}

/** Of a job that is as it should be: takes the snapshots that are asked for or due, and lets old ones go. */
export function lookAfterSnapshots<S extends CommonStatus>(job: SnapshotJob<S>): Decision<S> | undefined {
  const { status, configuration } = job;
  if (status.jobStatus?.state !== 'RUNNING') return undefined;
  const decision = takeSnapshots(job) ?? tidyHistory(job);
  const old = configuration.value(cleansSavepoints) ? snapshotTypes.flatMap((type) => outdated(job, type)) : [];
  const removals = old.map(({ apiVersion, kind, metadata: { namespace, name, uid } }): Action => {
    return { type: 'remove', key: { apiVersion, kind, namespace, name, uid } };
  });
  const happenings = snapshotTypes.flatMap((type) => inVain(job, type));
  const again = decision?.again ?? nextLookOf({ ...job, status: decision?.status ?? status });
  if (!decision && removals.length === 0 && happenings.length === 0 && again === undefined) return undefined;
  const actions = [...(decision?.actions ?? []), ...removals];
  return { status, ...decision, actions, happenings, ...(again !== undefined && { again }) };
}

/** Milliseconds, where something is due before the next usual look. */
function nextLookOf<S extends CommonStatus>(job: SnapshotJob<S>): number | undefined {
  const waits = snapshotTypes.flatMap((type) => {
    const pending = pendingTrigger(job.status, type);
    if (pending) return [nextLookAt(job, pending)];
    const due = nextPeriodic(job, type);
    return due ? [due.getTime() - job.now.getTime()] : [];
  });
  const soonest = Math.min(...waits);
  return soonest < job.limits.times.reconcile ? soonest : undefined;
}
