import type { PodSpec } from '../../../api/pod-template/types.ts';
import type { Child } from '../../child.ts';
import type { ClusterPlan } from '../plan.ts';
import type { ChildResource } from './child-resource.ts';
import type { Labels } from './labels.ts';

export interface PodTemplate {
  readonly metadata: { readonly labels: Labels; readonly annotations?: Readonly<Record<string, string>> };
  readonly spec: PodSpec;
}

/** A child that makes pods. */
export interface Workload extends Child {
  readonly spec: {
    /** Left out: one pod. */
    readonly replicas?: number;
    readonly backoffLimit?: number;
    readonly template: PodTemplate;
    readonly volumeClaimTemplates?: readonly object[];
  };
}

export interface WorkloadResource extends ChildResource {
  make(plan: ClusterPlan): Workload | undefined;
}
