import type { Child } from '../../child.ts';
import { clusterOwner } from '../owner.ts';
import type { ClusterPlan } from '../plan.ts';
import { type Labels, revisionLabels } from './labels.ts';

/** One kind of child of a FlinkCluster. */
export interface ChildResource {
  readonly apiVersion: string;
  readonly kind: string;
  /** Under which it is found, wanted or not. */
  nameOf(cluster: string): string;
  /** `undefined` where this cluster is to have none now. */
  make(plan: ClusterPlan): Child | undefined;
}

export function childMetadata(
  plan: ClusterPlan,
  name: string,
  labels: Labels,
  annotations?: Readonly<Record<string, string>>,
): Child['metadata'] {
  return {
    name,
    namespace: plan.namespace,
    labels: { ...labels, ...revisionLabels(plan) },
    ...(annotations && { annotations }),
    ownerReferences: [clusterOwner(plan)],
  };
}

export const jobManagerName = (cluster: string) => `${cluster}-jobmanager`;
export const taskManagerName = (cluster: string) => `${cluster}-taskmanager`;
export const configMapName = (cluster: string) => `${cluster}-configmap`;
/** Of what is about the cluster as a whole. */
export const wholeClusterName = (cluster: string) => `flink-${cluster}`;
