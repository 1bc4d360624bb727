import { isHighAvailabilityActive } from '../../values/high-availability.ts';
import type { Happening } from '../happening.ts';
import { blocksOnSessionJobs } from '../options.ts';
import { recordUpgrade } from '../snapshots/steps.ts';
import { withJobStatus } from '../status/bookkeeping.ts';
import { isTerminal } from '../status/observed-job.ts';
import type { Decision, Step } from '../step.ts';
import { savepointBeforeDeletion } from '../stop-with-savepoint.ts';
import type { ObservedSessionJob } from './observed.ts';
import { snapshotJobOf } from './snapshot-job.ts';
import { stoppableOf } from './stoppable.ts';
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

const savepointFirst: SessionJobStep = (observed) => {
  const { cluster } = observed;
  if (!cluster?.ready) return undefined;
  return savepointBeforeDeletion(stoppableOf(observed, cluster), (status, path, since) =>
    recordUpgrade(snapshotJobOf(observed, cluster), status, path, since),
  );
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
