import type { Happening } from '../../happening.ts';
import { blocksOnSessionJobs, blocksOnUnmanagedJobs } from '../../options.ts';
import { recordUpgrade } from '../../snapshots/steps.ts';
import { isUnderWay } from '../../status/bookkeeping.ts';
import { isTerminal } from '../../status/observed-job.ts';
import type { Step } from '../../step.ts';
import { savepointBeforeDeletion } from '../../stop-with-savepoint.ts';
import { removeHighAvailabilityData } from '../high-availability-data.ts';
import type { ObservedDeployment } from '../observed.ts';
import { isGone } from '../remains.ts';
import { snapshotJobOf } from '../snapshot-job.ts';
import { stopActions } from '../stop.ts';
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

const savepointFirst: DeploymentStep = (observed) => {
  if (observed.status.jobManagerDeploymentStatus !== 'READY' || isSession(observed)) return undefined;
  return savepointBeforeDeletion(observed, (status, path, since) =>
    recordUpgrade(snapshotJobOf(observed), status, path, since),
  );
};

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
