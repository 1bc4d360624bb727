import type { Happening } from '../../happening.ts';
import { rollingBack, stopping } from '../../status/bookkeeping.ts';
import type { Step } from '../../step.ts';
import { isCancellable } from '../choose-stop.ts';
import type { ObservedDeployment } from '../observed.ts';
import { mayRollBack, stopForRollback } from '../rollback.ts';
import { cancel, stop } from '../stop.ts';
import type { Status } from '../subject.ts';

/** A spec that did not prove itself in time makes room for the last one that did. Source: `spec/flink-engine.md` 5.1. */
export const rollBack: Step<ObservedDeployment, Status> = (observed) => {
  const choice = mayRollBack(observed) ? stopForRollback(observed) : undefined;
  if (!choice) return undefined;
  const status = rollingBack(observed.status);
  const decision =
    choice.type === 'stop'
      ? stop({ ...observed, status }, choice.upgradeMode)
      : cancel({ ...observed, status: stopping(status, 'savepoint') }, cancelled);
  return { ...decision, happenings: [rollsBack, ...(decision.happenings ?? [])] };
};

/** The job of the spec that failed ends before its cluster goes, so that its last checkpoint is known. */
export const finishCancellation: Step<ObservedDeployment, Status> = (observed) => {
  const { status, last, limits } = observed;
  if (status.reconciliationStatus?.state !== 'ROLLING_BACK' || last?.spec.job?.upgradeMode !== 'savepoint') {
    return undefined;
  }
  if (status.jobStatus?.state === 'CANCELLING') {
    return { status, again: limits.times.progress, pending: cancelled };
  }
  return isCancellable(observed) ? cancel(observed, cancelled) : undefined;
};

const cancelled = { reason: 'RollingBack', message: 'the job of the spec that failed is being cancelled' };

const rollsBack: Happening = {
  component: 'JobManagerDeployment',
  type: 'Normal',
  reason: 'Rollback',
  message: 'Rolling back failed deployment.',
};
