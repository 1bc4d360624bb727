import type { Child } from '../child.ts';
import type { Children, Made } from '../ports.ts';
import { generationAnnotation } from './configuration/for-deployment.ts';
import type { ClusterPlan } from './plan.ts';
import { ReconcileError } from './reconcile-error.ts';
import { childResources } from './resources/index.ts';

/** A child as it is sent, and by whom it is owned. */
interface Planned {
  readonly child: Child;
  readonly owner: 'FlinkDeployment' | 'JobManager';
}

/**
 * Makes the objects of a cluster: the JobManager's Deployment first, because the others are to go with it. Whatever fails, what was
 * made here goes again, and the error is thrown. A Deployment of before a crash that is the same deployment is gone on with.
 * Source: `spec/flink-resources.md` 1.2.
 */
export async function createCluster(plan: ClusterPlan, children: Children): Promise<void> {
  // All of it is worked out before anything is made.
  const planned = plannedChildren(plan);
  const [jobManager, ...others] = planned as [Planned, ...Planned[]];
  const deployment = await jobManagerOf(plan, jobManager.child, children);
  try {
    await ensureOthers(others, deployment, children);
  } catch (error) {
    await removeMade(planned, deployment, children).catch((second: unknown) => {
      throw new AggregateError(
        [error, second],
        `${String(error)}; and what was made could not be removed: ${String(second)}`,
      );
    });
    throw error;
  }
}

/** Makes again what is missing beside a JobManager that is there, and puts right what somebody has changed. */
export async function healCluster(plan: ClusterPlan, deployment: Made, children: Children): Promise<void> {
  const [, ...others] = plannedChildren(plan);
  await ensureOthers(others, deployment, children);
}

function plannedChildren(plan: ClusterPlan): Planned[] {
  return childResources.flatMap(({ make, owner }) => {
    const child = make(plan);
    return child ? [{ child, owner }] : [];
  });
}

async function jobManagerOf(plan: ClusterPlan, child: Child, children: Children): Promise<Made> {
  const present = await children.find(keyOf(child));
  if (!present) return children.create(child);
  if (present.metadata.annotations?.[generationAnnotation] === String(plan.generation)) return present;
  throw new ReconcileError(
    'ClusterExists',
    `a Deployment ${child.metadata.name} of another deployment is there already`,
  );
}

async function ensureOthers(others: readonly Planned[], deployment: Made, children: Children): Promise<void> {
  for (const { child, owner } of others) {
    await children.ensure(owner === 'JobManager' ? ownedBy(deployment, child) : child);
  }
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
async function removeMade(planned: readonly Planned[], deployment: Made, children: Children): Promise<void> {
  const own = planned.filter(({ owner, child }) => owner === 'FlinkDeployment' && child.kind === 'Deployment');
  const [jobManager, ...taskManagers] = own;
  if (jobManager) await children.remove({ ...keyOf(jobManager.child), uid: deployment.metadata.uid });
  for (const { child } of taskManagers) await children.remove(keyOf(child));
}

const keyOf = ({ apiVersion, kind, metadata: { name, namespace } }: Child) => ({ apiVersion, kind, name, namespace });
