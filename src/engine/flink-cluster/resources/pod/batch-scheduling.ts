import type { ClusterPlan } from '../../plan.ts';
import { wholeClusterName } from '../child-resource.ts';
import type { PodTemplate } from '../workload.ts';

/** Whether the pods wait until there is room for all of them. */
export function isBatchScheduled({ spec }: ClusterPlan): boolean {
  return spec.batchScheduler?.name === 'volcano';
}

/** The pod as a member of the group of its cluster. */
export function batchScheduled(plan: ClusterPlan, { metadata, spec }: PodTemplate): PodTemplate {
  if (!isBatchScheduled(plan)) return { metadata, spec };
  const priorityClassName = plan.spec.batchScheduler?.priorityClassName;
  return {
    metadata: {
      ...metadata,
      annotations: { ...metadata.annotations, 'scheduling.k8s.io/group-name': wholeClusterName(plan.name) },
    },
    spec: { ...spec, schedulerName: 'volcano', ...(priorityClassName && { priorityClassName }) },
  };
}
