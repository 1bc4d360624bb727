import { equalJson } from '../../../values/json.ts';
import type { ObservedCluster } from '../observed.ts';
import type { JobStatus, Savepoint, Status } from '../subject.ts';
import { cleanUpAction } from './clean-up-action.ts';
import { nextClusterState } from './cluster-state.ts';
import { componentStates } from './component-state.ts';
import { isCancelAsked, isCancelSent, nextControl, relabelled } from './control.ts';
import { restOf } from './job-rest.ts';
import { nextJob } from './job-status.ts';
import { nextSavepoint, withSavepoint } from './savepoint-status.ts';
import { timestamp } from './timestamp.ts';
import { isUpdatePending, isUpdatingComponents, type Update, updateOf } from './update-state.ts';

/** The status as it is now: that which is recorded where nothing has changed. Source: `spec/flinkcluster.md` 9. */
export function deriveStatus(observed: ObservedCluster): Status {
  const { recorded, now } = observed;
  const { lastUpdateTime, ...before } = recorded ?? {};
  const status = statusOf(observed);
  return recorded && equalJson(status, before) ? recorded : { ...status, lastUpdateTime: timestamp(now) };
}

function statusOf(observed: ObservedCluster): Status {
  const { cluster, recorded, now } = observed;
  const update = updateOf(observed);
  const isUpdating = isUpdatingComponents(update, recorded);
  const savepoint = nextSavepoint(recorded?.savepoint, observed.savepoint, now);
  const job = jobOf(observed, update, savepoint);
  const isEnding = job !== undefined && restOf(job, observed).length > 0;
  const control = nextControl({ cluster, recorded: recorded?.control, job, savepoint, isEnding, now });
  const components = componentStates(observed, isUpdating);
  const state = nextClusterState({
    recorded: recorded?.state,
    spec: cluster.spec,
    components,
    job,
    isUpdatePending: isUpdatePending(recorded),
    isUpdating,
    isCleanedUp: cleanUpAction(job, cluster.spec.job, savepoint) !== 'KeepCluster',
  });
  return {
    state,
    components: { ...components, ...(job && { job }) },
    ...(control && { control }),
    ...(savepoint && { savepoint }),
    revision: revisionOf(observed, update, job),
  };
}

function jobOf(observed: ObservedCluster, update: Update, savepoint: Savepoint | undefined): JobStatus | undefined {
  const { cluster, recorded, savepoint: answer, now } = observed;
  const spec = cluster.spec.job;
  if (!spec) return undefined;
  const isCancelled = isCancelAsked(cluster, recorded?.control);
  // A job that is to end for good does not come back with a change.
  const isUpdating = update.state === 'InProgress' && !update.isLight && !isCancelled;
  const job = nextJob(observed, spec, {
    isUpdating,
    isUpdatePending: isUpdatePending(recorded) && !update.isLight,
    isCancelAsked: isCancelled,
    isCancelSent: isCancelSent(recorded),
  });
  const isTaken = savepoint !== recorded?.savepoint && answer?.type === 'completed';
  return relabelled(isTaken && savepoint ? withSavepoint(job, savepoint, answer.path, now) : job, savepoint);
}

/**
 * What an update has brought about is what runs, once its job is submitted: from which state that begins depends on it. Of a job that was cancelled meanwhile, nothing is
 * left to be brought about.
 */
function revisionOf(
  { cluster, recorded, revisions, isReplaceable }: ObservedCluster,
  { state }: Update,
  job: JobStatus | undefined,
): NonNullable<Status['revision']> {
  const { current, next, collisionCount } = revisions;
  const isCancelled = job?.state === 'Cancelled' && isCancelAsked(cluster, recorded?.control);
  const isOver = isCancelled || (state === 'Finished' && isReplaceable !== true);
  const arrived = isOver ? recorded?.revision?.nextRevision : undefined;
  return {
    currentRevision: arrived ?? current.name,
    nextRevision: next.name,
    ...(collisionCount !== undefined && { collisionCount }),
  };
}
