import type { Step } from '../../step.ts';
import { nextLookAtTrigger } from '../../triggers.ts';
import { begunControl } from '../begun-control.ts';
import { isStarting } from '../running-jobs.ts';
import type { Situation } from '../situation.ts';
import { isControlSpent } from '../status/control.ts';
import { savepointReason } from '../status/savepoint-trigger.ts';
import { newSavepoint, retryPause, sendSavepoint } from '../stop.ts';
import type { Status } from '../subject.ts';

/** A savepoint of the job that runs, because somebody asks for one or because it is time. Source: `spec/flinkcluster.md` 10. */
export const takeSavepoint: Step<Situation, Status> = (situation) => {
  const { observed, status, now } = situation;
  const { cluster, recorded } = observed;
  // Its annotation goes with this pass.
  if (isControlSpent(cluster, recorded?.control, { control: status.control, job: status.components.job })) {
    return undefined;
  }
  // One that has not begun yet has nothing to be saved.
  if (status.components.job?.state !== 'Running') return undefined;
  const reason = savepointReason(observed, status);
  if (reason === undefined || reason === 'job cancel') return undefined;
  if (isStarting(situation)) return { status, again: 1000, pending: starting };
  const savepoint = newSavepoint(situation, reason);
  const control = reason === 'user requested' ? begunControl(situation, 'savepoint') : status.control;
  return {
    status: { ...status, savepoint, ...(control && { control }) },
    actions: [sendSavepoint(situation, savepoint)],
    again: nextLookAtTrigger(now.getTime(), now, retryPause),
  };
};

const starting = { reason: 'JobStarting', message: 'a savepoint is taken once all tasks of the job run' };
