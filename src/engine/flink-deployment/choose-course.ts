import type { JobSpec } from '../../api/flink-deployment/types.ts';
import { keepsState } from '../status/bookkeeping.ts';
import { isTerminal } from '../status/observed-job.ts';
import { chooseStop, type StopChoice } from './choose-stop.ts';
import { latestState, type Restore } from './deploy.ts';
import type { DeploymentBasis } from './observed.ts';
import { changeOf, restoreOf } from './restore.ts';

/** What is done about a spec that differs from the deployed one. */
export type Course =
  /** What differs takes effect without a stop. */
  | { readonly type: 'none' }
  /** It is suspended, and stays so. */
  | { readonly type: 'rest' }
  /** Nothing runs of it: it is begun. */
  | { readonly type: 'begin'; readonly restore: Restore }
  /** Nothing runs of its job, but its cluster is still there: that goes before the job is begun. */
  | { readonly type: 'clear'; readonly upgradeMode: JobSpec['upgradeMode'] }
  /** The job is cancelled, its cluster goes, and the state that its owner names takes the place of its own. */
  | { readonly type: 'redeploy' }
  | StopChoice;

/** Of an object that was deployed before, and of which nothing is under way. Source: `spec/flink-engine.md` 4.2. */
export function chooseCourse(observed: DeploymentBasis): Course {
  const { last, wanted, status } = observed;
  const type = changeOf(observed);
  if (type === 'ignore') return { type: 'none' };
  if (last?.spec.job?.state === 'suspended') {
    if (wanted.job?.state === 'suspended') return { type: 'rest' };
    // A job that was cancelled leaves its cluster behind.
    const isDown = (status.jobManagerDeploymentStatus ?? 'MISSING') === 'MISSING';
    return isDown
      ? { type: 'begin', restore: restoreOf(observed) }
      : { type: 'clear', upgradeMode: leftBehind(observed) };
  }
  return type === 'savepoint-redeploy' ? { type: 'redeploy' } : chooseStop(observed);
}

/** Where the state of a job is that ended by itself, or was ended by somebody else. */
function leftBehind(observed: DeploymentBasis) {
  const { state, upgradeSavepointPath: path } = observed.status.jobStatus ?? {};
  if (!isTerminal(state)) return observed.last?.spec.job?.upgradeMode;
  const isLeft = path !== undefined && path !== latestState;
  return keepsState(observed.wanted.job) && isLeft ? 'savepoint' : restoreOf(observed).upgradeMode;
}
