import { upgradeSnapshot } from '../../made-snapshots.ts';
import type { Step } from '../../step.ts';
import * as savepoints from '../../stop-with-savepoint.ts';
import type { ObservedDeployment } from '../observed.ts';
import { changeOf } from '../restore.ts';
import { stop } from '../stop.ts';
import type { Status } from '../subject.ts';

/** A savepoint was begun after which the job ends. */
export const finishSavepoint: Step<ObservedDeployment, Status> = (observed) => {
  const { deployment, status, configuration, snapshots } = observed;
  const { jobManagerDeploymentStatus: jobManager } = status;
  // What the JobManager knew of it is lost with it.
  if (jobManager === 'MISSING' || jobManager === 'ERROR') return undefined;
  return savepoints.finishSavepoint(observed, {
    isChanged: changeOf(observed) !== 'ignore',
    goOn: (ended) => stop({ ...observed, status: ended }, 'savepoint'),
    record: (path, since) => (snapshots ? upgradeSnapshot(deployment, { path, since }, configuration) : []),
  });
};
