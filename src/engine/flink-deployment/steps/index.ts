import { snapshotAsked } from '../../made-snapshots.ts';
import { unchanged } from '../../status/bookkeeping.ts';
import { decide, type Step } from '../../step.ts';
import type { ObservedDeployment } from '../observed.ts';
import { changeOf } from '../restore.ts';
import type { Status } from '../subject.ts';
import { finishSavepoint } from './finish-savepoint.ts';
import { finishDeployment, finishStop, firstDeployment } from './finish-what-was-begun.ts';
import { followChange } from './follow-change.ts';
import { keepIngress } from './keep-ingress.ts';
import { recover } from './recover.ts';
import { shutDownEnded } from './shut-down-ended.ts';

type DeploymentStep = Step<ObservedDeployment, Status>;

/** What was deployed is looked after. Where it is what is wanted, the generation has been seen. */
const lookAfter: DeploymentStep = (observed) =>
  decide(
    [recover, shutDownEnded, keepIngress, takeSnapshot],
    changeOf(observed) === 'ignore' ? { ...observed, status: unchanged(observed.status, observed) } : observed,
  );

const takeSnapshot: DeploymentStep = ({ deployment, status, wanted, configuration, snapshots }) =>
  snapshots ? snapshotAsked({ of: deployment, status, wanted, configuration }) : undefined;

/** What is done about a FlinkDeployment that stays, the first that has something to do. */
export const steps: readonly DeploymentStep[] = [
  finishDeployment,
  finishStop,
  firstDeployment,
  finishSavepoint,
  followChange,
  lookAfter,
];
