import { afterDeployment, asRunning, firstDeploymentFailed, isUnderWay, stopping } from '../../status/bookkeeping.ts';
import type { Decision, Step } from '../../step.ts';
import { isOf } from '../create-cluster.ts';
import { deploy, finish } from '../deploy.ts';
import { footingOf } from '../footing.ts';
import { beganUnseen, hasBegun } from '../found-again.ts';
import { removeHighAvailabilityData } from '../high-availability-data.ts';
import type { ObservedDeployment } from '../observed.ts';
import { isGone } from '../remains.ts';
import { restoreOf } from '../restore.ts';
import { stopActions, stoppedStatus } from '../stop.ts';
import type { Status } from '../subject.ts';
import { noTaskManagers } from '../task-managers.ts';

type DeploymentStep = Step<ObservedDeployment, Status>;

const isDown = ({ status }: ObservedDeployment) => (status.jobManagerDeploymentStatus ?? 'MISSING') === 'MISSING';

/** A deployment was begun: it is gone on with where its Deployment is there, and begun anew where it is not. */
export const finishDeployment: DeploymentStep = (observed) => {
  const { last, remains, status, deployment, limits } = observed;
  if (!last || !remains || !isUnderWay(status) || !isDown(observed)) return undefined;
  const { observedGeneration } = status;
  if (remains.jobManager && isOf(remains.jobManager, deployment.metadata.uid, observedGeneration)) {
    return finish(observed, asRunning(last.spec), observedGeneration as number);
  }
  if (!isGone(remains)) return { status, actions: stopActions(observed, 'last-state'), again: limits.times.progress };
  if (hasBegun(observed)) return findAgain(observed);
  if (last.firstDeployment) {
    const { last: _, ...rest } = observed;
    return firstDeployment({ ...rest, last: undefined, status: firstDeploymentFailed(status) });
  }
  return bringAbout(observed);
};

function findAgain(observed: ObservedDeployment): Decision<Status> {
  const status = stopping({ ...observed.status, jobManagerDeploymentStatus: 'MISSING' as const }, 'last-state');
  return bringAbout({ ...observed, status, last: footingOf(status, observed.wanted).last });
}

/** What was there is being removed: waits for the end of it, and goes on from there. */
export const finishStop: DeploymentStep = (observed) => {
  const { last, remains, status, limits } = observed;
  if (!last || !remains || !isUnderWay(status) || isDown(observed)) return undefined;
  const mode = last.spec.job?.upgradeMode;
  if (!isGone(remains)) {
    const pending = { reason: 'Stopping', message: 'what ran before is being removed' };
    return { status, actions: stopActions(observed, mode), again: limits.times.progress, pending };
  }
  if (beganUnseen(observed)) return findAgain(observed);
  return bringAbout({ ...observed, status: stoppedStatus(status) });
};

/** Nothing runs: makes the wanted spec run, or notes that it is not to. What the last job left to be found again goes, unless it is. */
function bringAbout(observed: ObservedDeployment): Decision<Status> {
  const { wanted, status, generation, now, last } = observed;
  const stopped = last?.spec.job?.upgradeMode;
  if (wanted.job?.state !== 'suspended') {
    const restore = restoreOf(observed);
    if (!wanted.job || restore.upgradeMode === 'last-state') return deploy(observed, wanted, restore);
    const { highAvailability: _, ...rest } = observed;
    const decision = deploy(rest, wanted, restore);
    return { ...decision, actions: [...leftData(observed), ...(decision.actions ?? [])] };
  }
  const suspended = afterDeployment(status, wanted, { generation, now, upgradeMode: stopped });
  return {
    status,
    actions: stopped === 'last-state' ? [] : leftData(observed),
    done: { ...suspended, taskManager: noTaskManagers },
  };
}

const leftData = ({ deployment, highAvailability }: ObservedDeployment) =>
  highAvailability ? removeHighAvailabilityData(deployment, highAvailability) : [];

/** Of an object that never had a cluster. */
export const firstDeployment: DeploymentStep = (observed) => {
  const { last, wanted, status } = observed;
  if (last) return undefined;
  if (wanted.job?.state === 'suspended') {
    return { status, pending: { reason: 'Suspended', message: 'the job is to begin when its state is running' } };
  }
  return deploy(observed, wanted, restoreOf(observed));
};
