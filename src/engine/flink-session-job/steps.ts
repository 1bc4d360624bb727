import type { Happening } from '../happening.ts';
import { snapshotAsked, upgradeSnapshot } from '../made-snapshots.ts';
import {
  afterDeployment,
  alreadyDeployed,
  lastReconciled,
  stopping,
  unchanged,
  withJobStatus,
} from '../status/bookkeeping.ts';
import { isTerminal, jobNotFound } from '../status/observed-job.ts';
import type { Decision, Step } from '../step.ts';
import * as savepoints from '../stop-with-savepoint.ts';
import type { ObservedSessionJob } from './observed.ts';
import { changeOf, firstStart, type Restore, restoreOf } from './restore.ts';
import { stoppableOf } from './stoppable.ts';
import type { SessionCluster, Spec, Status } from './subject.ts';
import { submit, submitAgain, withoutJob } from './submit.ts';

type SessionJobStep = Step<ObservedSessionJob, Status>;

const isSuspended = ({ job }: Spec) => job?.state === 'suspended';
const isUpgrading = ({ status }: ObservedSessionJob) => status.reconciliationStatus?.state === 'UPGRADING';

/** A job waits for its cluster, and is as it was last seen meanwhile. */
const waitForCluster: SessionJobStep = ({ cluster, wanted, status, limits }) => {
  if (cluster?.ready) return undefined;
  if (cluster) return { status, again: limits.times.reconcile };
  const message = `The session cluster ${wanted.deploymentName} does not exist`;
  const happening: Happening = { component: 'Job', type: 'Warning', reason: 'SessionClusterMissing', message };
  return { status, happenings: [{ ...happening, again: 'ignore' }], again: limits.times.reconcile };
};

const firstSubmission: SessionJobStep = (observed) => {
  const { last, wanted, status, cluster } = observed;
  if (last || !cluster) return undefined;
  return isSuspended(wanted) ? { status } : submit(observed, cluster, firstStart(wanted));
};

/** A submission was begun, and its job is not on the cluster yet. */
const finishSubmission: SessionJobStep = (observed) => {
  const { last, status, cluster, submission, answer, limits } = observed;
  if (!last || !cluster || !isUpgrading(observed) || !isSuspended(last.spec)) return undefined;
  // It is the end of a job that was being stopped.
  if (isTerminal(status.jobStatus?.state)) return undefined;
  switch (submission.type) {
    case 'running':
      return { status, again: limits.times.progress };
    case 'done':
      // The list of jobs may be some seconds old; what has become of the job is seen from now on.
      return { status: alreadyDeployed(status), again: limits.times.progress };
    case 'failed':
      // Another spec may do better, where none of the tries before has come to something.
      if (submission.refused && answer?.type === 'missing' && changeOf(asRunning(observed)) !== 'ignore') {
        return follow(observed, cluster);
      }
      throw submission.error;
    case 'none':
      return submitAgain(observed, last.spec, cluster);
  }
};

/** What is being submitted is kept as suspended until it runs. */
function asRunning(observed: ObservedSessionJob): ObservedSessionJob {
  const { last } = observed;
  if (!last?.spec.job) return observed;
  const job = { ...last.spec.job, state: 'running' as const };
  return { ...observed, last: { ...last, spec: { ...last.spec, job } } };
}

/** A job is being stopped: asks it again where it has not heard, and goes on when it has ended. */
const finishStop: SessionJobStep = (observed) => {
  const { last, status, cluster, answer, limits } = observed;
  if (!last || !cluster || !isUpgrading(observed)) return undefined;
  const jobId = status.jobStatus?.jobId;
  const state = status.jobStatus?.state;
  const missing = answer?.type === 'missing' && !isTerminal(state);
  // Its end was not seen, and nobody knows any more where it left its state.
  if (missing && restoreOf(observed).upgradeMode === 'last-state') {
    const lost = withJobStatus(status, { state: 'RECONCILING' });
    return { status: { ...lost, error: jobNotFound }, again: limits.times.reconcile };
  }
  if (missing || jobId === undefined || isTerminal(state)) return follow(observed, cluster);
  const again = limits.times.progress;
  if (answer?.type !== 'found' || state === 'CANCELLING') return { status, again };
  return { status, actions: [{ type: 'cancelJob', place: cluster.place, jobId }], again };
};

