import type { Child } from '../../child.ts';
import type { ClusterPlan } from '../plan.ts';

/**
 * One kind of child of a FlinkDeployment. Those that belong to the JobManager's Deployment are made after it, and are given it
 * as their owner, so that they go with it.
 */
export interface ChildResource {
  readonly owner: 'FlinkDeployment' | 'JobManager';
  /** `undefined` where this cluster has none. */
  make(plan: ClusterPlan): Child | undefined;
}

/** The reference by which Kubernetes deletes what belongs to a FlinkDeployment. */
export function deploymentOwner({ name, uid }: Pick<ClusterPlan, 'name' | 'uid'>): object {
  return {
    apiVersion: 'flink.apache.org/v1beta1',
    kind: 'FlinkDeployment',
    name,
    uid,
    controller: false,
    blockOwnerDeletion: true,
  };
}
