import { lookAfterSnapshots, waitForSavepoint } from '../../snapshots/steps.ts';
import { unchanged } from '../../status/bookkeeping.ts';
import { decide, type Step } from '../../step.ts';
import type { ObservedDeployment } from '../observed.ts';
import { changeOf } from '../restore.ts';
import { snapshotJobOf } from '../snapshot-job.ts';
import type { Status } from '../subject.ts';
import { finishSavepoint } from './finish-savepoint.ts';
import { finishDeployment, finishStop, firstDeployment } from './finish-what-was-begun.ts';
import { followChange } from './follow-change.ts';
import { keepIngress } from './keep-ingress.ts';
import { recover } from './recover.ts';
import { restartFailed, restartUnhealthy } from './restart.ts';
import { finishCancellation, rollBack } from './roll-back.ts';
import { scaleInPlace, tellAgain } from './scale-in-place.ts';
import { shutDownEnded } from './shut-down-ended.ts';

type DeploymentStep = Step<ObservedDeployment, Status>;

/** What was deployed is looked after. Where it is what is wanted, the generation has been seen. */
const lookAfter: DeploymentStep = (observed) =>
  decide(
    [rollBack, restartFailed, restartUnhealthy, recover, shutDownEnded, tellAgain, tend],
    isBroughtAbout(observed) ? { ...observed, status: unchanged(observed.status, observed) } : observed,
  );

const isBroughtAbout = (observed: ObservedDeployment) =>
  changeOf(observed) === 'ignore' && observed.scaling?.stage !== 'unheard';

/** What of it goes on beside the job. */
const tend: DeploymentStep = (observed) => {
  const ingress = keepIngress(observed);
  const snapshots = ingress?.actions ? undefined : lookAfterSnapshots(snapshotJobOf(observed));
  if (!snapshots) return ingress;
  return { ...snapshots, happenings: [...(ingress?.happenings ?? []), ...(snapshots.happenings ?? [])] };
};

const savepointFirst: DeploymentStep = (observed) =>
  waitForSavepoint(snapshotJobOf(observed), changeOf(observed) !== 'ignore');

/** What is done about a FlinkDeployment that stays, the first that has something to do. */
export const steps: readonly DeploymentStep[] = [
  finishDeployment,
  finishCancellation,
  finishStop,
  firstDeployment,
  finishSavepoint,
  savepointFirst,
  scaleInPlace,
  followChange,
  lookAfter,
];
