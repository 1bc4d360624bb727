import type { Child } from '../child.ts';
import type { Children, Made } from '../ports.ts';
import { ReconcileError } from '../reconcile-error.ts';
import { generationAnnotation } from './configuration/for-deployment.ts';
import type { ClusterPlan } from './plan.ts';
import { isOwned } from './remains.ts';
import { childResources } from './resources/index.ts';

/** What making a cluster takes. */
export type Makes = Pick<Children, 'find' | 'create' | 'makeNew' | 'ensure' | 'remove'>;

/** A child as it is sent, and by whom it is owned. */
interface Planned {
  readonly child: Child;
  readonly owner: 'FlinkDeployment' | 'JobManager';
}

/**
 * Makes the objects of a cluster: the JobManager's Deployment first, because the others are to go with it. Where something fails, what
 * was made here goes again, and the error is thrown. A Deployment of before a crash that is the same deployment is gone on with,
 * and stays. Source: `spec/flink-resources.md` 1.2.
 */
export async function createCluster(plan: ClusterPlan, children: Makes, goesOn = false): Promise<void> {
  // All of it is worked out before anything is made.
  const planned = plannedChildren(plan);
  const [jobManager, ...others] = planned as [Planned, ...Planned[]];
  const present = await presentJobManager(plan, jobManager.child, children);
  if (!present && goesOn) throw new ReconcileError('ClusterGone', 'the Deployment that was begun is gone meanwhile');
  if (!present) await removeOldFiles(others, children);
  const deployment = present ?? (await children.create(jobManager.child));
  try {
    await makeOthers(others, deployment, (child) => (present ? children.ensure(child) : children.makeNew(child)));
  } catch (error) {
    if (!present) await rollBack(planned, deployment, children, error);
    throw error;
  }
}

function plannedChildren(plan: ClusterPlan): Planned[] {
  return childResources.flatMap(({ make, owner }) => {
    const child = make(plan);
    return child ? [{ child, owner }] : [];
  });
}

/** Files of an attempt before: its JobManager is gone, and they go some time later, until which the next one would begin with them. */
async function removeOldFiles(planned: readonly Planned[], children: Makes): Promise<void> {
  const files = planned.filter(({ owner, child }) => owner === 'JobManager' && child.kind === 'ConfigMap');
  await Promise.all(files.map(({ child }) => children.remove(keyOf(child))));
}

async function presentJobManager(plan: ClusterPlan, child: Child, children: Makes): Promise<Made | undefined> {
  const present = await children.find(keyOf(child));
  if (!present || isOf(present, plan.uid, plan.generation)) return present;
  throw new ReconcileError(
    'ClusterExists',
    `a Deployment ${child.metadata.name} of another deployment is there already`,
  );
}

/** Whether a Deployment is the one that was made for this generation of this very object, and stays. */
export function isOf(made: Made, uid: string, generation: number | undefined): boolean {
  const { deletionTimestamp, annotations } = made.metadata;
  if (deletionTimestamp !== undefined || generation === undefined) return false;
  return annotations?.[generationAnnotation] === String(generation) && isOwned(made, uid);
}

async function makeOthers(
  others: readonly Planned[],
  deployment: Made,
  make: (child: Child) => Promise<Made>,
): Promise<void> {
  for (const { child, owner } of others) await make(owner === 'JobManager' ? ownedBy(deployment, child) : child);
}

function ownedBy({ metadata: { name, uid } }: Made, child: Child): Child {
  const reference = {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    name,
    uid,
    controller: true,
    blockOwnerDeletion: true,
  };
  return { ...child, metadata: { ...child.metadata, ownerReferences: [reference] } };
}

/** What belongs to the JobManager goes with it. */
async function rollBack(planned: readonly Planned[], deployment: Made, children: Makes, error: unknown): Promise<void> {
  const own = planned.filter(({ owner, child }) => owner === 'FlinkDeployment' && child.kind === 'Deployment');
  const [jobManager, ...taskManagers] = own;
  try {
    if (jobManager) await children.remove({ ...keyOf(jobManager.child), uid: deployment.metadata.uid });
    for (const { child } of taskManagers) await children.remove(keyOf(child));
  } catch (second) {
    const message = `${String(error)}; and what was made could not be removed: ${String(second)}`;
    throw new AggregateError([error, second], message, { cause: error });
  }
}

const keyOf = ({ apiVersion, kind, metadata: { name, namespace } }: Child) => ({ apiVersion, kind, name, namespace });