/** Nothing runs: submits what is wanted, or notes that nothing is. */
function follow(observed: ObservedSessionJob, cluster: SessionCluster): Decision<Status> {
  const { wanted, status, generation, now, last } = observed;
  const restore = restoreOf(observed);
  if (!isSuspended(wanted)) return submit(observed, cluster, restore);
  const { savepointPath: path } = restore;
  const ended = isTerminal(status.jobStatus?.state) ? status : withJobStatus(status, { state: 'FINISHED' });
  // The state that its owner names takes the place of its own, for when it is resumed.
  const rests = path === undefined ? ended : withJobStatus(ended, { upgradeSavepointPath: path });
  const upgradeMode = path === undefined ? last?.spec.job?.upgradeMode : restore.upgradeMode;
  return { status: afterDeployment(withoutJob(rests), wanted, { generation, now, upgradeMode }) };
}

/** The wanted spec differs from the submitted one. */
const followChange: SessionJobStep = (observed) => {
  const { last, wanted, status, cluster, limits } = observed;
  if (!last || !cluster || status.reconciliationStatus?.state !== 'DEPLOYED') return undefined;
  const type = changeOf(observed);
  if (type === 'ignore') return undefined;
  if (isSuspended(last.spec)) return isSuspended(wanted) ? { status } : follow(observed, cluster);
  const { state } = status.jobStatus ?? {};
  const upgradeMode = wanted.job?.upgradeMode ?? 'stateless';
  if (isTerminal(state)) {
    const stopped = stopping(status, restMode(upgradeMode));
    return follow({ ...observed, status: stopped, last: lastReconciled(stopped) }, cluster);
  }
  if (type !== 'savepoint-redeploy' && upgradeMode !== 'stateless') {
    // The job must be back before it can be stopped with its state.
    if (state !== 'RUNNING') return { status, again: limits.times.reconcile };
    if (upgradeMode === 'savepoint') return savepoints.beginSavepoint(stoppableOf(observed, cluster));
  }
  const stopped = type === 'savepoint-redeploy' ? redeploying(observed) : stopping(status, restMode(upgradeMode));
  return { status: stopped, actions: cancels(observed, cluster), again: limits.times.progress };
};

/** A savepoint was begun after which the job ends. */
const finishSavepoint: SessionJobStep = (observed) => {
  const { job, cluster, snapshots } = observed;
  if (!cluster) return undefined;
  const stoppable = stoppableOf(observed, cluster);
  return savepoints.finishSavepoint(stoppable, {
    isChanged: changeOf(observed) !== 'ignore',
    goOn: (ended) => {
      const stopped = stopping(ended, 'savepoint');
      return follow({ ...observed, status: stopped, last: lastReconciled(stopped) }, cluster);
    },
    record: (path, since) => (snapshots ? upgradeSnapshot(job, { path, since }, stoppable.configuration) : []),
  });
};

/** The state that its owner names takes the place of its own, whatever becomes of the spec meanwhile. */
function redeploying({ status, wanted }: ObservedSessionJob): Status {
  const { upgradeSavepointPath: _, ...jobStatus } = status.jobStatus ?? {};
  const path = wanted.job?.initialSavepointPath;
  const begins = { ...jobStatus, ...(path !== undefined && { upgradeSavepointPath: path }) };
  return stopping({ ...status, jobStatus: begins }, 'savepoint');
}

/** A job that is cancelled keeps its last checkpoint, which is known when its end has been seen. */
const restMode = (wish: Restore['upgradeMode']) => (wish === 'stateless' ? 'stateless' : 'last-state');

function cancels({ status }: ObservedSessionJob, { place }: SessionCluster): NonNullable<Decision<Status>['actions']> {
  const jobId = status.jobStatus?.jobId;
  return jobId === undefined ? [] : [{ type: 'cancelJob', place, jobId }];
}

/** The spec is as it was brought about. */
const settle: SessionJobStep = (observed) => {
  const { job, wanted, configuration, snapshots } = observed;
  const status = changeOf(observed) === 'ignore' ? unchanged(observed.status, observed) : observed.status;
  const asked = snapshots && configuration && snapshotAsked({ of: job, status, wanted, configuration });
  return asked || { status };
};

/** What is done about a FlinkSessionJob that stays, the first that has something to do. */
export const steps: readonly SessionJobStep[] = [
  waitForCluster,
  firstSubmission,
  finishSubmission,
  finishStop,
  finishSavepoint,
  followChange,
  settle,
];
