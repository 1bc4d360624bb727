import type { ClusterPlan } from '../plan.ts';
import { childMetadata } from './child-resource.ts';
import type { Labels } from './labels.ts';
import type { PodTemplate, Workload } from './workload.ts';

/** A Job whose pod is never tried again: that is for the engine to decide, which knows the state to go on from. */
export function oneTimeJob(plan: ClusterPlan, name: string, labels: Labels, template: PodTemplate): Workload {
  return {
    apiVersion: 'batch/v1',
    kind: 'Job',
    metadata: childMetadata(plan, name, labels),
    spec: { backoffLimit: 0, template },
  };
}
