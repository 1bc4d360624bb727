import { asRunning, isSettled } from '../status/bookkeeping.ts';
import { whyThisState } from '../why-this-state.ts';
import type { ObservedSessionJob } from './observed.ts';
import { changeOf, type Restore } from './restore.ts';

/** Why a job is submitted, and why from there: a short sentence for people. `path`: what Flink is given. */
export const whySubmitted = (observed: ObservedSessionJob, restore: Restore, path: string | undefined): string =>
  `${occasion(observed)}; ${whyThisState(observed, { ...restore, path })}`;

/** Of a submission that is sent again, by whoever comes after a crash. */
export const sentAgain = 'the submission that was under way is sent again';

function occasion(observed: ObservedSessionJob): string {
  const { last, wanted, status } = observed;
  if (!last) return 'first submission';
  if (changeOf(observed) === 'savepoint-redeploy') return 'another savepointRedeployNonce';
  if (changeOf({ ...observed, last: { ...last, spec: asRunning(last.spec) } }) !== 'ignore') {
    return last.spec.restartNonce === wanted.restartNonce ? 'the spec has changed' : 'another restartNonce';
  }
  const isAsked = status.observedGeneration !== observed.generation;
  if (isSettled(status) && isAsked) return 'the job is resumed';
  const { state } = status.jobStatus ?? {};
  if (state === 'FAILED') return 'the job had failed';
  return state === 'CANCELED' ? 'the job was cancelled' : 'the job is gone, and begun again';
}
