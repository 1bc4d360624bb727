import type { Happening } from '../../happening.ts';
import { strongest } from '../../spec-difference.ts';
import { withJobStatus } from '../../status/bookkeeping.ts';
import { upgradeFailure } from '../../status/exceptions.ts';
import { isTerminal } from '../../status/observed-job.ts';
import type { Decision, Step } from '../../step.ts';
import { beginSavepoint } from '../../stop-with-savepoint.ts';
import { chooseStop, type StopChoice } from '../choose-stop.ts';
import { deploy, latestState } from '../deploy.ts';
import type { ObservedDeployment } from '../observed.ts';
import { changesTo, restoreOf } from '../restore.ts';
import { stop, suspends } from '../stop.ts';
import type { Status } from '../subject.ts';
import { shutDownEnded } from './shut-down-ended.ts';

/** The wanted spec differs from the deployed one: what runs is stopped, or what does not run is begun. */
export const followChange: Step<ObservedDeployment, Status> = (observed) => {
  const { last, wanted, status, generation } = observed;
  if (!last || status.reconciliationStatus?.state !== 'DEPLOYED') return undefined;
  const changes = changesTo(last.spec, wanted);
  const type = strongest(changes);
  if (type === 'ignore') return undefined;
  const told = changed(
    generation,
    type,
    changes.map(({ path }) => path),
  );
  const isDown = (status.jobManagerDeploymentStatus ?? 'MISSING') === 'MISSING';
  if (last.spec.job?.state === 'suspended') {
    if (wanted.job?.state === 'suspended') return { ...(shutDownEnded(observed) ?? { status }), pending: resumes };
    // A job that was cancelled leaves its cluster behind.
    const decision = isDown ? deploy(observed, wanted, restoreOf(observed)) : stop(observed, leftBehind(observed));
    return { ...decision, happenings: [told, ...(decision.happenings ?? [])] };
  }
  if (type === 'savepoint-redeploy') {
    const decision = stop({ ...observed, status: redeploying(observed) }, 'savepoint');
    return { ...decision, happenings: [told, ...(decision.happenings ?? [])] };
  }
  const decision = begin(observed, chooseStop(observed));
  return { ...decision, happenings: [told, ...(decision.happenings ?? [])] };
};

function begin(observed: ObservedDeployment, choice: StopChoice): Decision<Status> {
  const { status, limits, place } = observed;
  switch (choice.type) {
    case 'stop':
      return stop(observed, choice.upgradeMode);
    case 'savepoint':
      return { ...beginSavepoint(observed), happenings: [suspends] };
    case 'cancel':
      return {
        status: withJobStatus(status, { state: 'CANCELLING' }),
        happenings: [suspends],
        actions: [{ type: 'cancelJob', place, jobId: status.jobStatus?.jobId ?? '' }],
        again: limits.times.progress,
        pending: { reason: 'Stopping', message: 'the job is being cancelled' },
      };
    case 'wait': {
      const { pending, lost } = choice;
      return { status: lost ? { ...status, error: upgradeFailure(pending.message, limits.errors) } : status, pending };
    }
  }
}

/** The state that its owner names takes the place of its own, whatever becomes of the spec meanwhile. */
function redeploying({ status, wanted }: ObservedDeployment): Status {
  const { upgradeSavepointPath: _, ...jobStatus } = status.jobStatus ?? {};
  const path = wanted.job?.initialSavepointPath;
  return { ...status, jobStatus: { ...jobStatus, ...(path !== undefined && { upgradeSavepointPath: path }) } };
}

const resumes = { reason: 'Suspended', message: 'the spec takes effect when the state of the job is running' };

/** Where the state of a job is that ended by itself, or was ended by somebody else. */
function leftBehind(observed: ObservedDeployment) {
  const { state, upgradeSavepointPath: path } = observed.status.jobStatus ?? {};
  if (!isTerminal(state)) return observed.last?.spec.job?.upgradeMode;
  const isStateful = (observed.wanted.job?.upgradeMode ?? 'stateless') !== 'stateless';
  return isStateful && path !== undefined && path !== latestState ? 'savepoint' : restoreOf(observed).upgradeMode;
}

/** Values are left out: some of them are secrets. */
function changed(generation: number, type: string, paths: readonly string[]): Happening {
  return {
    component: 'JobManagerDeployment',
    type: 'Normal',
    reason: 'SpecChanged',
    message: `${type.toUpperCase().replace('-', '_')} change(s) detected (Diff: FlinkDeploymentSpec[${paths.join(', ')}]), starting reconciliation.`,
    messageKey: `SpecChange: ${generation}`,
    again: 'ignore',
  };
}
