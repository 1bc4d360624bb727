import { recordUpgrade } from '../../snapshots/steps.ts';
import type { Step } from '../../step.ts';
import * as savepoints from '../../stop-with-savepoint.ts';
import type { ObservedDeployment } from '../observed.ts';
import { changeOf } from '../restore.ts';
import { snapshotJobOf } from '../snapshot-job.ts';
import { stop } from '../stop.ts';
import type { Status } from '../subject.ts';

/** A savepoint was begun after which the job ends. */
export const finishSavepoint: Step<ObservedDeployment, Status> = (observed) => {
  const { jobManagerDeploymentStatus: jobManager } = observed.status;
  // What the JobManager knew of it is lost with it.
  if (jobManager === 'MISSING' || jobManager === 'ERROR') return undefined;
  return savepoints.finishSavepoint(observed, {
    isChanged: changeOf(observed) !== 'ignore',
    goOn: (ended) => stop({ ...observed, status: ended }, 'savepoint'),
    record: (status, path, since) => recordUpgrade(snapshotJobOf(observed), status, path, since),
  });
};
