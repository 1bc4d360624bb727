import type { Happening } from '../happening.ts';
import { restartsFailed } from '../options.ts';
import { nextRestart, restartsLater } from '../restarts.ts';
import { lookAfterSnapshots, recordUpgrade, waitForSavepoint } from '../snapshots/steps.ts';
import {
  afterDeployment,
  alreadyDeployed,
  asRunning,
  lastReconciled,
  stopping,
  unchanged,
  withGivenState,
  withJobStatus,
} from '../status/bookkeeping.ts';
import { isTerminal, jobNotFound } from '../status/observed-job.ts';
import type { Decision, Step } from '../step.ts';
import * as savepoints from '../stop-with-savepoint.ts';
import { chooseCourse, restMode } from './choose-course.ts';
import type { ObservedSessionJob } from './observed.ts';
import { changeOf, firstStart, restoreOf } from './restore.ts';
import { snapshotJobOf } from './snapshot-job.ts';
import { stoppableOf } from './stoppable.ts';
import type { SessionCluster, Spec, Status } from './subject.ts';
import { submit, submitAgain, withoutJob } from './submit.ts';
import { tellChange } from './tell-change.ts';

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
      if (submission.refused && answer?.type === 'missing' && changeOf(onceItRuns(observed)) !== 'ignore') {
        return follow(observed, cluster);
      }
      throw submission.error;
    case 'none':
      return submitAgain(observed, last.spec, cluster);
  }
};

/** What is being submitted is kept as suspended until it runs. */
function onceItRuns(observed: ObservedSessionJob): ObservedSessionJob {
  const { last } = observed;
  return { ...observed, last: last && { ...last, spec: asRunning(last.spec) } };
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
  const course = chooseCourse(observed);
  switch (course.type) {
    case 'none':
      return undefined;
    case 'rest':
      return { status };
    case 'begin':
      return follow(observed, cluster);
    case 'ended': {
      const stopped = stopping(status, course.upgradeMode);
      return follow({ ...observed, status: stopped, last: lastReconciled(stopped) }, cluster);
    }
    case 'savepoint':
      return savepoints.beginSavepoint(stoppableOf(observed, cluster));
    case 'wait':
      return { status, again: limits.times.reconcile, pending: course.pending };
    case 'cancel':
    case 'redeploy': {
      const stopped =
        course.type === 'redeploy'
          ? stopping(withGivenState(status, wanted.job), 'savepoint')
          : stopping(status, course.upgradeMode);
      return { status: stopped, actions: cancels(observed, cluster), again: limits.times.progress };
    }
  }
};

/** A savepoint was begun after which the job ends. */
const finishSavepoint: SessionJobStep = (observed) => {
  const { cluster } = observed;
  if (!cluster) return undefined;
  return savepoints.finishSavepoint(stoppableOf(observed, cluster), {
    isChanged: changeOf(observed) !== 'ignore',
    goOn: (ended) => {
      const stopped = stopping(ended, 'savepoint');
      return follow({ ...observed, status: stopped, last: lastReconciled(stopped) }, cluster);
    },
    record: (status, path, since) => recordUpgrade(snapshotJobOf(observed, cluster), status, path, since),
  });
};

const savepointFirst: SessionJobStep = (observed) =>
  observed.cluster && waitForSavepoint(snapshotJobOf(observed, observed.cluster), changeOf(observed) !== 'ignore');

function cancels({ status }: ObservedSessionJob, { place }: SessionCluster): NonNullable<Decision<Status>['actions']> {
  const jobId = status.jobStatus?.jobId;
  return jobId === undefined ? [] : [{ type: 'cancelJob', place, jobId }];
}

/** A job that has failed is begun again from what it left, where its owner wants that. Source: `spec/flink-engine.md` 5.5, 11. */
const restartFailed: SessionJobStep = (observed) => {
  const { job, status, last, wanted, cluster, configuration, now } = observed;
  const { state, updateTime } = status.jobStatus ?? {};
  if (state !== 'FAILED' || !last || !cluster || isSuspended(last.spec)) return undefined;
  if (status.reconciliationStatus?.state !== 'DEPLOYED' || !configuration?.value(restartsFailed)) return undefined;
  const restart = nextRestart(job.metadata, Number(updateTime ?? now.getTime()), now.getTime());
  switch (restart.type) {
    case 'now': {
      const stopped = stopping(status, restMode(wanted.job?.upgradeMode ?? 'stateless'));
      const decision = follow({ ...observed, status: stopped, last: lastReconciled(stopped) }, cluster);
      return { ...decision, annotations: { ...decision.annotations, ...restart.annotations } };
    }
    case 'later':
      return { status, again: restart.milliseconds, pending: restartsLater(restart.count) };
    case 'never':
      return undefined;
  }
};

/** The spec is as it was brought about. */
const settle: SessionJobStep = (observed) => {
  const { cluster } = observed;
  const status = changeOf(observed) === 'ignore' ? unchanged(observed.status, observed) : observed.status;
  return (cluster && lookAfterSnapshots(snapshotJobOf({ ...observed, status }, cluster))) ?? { status };
};

/** What is done about a FlinkSessionJob that stays, the first that has something to do. */
export const steps: readonly SessionJobStep[] = [
  waitForCluster,
  firstSubmission,
  finishSubmission,
  finishStop,
  finishSavepoint,
  savepointFirst,
  tellChange(followChange),
  restartFailed,
  settle,
];
