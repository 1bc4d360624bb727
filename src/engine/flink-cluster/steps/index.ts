import type { Step } from '../../step.ts';
import type { Situation } from '../situation.ts';
import type { Status } from '../subject.ts';
import { beginAgain, waitToBeginAgain } from './begin-again.ts';
import { cancel } from './cancel.ts';
import { cleanUpJob } from './clean-up-job.ts';
import { goWithout, goWithSavepoint, release } from './delete.ts';
import { endRest } from './end-rest.ts';
import { keepComponents } from './keep-components.ts';
import { keepRevision } from './keep-revision.ts';
import { ownHighAvailability } from './own-high-availability.ts';
import { prepareUpdate } from './prepare-update.ts';
import { sendAgain } from './send-again.ts';
import { submit } from './submit.ts';
import { takeSavepoint } from './take-savepoint.ts';
import { waitToUpdate } from './wait-to-update.ts';

type ClusterStep = Step<Situation, Status>;

/** In the order in which they are asked. */
export const steps: readonly ClusterStep[] = [
  keepRevision,
  sendAgain,
  endRest,
  keepComponents,
  ownHighAvailability,
  cancel,
  prepareUpdate,
  beginAgain,
  cleanUpJob,
  submit,
  takeSavepoint,
  waitToBeginAgain,
  waitToUpdate,
];

/** Of a cluster that goes. */
export const leavingSteps: readonly ClusterStep[] = [goWithout, sendAgain, goWithSavepoint, release];

/** Of a cluster whose spec is wrong: what runs is looked after. */
export const idleSteps: readonly ClusterStep[] = [sendAgain, cancel, takeSavepoint];
