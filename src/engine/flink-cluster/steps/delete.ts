import { isBlank } from '../../../rules/flink-cluster/update-ready.ts';
import type { Action } from '../../action.ts';
import type { Step } from '../../step.ts';
import { makeChild } from '../children.ts';
import type { ChildResource } from '../resources/child-resource.ts';
import { configMap } from '../resources/config-map.ts';
import { jobManagerService } from '../resources/job-manager-service.ts';
import { taskManagerDeployment } from '../resources/task-manager-deployment.ts';
import { taskManagerService } from '../resources/task-manager-service.ts';
import { taskManagerStatefulSet } from '../resources/task-manager-stateful-set.ts';
import type { Situation } from '../situation.ts';
import { stopWithSavepoint } from '../stop.ts';
import { isApplication, type Spec, type Status } from '../subject.ts';
import { waitsFor } from '../waits.ts';

/** Asks for a savepoint of a job that goes for good. */
const savepointOnDeletion = 'kubernetes.operator.job.savepoint-on-deletion';

/** `status`: where somebody has taken the job from the spec, it tells of it. */
export const isSavedOnDeletion = ({ job, flinkProperties }: Spec, status?: Status): boolean =>
  (job ?? status?.components?.job) !== undefined && flinkProperties?.[savepointOnDeletion] === 'true';

/** Where its owner wants a savepoint of a job that goes for good, the cluster goes once there is one; the rest goes by itself. */
export const goWithSavepoint: Step<Situation, Status> = (situation) => {
  const { status, spec } = situation;
  const { job } = status.components;
  if (!isSavedOnDeletion(spec)) return undefined;
  const isTaken = job?.finalSavepoint === true;
  // One that has not begun yet has nothing to be saved.
  if (job?.state !== 'Running' || isTaken || job.id === undefined || isBlank(spec.job?.savepointsDir)) return undefined;
  if (!isThere(situation)) return undefined;
  const missing = missingFor(situation);
  if (missing.length > 0) return { status, actions: missing, again: 1000 };
  if (status.savepoint?.state === 'InProgress') return { status, again: 1000 };
  return { ...stopWithSavepoint(situation, 'job cancel', status), ...whyItStays(status) };
};

/**
 * Without its configuration a JobManager does not come up again, without its Service nobody can ask it, and without TaskManagers no
 * savepoint is taken: of a cluster that goes nobody else makes them.
 */
const forASavepoint: readonly ChildResource[] = [
  configMap,
  jobManagerService,
  taskManagerStatefulSet,
  taskManagerDeployment,
  taskManagerService,
];

function missingFor(situation: Situation): readonly Action[] {
  const children = forASavepoint.map((resource) => resource.make(situation.plan));
  return children.flatMap((child) =>
    child && !situation.present(child.kind, child.metadata.name) ? [makeChild(situation, child)] : [],
  );
}

/** Where no savepoint will ever come of it, its owner may change his mind. */
export const goWithout: Step<Situation, Status> = (situation) =>
  isSavedOnDeletion(situation.spec) ? undefined : release(situation);

function whyItStays({ savepoint }: Status): ReturnType<typeof waitsFor> | undefined {
  if (savepoint?.triggerReason !== 'job cancel' || savepoint.message === undefined) return undefined;
  const way = `without ${savepointOnDeletion} in flinkProperties it goes at once`;
  return waitsFor(
    'DeletionPending',
    `the savepoint before deletion fails and is tried again; ${way}: ${savepoint.message}`,
  );
}

/** Where the cluster is deleted with all that belongs to it, the JobManager goes at once, and there is nobody to ask. */
function isThere({ components: { jobManager }, observed: { submitter }, spec }: Situation): boolean {
  const workload = isApplication(spec) ? submitter?.job : jobManager;
  return workload !== undefined && workload.metadata.deletionTimestamp === undefined;
}

export const release: Step<Situation, Status> = ({ status }) => ({ status, released: true });
