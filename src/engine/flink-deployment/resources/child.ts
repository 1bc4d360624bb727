import type { ClusterPlan } from '../plan.ts';

/** An object that is made for a cluster, as it is sent. */
export interface Child {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: {
    readonly name: string;
    readonly namespace: string;
    readonly labels?: Readonly<Record<string, string>>;
    readonly annotations?: Readonly<Record<string, string>>;
    readonly ownerReferences?: readonly object[];
  };
  readonly spec?: object;
  readonly data?: Readonly<Record<string, string>>;
}

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
export function deploymentOwner({ name, uid }: ClusterPlan): object {
  return {
    apiVersion: 'flink.apache.org/v1beta1',
    kind: 'FlinkDeployment',
    name,
    uid,
    controller: false,
    blockOwnerDeletion: true,
  };
}
