import { isHighAvailabilityActive } from '../../values/high-availability.ts';
import type { Happening } from '../happening.ts';
import { blocksOnSessionJobs, savepointOnDeletion } from '../options.ts';
import { withJobStatus } from '../status/bookkeeping.ts';
import { isTerminal } from '../status/observed-job.ts';
import type { Decision, Step } from '../step.ts';
import { keptIn, pendingStop, savepointFailed, withoutPendingStop } from '../upgrade-savepoint.ts';
import type { ObservedSessionJob } from './observed.ts';
import { beginSavepoint, sendAgain, waitForSavepoint } from './stop-with-savepoint.ts';
import type { Status } from './subject.ts';

type SessionJobStep = Step<ObservedSessionJob, Status>;

const cleansUp: Happening = {
  component: 'Operator',
  type: 'Normal',
  reason: 'Cleanup',
  message: 'Cleaning up FlinkSessionJob',
  again: 'ignore',
};

const release = (status: Status, uid: string): Decision<Status> => ({
  status: { ...status, lifecycleState: 'DELETED' },
  happenings: [cleansUp],
  actions: [{ type: 'abandonSubmission', uid }],
  released: true,
});

/** What is on its way to the cluster arrives or fails first, so that no job runs which nobody knows. */
const waitForSubmission: SessionJobStep = ({ submission, status, limits, cluster }) =>
  submission.type === 'running' && cluster
    ? { status, happenings: [cleansUp], again: limits.times.progress }
    : undefined;

/** Its owner wants a savepoint of a job that goes for good. One that does not run, or whose cluster does not answer, has none to give. */
const savepointFirst: SessionJobStep = (observed) => {
  const { configuration, status, savepoint, cluster, limits } = observed;
  if (!cluster?.ready || !configuration?.value(savepointOnDeletion)) return undefined;
  const { state, jobId } = status.jobStatus ?? {};
  const trigger = pendingStop(status);
  if (trigger && savepoint?.type === 'completed') {
    const path = savepoint.path;
    const ended = withJobStatus(withoutPendingStop(status), { state: 'FINISHED', upgradeSavepointPath: path });
    return { status: ended, happenings: [keptIn(path)], again: 0 };
  }
  if (status.reconciliationStatus?.state !== 'DEPLOYED' || isTerminal(state)) return undefined;
  if (!trigger && state === 'RUNNING' && jobId !== undefined) return beginSavepoint(observed, cluster);
  if (!trigger) return undefined;
  if (savepoint?.type === 'unknown') return sendAgain(observed, cluster);
  if (savepoint?.type !== 'failed') return waitForSavepoint(observed);
  return {
    status: withoutPendingStop(status),
    happenings: [savepointFailed(savepoint.error)],
    again: limits.times.progress,
  };
};

/** Source: `spec/flink-engine.md` 6.4. */
const removeJob: SessionJobStep = ({ job, status, cluster, configuration, answer, limits }) => {
  const { uid } = job.metadata;
  const { jobId, state } = status.jobStatus ?? {};
  const waits = { status, happenings: [cleansUp], again: limits.times.progress };
  if (jobId === undefined || !cluster || isTerminal(state)) return release(status, uid);
  const { lifecycleState } = cluster.deployment.status ?? {};
  const ends = lifecycleState === 'DELETING' || lifecycleState === 'DELETED';
  if (ends && !configuration?.value(blocksOnSessionJobs)) return release(status, uid);
  if (!cluster.ready) {
    // With high availability the job comes back with its cluster, unless nobody starts that any more; else it goes with its process.
    const isKept = isHighAvailabilityActive(cluster.configuration) === 'active';
    const comesBack = !cluster.down || (isKept && (cluster.starts || !ends));
    return comesBack ? waits : release(status, uid);
  }
  const asks: Decision<Status> = {
    ...waits,
    actions: [{ type: 'cancelJob', place: cluster.place, jobId, helps: true }],
  };
  if (answer?.type === 'missing') {
    // The list of jobs may be some seconds old, and not have one that has just arrived: it is asked to end first.
    if (job.status?.jobStatus?.state === 'CANCELLING') return release(status, uid);
    return { ...asks, status: withJobStatus(status, { state: 'CANCELLING' }) };
  }
  if (answer?.type !== 'found') return waits;
  if (isTerminal(answer.job.state)) return release(status, uid);
  return answer.job.state === 'CANCELLING' ? waits : asks;
};

/** What is done about a FlinkSessionJob that is to go. */
export const cleanUp: readonly SessionJobStep[] = [waitForSubmission, savepointFirst, removeJob];
