import { jobManagerRecoveryEnabled } from '../../../values/configuration-options.ts';
import { isHighAvailabilityActive } from '../../../values/high-availability.ts';
import { isSettled } from '../../status/bookkeeping.ts';
import { isTerminal } from '../../status/observed-job.ts';
import type { Step } from '../../step.ts';
import { deploy, latestState, type Restore } from '../deploy.ts';
import type { ObservedDeployment } from '../observed.ts';
import { isGone } from '../remains.ts';
import { stopActions } from '../stop.ts';
import type { Status } from '../subject.ts';

/** A JobManager that should be there is not: it is made again where no state is lost by it. Source: `spec/flink-engine.md` 5.2. */
export const recover: Step<ObservedDeployment, Status> = (observed) => {
  const { last, status, configuration, remains, limits } = observed;
  if (!last || !remains || !isSettled(status)) return undefined;
  if (status.jobManagerDeploymentStatus !== 'MISSING' || !configuration.value(jobManagerRecoveryEnabled))
    return undefined;
  const { job } = last.spec;
  if (job && (job.state === 'suspended' || isTerminal(status.jobStatus?.state))) return undefined;
  const restore = restoreAfterLoss(observed);
  if (!restore) return undefined;
  // TaskManagers of a standalone cluster outlive it.
  if (!isGone(remains)) return { status, actions: stopActions(observed, 'last-state'), again: limits.times.progress };
  const generation = status.observedGeneration ?? observed.generation;
  const decision = deploy({ ...observed, generation }, last.spec, restore);
  return { ...decision, happenings: [recovers, ...(decision.happenings ?? [])] };
};

const recovers = {
  component: 'Job',
  type: 'Warning',
  reason: 'RecoverDeployment',
  message: 'Recovering lost deployment',
} as const;

/** `undefined` where it would begin from older state than it had. */
function restoreAfterLoss({
  deployment,
  last,
  status,
  configuration,
  highAvailability,
}: ObservedDeployment): Restore | undefined {
  if (!last?.spec.job) return { upgradeMode: 'stateless' };
  if (isHighAvailabilityActive(configuration) === 'active' && highAvailability?.exists) {
    return { upgradeMode: 'last-state' };
  }
  const wish = deployment.spec.job?.upgradeMode ?? 'stateless';
  if (wish !== 'stateless') return undefined;
  const { upgradeSavepointPath: path } = status.jobStatus ?? {};
  const begunFrom = last.spec.job.upgradeMode === 'savepoint' && path !== undefined && path !== latestState;
  return { upgradeMode: begunFrom ? 'savepoint' : 'stateless' };
}
