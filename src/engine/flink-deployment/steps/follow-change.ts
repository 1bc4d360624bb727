import type { Happening } from '../../happening.ts';
import { strongest } from '../../spec-difference.ts';
import { isTerminal } from '../../status/observed-job.ts';
import type { Step } from '../../step.ts';
import { chooseStop } from '../choose-stop.ts';
import { deploy } from '../deploy.ts';
import type { ObservedDeployment } from '../observed.ts';
import { changesTo, restoreOf } from '../restore.ts';
import { stop } from '../stop.ts';
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
  const choice = chooseStop(observed);
  if (choice.type === 'wait') return { status, happenings: [told], pending: choice.pending };
  const decision = stop(observed, choice.upgradeMode);
  return { ...decision, happenings: [told, ...(decision.happenings ?? [])] };
};

/** The state that its owner names takes the place of its own, whatever becomes of the spec meanwhile. */
function redeploying({ status, wanted }: ObservedDeployment): Status {
  const { upgradeSavepointPath: _, ...jobStatus } = status.jobStatus ?? {};
  const path = wanted.job?.initialSavepointPath;
  return { ...status, jobStatus: { ...jobStatus, ...(path !== undefined && { upgradeSavepointPath: path }) } };
}

const resumes = { reason: 'Suspended', message: 'the spec takes effect when the state of the job is running' };

/** Where the state of a job is that ended by itself, or was ended by somebody else. */
function leftBehind(observed: ObservedDeployment) {
  const { state } = observed.status.jobStatus ?? {};
  return isTerminal(state) ? restoreOf(observed).upgradeMode : observed.last?.spec.job?.upgradeMode;
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
