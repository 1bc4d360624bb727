import { upgradeSnapshot } from '../../made-snapshots.ts';
import { withJobStatus } from '../../status/bookkeeping.ts';
import { reconciliationError } from '../../status/exceptions.ts';
import { isTerminal } from '../../status/observed-job.ts';
import type { Decision, Step } from '../../step.ts';
import { mayArrive, pendingStop, savepointFailed, withoutPendingStop } from '../../upgrade-savepoint.ts';
import type { ObservedDeployment } from '../observed.ts';
import { changeOf } from '../restore.ts';
import { stop } from '../stop.ts';
import { sendAgain, waitForSavepoint } from '../stop-with-savepoint.ts';
import type { Status } from '../subject.ts';

type DeploymentStep = Step<ObservedDeployment, Status>;

/** A savepoint was begun after which the job ends. Whatever becomes of the spec meanwhile, what ends is gone on with. */
export const finishSavepoint: DeploymentStep = (observed) => {
  const { status, savepoint, now } = observed;
  const trigger = pendingStop(status);
  if (!trigger || status.reconciliationStatus?.state !== 'DEPLOYED') return undefined;
  const { jobManagerDeploymentStatus: jobManager } = status;
  // What the JobManager knew of it is lost with it.
  if (jobManager === 'MISSING' || jobManager === 'ERROR') return undefined;
  if (savepoint?.type === 'completed') {
    const { deployment, configuration, snapshots } = observed;
    const { path } = savepoint;
    const decision = stop(ended(observed, path), 'savepoint');
    const kept = snapshots ? upgradeSnapshot(deployment, { path, since: trigger.since }, configuration) : [];
    const records = kept.map((child) => ({ type: 'ensure', child }) as const);
    return { ...decision, actions: [...records, ...(decision.actions ?? [])] };
  }
  // Its state is where its history says.
  if (isTerminal(status.jobStatus?.state) && isAnswered(observed)) return stop(observed, 'savepoint');
  if (savepoint?.type === 'failed') return failed(observed, savepoint.error);
  if (savepoint?.type !== 'unknown') return waitForSavepoint(observed);
  if (changeOf(observed) !== 'ignore') return sendAgain(observed);
  return mayArrive(trigger, now) ? waitForSavepoint(observed) : { status: withoutPendingStop(status) };
};

const isAnswered = ({ savepoint }: ObservedDeployment) => savepoint?.type === 'failed' || savepoint?.type === 'unknown';

function ended(observed: ObservedDeployment, path: string): ObservedDeployment {
  const { state } = observed.status.jobStatus ?? {};
  const seen = isTerminal(state) ? {} : { state: 'FINISHED' as const };
  return { ...observed, status: withJobStatus(observed.status, { ...seen, upgradeSavepointPath: path }) };
}

/** The job goes on, and another savepoint is tried some time later: one that has just begun has tasks that do not run yet. */
function failed({ status, limits }: ObservedDeployment, error: Error): Decision<Status> {
  return {
    status: { ...withoutPendingStop(status), error: reconciliationError(error, limits.errors) },
    happenings: [savepointFailed(error)],
    again: limits.times.progress,
    pending: { reason: 'UpgradePending', message: `the savepoint has failed: ${error.message}` },
  };
}
