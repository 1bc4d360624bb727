import { type ChildResource, childMetadata, wholeClusterName } from './child-resource.ts';
import { clusterLabels } from './labels.ts';

/** Over the pods of JobManager and TaskManagers together. */
export const podDisruptionBudget: ChildResource = {
  apiVersion: 'policy/v1',
  kind: 'PodDisruptionBudget',
  nameOf: wholeClusterName,
  make(plan) {
    const budget = plan.spec.podDisruptionBudget;
    if (!plan.wanted.cluster || !budget) return undefined;
    const labels = clusterLabels(plan);
    return {
      apiVersion: 'policy/v1',
      kind: 'PodDisruptionBudget',
      metadata: childMetadata(plan, wholeClusterName(plan.name), labels),
      spec: {
        ...budget,
        selector: { ...budget.selector, matchLabels: { ...budget.selector?.matchLabels, ...labels } },
      },
    };
  },
};
