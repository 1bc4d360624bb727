import { isHighAvailabilityActive } from '../../../values/high-availability.ts';
import type { Happening } from '../../happening.ts';
import { restartsFailed } from '../../options.ts';
import { nextRestart, restartsLater, restartsNoMore } from '../../restarts.ts';
import { isSettled, keepsState } from '../../status/bookkeeping.ts';
import { upgradeFailure } from '../../status/exceptions.ts';
import { isTerminal } from '../../status/observed-job.ts';
import type { Decision, Step } from '../../step.ts';
import { chooseStop, type StopChoice } from '../choose-stop.ts';
import { latestState } from '../deploy.ts';
import { healthOf, withoutHealth } from '../health.ts';
import type { ObservedDeployment } from '../observed.ts';
import { stop } from '../stop.ts';
import type { Status } from '../subject.ts';
import { shutDownEnded } from './shut-down-ended.ts';

type DeploymentStep = Step<ObservedDeployment, Status>;

/** A job that has failed is begun again from what it left, where its owner wants that. Source: `spec/flink-engine.md` 5.5, 11. */
export const restartFailed: DeploymentStep = (observed) => {
  const { status, last, configuration, limits, deployment, now } = observed;
  const { state, updateTime } = status.jobStatus ?? {};
  if (state !== 'FAILED' || !isSettled(status) || !last?.spec.job || last.spec.job.state === 'suspended') {
    return undefined;
  }
  if (!configuration.value(restartsFailed)) return undefined;
  const choice = stopOfFailed(observed);
  if (choice.type === 'wait') {
    const { pending } = choice;
    return { status: { ...status, error: upgradeFailure(pending.message, limits.errors) }, pending };
  }
  if (choice.type !== 'stop') return undefined;
  const restart = nextRestart(deployment.metadata, Number(updateTime ?? now.getTime()), now.getTime());
  switch (restart.type) {
    case 'now':
      return { ...begunAgain(stop(observed, choice.upgradeMode)), annotations: restart.annotations };
    case 'later':
      return { status, again: restart.milliseconds, pending: restartsLater(restart.count) };
    case 'never':
      return { ...(shutDownEnded(observed) ?? { status }), pending: restartsNoMore(restart.count) };
  }
};

function stopOfFailed(observed: ObservedDeployment): StopChoice {
  const { wanted, last, status } = observed;
  if (keepsState(wanted.job)) return chooseStop(observed);
  const path = status.jobStatus?.upgradeSavepointPath;
  const hasState = last?.spec.job?.upgradeMode === 'savepoint' && path !== undefined && path !== latestState;
  return { type: 'stop', upgradeMode: hasState ? 'savepoint' : 'stateless' };
}

/** A job that runs, and comes to nothing, is begun again where no state is lost by it. Source: `spec/flink-engine.md` 5.4, 11. */
export const restartUnhealthy: DeploymentStep = (observed) => {
  const { status, wanted, configuration, highAvailability, deployment, now } = observed;
  const { healthy, error } = healthOf(status)?.healthResult ?? { healthy: true };
  if (healthy || !isSettled(status) || isTerminal(status.jobStatus?.state)) return undefined;
  if (status.jobManagerDeploymentStatus !== 'READY') return undefined;
  const message = error || 'Restarting unhealthy job';
  if (keepsState(wanted.job) && !highAvailability?.exists) {
    const lost = `${message}; it goes on, as high availability keeps nothing from which it could be begun again`;
    return { status, happenings: [{ ...unhealthy, message: lost, again: { ignoreFor: 600_000 } }] };
  }
  const restart = nextRestart(deployment.metadata, now.getTime(), now.getTime());
  if (restart.type === 'later') {
    return { status, again: restart.milliseconds, pending: restartsLater(restart.count) };
  }
  if (restart.type === 'never') return { status, pending: restartsNoMore(restart.count) };
  const mode = isHighAvailabilityActive(configuration) === 'active' ? 'last-state' : 'stateless';
  const decision = begunAgain(stop({ ...observed, status: withoutHealth(status) }, mode));
  return { ...decision, happenings: [{ ...unhealthy, message }], annotations: restart.annotations };
};

/** It is not suspended: nobody has asked for that. */
function begunAgain({ happenings: _, ...decision }: Decision<Status>): Decision<Status> {
  return decision;
}

const unhealthy = {
  component: 'Job',
  type: 'Warning',
  reason: 'RestartUnhealthyJob',
} as const satisfies Partial<Happening>;
