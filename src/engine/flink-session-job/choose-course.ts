import { untilNewer } from '../state-age.ts';
import { isTerminal } from '../status/observed-job.ts';
import type { Pending } from '../step.ts';
import type { SessionJobBasis } from './observed.ts';
import { changeOf, type Restore } from './restore.ts';

/** What is done about a spec that differs from the submitted one. */
export type Course =
  /** What differs takes effect without a stop. */
  | { readonly type: 'none' }
  /** It is suspended, and stays so. */
  | { readonly type: 'rest' }
  /** Nothing runs of it: it is submitted. */
  | { readonly type: 'begin' }
  | StopChoice;

type StopChoice =
  /** The job has ended by itself. `upgradeMode` says where its state is. */
  | { readonly type: 'ended'; readonly upgradeMode: Restore['upgradeMode'] }
  /** It ends with a savepoint. */
  | { readonly type: 'savepoint' }
  /** It is cancelled; `upgradeMode` says where its state is then. */
  | { readonly type: 'cancel'; readonly upgradeMode: Restore['upgradeMode'] }
  /** It is cancelled, and the state that its owner names takes the place of its own. */
  | { readonly type: 'redeploy' }
  /** It cannot be stopped with its state yet. */
  | { readonly type: 'wait'; readonly pending: Pending };

/** Of a job that was submitted before, and of which nothing is under way. Source: `spec/flink-engine.md` 4.2. */
export function chooseCourse(observed: SessionJobBasis): Course {
  const { last, wanted } = observed;
  if (changeOf(observed) === 'ignore') return { type: 'none' };
  if (last?.spec.job?.state !== 'suspended') return chooseStop(observed);
  return { type: wanted.job?.state === 'suspended' ? 'rest' : 'begin' };
}

/** A job that is cancelled keeps its last checkpoint, which is known when its end has been seen. */
export const restMode = (wish: Restore['upgradeMode']) => (wish === 'stateless' ? 'stateless' : 'last-state');

/** Source: `spec/flink-engine.md` 4.3, 4.5. */
function chooseStop(observed: SessionJobBasis): StopChoice {
  const { wanted, status, stateAge = 'fine' } = observed;
  const { state } = status.jobStatus ?? {};
  const requested = wanted.job?.upgradeMode ?? 'stateless';
  const upgradeMode = restMode(requested);
  if (isTerminal(state)) return { type: 'ended', upgradeMode };
  if (changeOf(observed) === 'savepoint-redeploy') return { type: 'redeploy' };
  if (requested === 'stateless') return { type: 'cancel', upgradeMode };
  if (state !== 'RUNNING') return wait(runsFirst);
  if (requested === 'savepoint' || stateAge === 'old') return { type: 'savepoint' };
  return stateAge === 'fine' ? { type: 'cancel', upgradeMode } : wait(untilNewer[stateAge]);
}

const wait = (message: string): StopChoice => ({ type: 'wait', pending: { reason: 'UpgradePending', message } });
const runsFirst = 'the job must run before it can be stopped with its state';
