import { afterDeployment, firstDeploymentFailed, stopping, withJobStatus } from '../../status/bookkeeping.ts';
import { isTerminal } from '../../status/observed-job.ts';
import type { Decision, Step } from '../../step.ts';
import { isOf } from '../create-cluster.ts';
import { deploy, finish, noTaskManagers } from '../deploy.ts';
import { removeHighAvailabilityData } from '../high-availability-data.ts';
import type { ObservedDeployment } from '../observed.ts';
import { isGone } from '../remains.ts';
import { restoreOf } from '../restore.ts';
import { stopActions } from '../stop.ts';
import { lastDeployed, type Status } from '../subject.ts';

type DeploymentStep = Step<ObservedDeployment, Status>;

const isUpgrading = ({ status }: ObservedDeployment) => status.reconciliationStatus?.state === 'UPGRADING';
const isDown = ({ status }: ObservedDeployment) => (status.jobManagerDeploymentStatus ?? 'MISSING') === 'MISSING';

/** A deployment was begun: it is gone on with where its Deployment is there, and begun anew where it is not. */
export const finishDeployment: DeploymentStep = (observed) => {
  const { last, remains, status, deployment, limits } = observed;
  if (!last || !remains || !isUpgrading(observed) || !isDown(observed)) return undefined;
  const { observedGeneration } = status;
  if (remains.jobManager && isOf(remains.jobManager, deployment.metadata.uid, observedGeneration)) {
    const { job, ...spec } = last.spec;
    const running = job ? { ...spec, job: { ...job, state: 'running' as const } } : spec;
    return finish(observed, running, observedGeneration as number);
  }
  if (!isGone(remains)) return { status, actions: stopActions(observed, 'last-state'), again: limits.times.progress };
  if (hasBegun(observed)) {
    const left = stopping(status, 'last-state');
    return bringAbout({ ...observed, status: left, last: lastDeployed(left, observed.wanted) });
  }
  if (last.firstDeployment) {
    const { last: _, ...rest } = observed;
    return firstDeployment({ ...rest, last: undefined, status: firstDeploymentFailed(status) });
  }
  return bringAbout(observed);
};

/** The job of the last attempt has left its state to be found again, though nobody has seen it run. */
function hasBegun({ status, wanted, highAvailability }: ObservedDeployment): boolean {
  const { jobId } = status.jobStatus ?? {};
  const isStateful = (wanted.job?.upgradeMode ?? 'stateless') !== 'stateless';
  return isStateful && highAvailability?.maps.some(({ name }) => name.endsWith(`-${jobId}-config-map`)) === true;
}

/** What was there is being removed: waits for the end of it, and goes on from there. */
export const finishStop: DeploymentStep = (observed) => {
  const { last, remains, status, limits } = observed;
  if (!last || !remains || !isUpgrading(observed) || isDown(observed)) return undefined;
  const mode = last.spec.job?.upgradeMode;
  if (!isGone(remains)) {
    const pending = { reason: 'Stopping', message: 'what ran before is being removed' };
    return { status, actions: stopActions(observed, mode), again: limits.times.progress, pending };
  }
  const state = status.jobStatus?.state;
  const down: Status = { ...status, jobManagerDeploymentStatus: 'MISSING' };
  const stopped = last.spec.job && !isTerminal(state) ? withJobStatus(down, { state: 'FINISHED' }) : down;
  return bringAbout({ ...observed, status: stopped });
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
