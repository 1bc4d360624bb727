import type { Happening } from '../../happening.ts';
import { blocksOnSessionJobs, blocksOnUnmanagedJobs, savepointOnDeletion } from '../../options.ts';
import { withJobStatus } from '../../status/bookkeeping.ts';
import { isTerminal } from '../../status/observed-job.ts';
import type { Step } from '../../step.ts';
import { keptIn, pendingStop, savepointFailed, withoutPendingStop } from '../../upgrade-savepoint.ts';
import { removeHighAvailabilityData } from '../high-availability-data.ts';
import type { ObservedDeployment } from '../observed.ts';
import { isGone } from '../remains.ts';
import { stopActions } from '../stop.ts';
import { beginSavepoint, sendAgain, waitForSavepoint } from '../stop-with-savepoint.ts';
import type { Status } from '../subject.ts';

type DeploymentStep = Step<ObservedDeployment, Status>;

const isSession = ({ last, wanted }: ObservedDeployment) => !(last?.spec ?? wanted).job;

/** A session cluster stays while somebody relies on it. Source: `spec/flink-engine.md` 6.4. */
const waitForJobs: DeploymentStep = (observed) => {
  const { configuration, sessionJobs = [], jobs, status, limits, remains } = observed;
  if (!isSession(observed) || !configuration.value(blocksOnSessionJobs)) return undefined;
  // A JobManager that does not run, or is on its way out, has no jobs to wait for; a stop may have begun before.
  const { jobManager } = remains ?? {};
  const stays = jobManager !== undefined && jobManager.metadata.deletionTimestamp === undefined;
  const seen: Status = stays ? status : { ...status, jobManagerDeploymentStatus: 'MISSING' };
  // What was to be stopped or begun is not gone on with, and nobody begins it again: what runs of it goes, and its data stays.
  const actions = isUnderWay(status) ? stopActions(observed, 'last-state') : [];
  const blocked = (message: string) => ({
    status: seen,
    actions,
    happenings: [cleansUp, { ...blocks, message }],
    again: limits.times.reconcile,
  });
  if (sessionJobs.length > 0) return blocked(`The session jobs [${sessionJobs.join(', ')}] should be deleted first`);
  // One that runs is asked until it says.
  if (!configuration.value(blocksOnUnmanagedJobs) || seen.jobManagerDeploymentStatus !== 'READY') return undefined;
  if (jobs === undefined) return blocked('The session cluster does not say whether it runs jobs');
  const running = jobs.filter(({ state }) => !isTerminal(state)).map(({ id }) => id);
  if (running.length === 0) return undefined;
  return blocked(`The session cluster has non terminated jobs [${running.join(', ')}] that should be cancelled first`);
};

/** Its owner wants a savepoint of a job that goes for good. One that does not run, or answers nobody, has none to give. */
const savepointFirst: DeploymentStep = (observed) => {
  const { configuration, status, savepoint, last, limits } = observed;
  if (!last?.spec.job || !configuration.value(savepointOnDeletion)) return undefined;
  const { state, jobId } = status.jobStatus ?? {};
  const trigger = pendingStop(status);
  if (trigger && savepoint?.type === 'completed') {
    const { path } = savepoint;
    const ended = withJobStatus(withoutPendingStop(status), { state: 'FINISHED', upgradeSavepointPath: path });
    return { status: ended, happenings: [keptIn(path)], again: 0 };
  }
  if (isUnderWay(status) || isTerminal(state)) return undefined;
  if (!trigger && state === 'RUNNING' && jobId !== undefined) return beginSavepoint(observed, cleansUp);
  if (!trigger || status.jobManagerDeploymentStatus !== 'READY') return undefined;
  if (savepoint?.type === 'unknown') return sendAgain(observed);
  if (savepoint?.type !== 'failed') return waitForSavepoint(observed);
  return {
    status: withoutPendingStop(status),
    happenings: [savepointFailed(savepoint.error)],
    again: limits.times.progress,
  };
};

const isUnderWay = ({ reconciliationStatus: { state } = {} }: Status) =>
  state === 'UPGRADING' || state === 'ROLLING_BACK';

/** The cluster goes, and then what its JobManagers have kept. */
const removeCluster: DeploymentStep = (observed) => {
  const { remains, status, limits, deployment, highAvailability } = observed;
  if (remains && isGone(remains)) {
    const actions = highAvailability ? removeHighAvailabilityData(deployment, highAvailability) : [];
    return { status: { ...status, lifecycleState: 'DELETED' }, actions, happenings: [cleansUp], released: true };
  }
  return { status, actions: stopActions(observed, 'stateless'), happenings: [cleansUp], again: limits.times.progress };
};

const cleansUp: Happening = {
  component: 'Operator',
  type: 'Normal',
  reason: 'Cleanup',
  message: 'Cleaning up FlinkDeployment',
  again: 'ignore',
};

const blocks = { component: 'Operator', type: 'Warning', reason: 'CleanupFailed' } as const;

/** What is done about a FlinkDeployment that is to go. */
export const cleanUp: readonly DeploymentStep[] = [waitForJobs, savepointFirst, removeCluster];
