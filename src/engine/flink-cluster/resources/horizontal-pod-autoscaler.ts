import { clusterOwner } from '../owner.ts';
import { type ChildResource, childMetadata, wholeClusterName } from './child-resource.ts';
import { clusterLabels } from './labels.ts';

/** Sets the replicas of the FlinkCluster itself, by its scale sub-resource. Without TaskManagers it would only complain. */
export const horizontalPodAutoscaler: ChildResource = {
  apiVersion: 'autoscaling/v2',
  kind: 'HorizontalPodAutoscaler',
  nameOf: wholeClusterName,
  make(plan) {
    const autoscaler = plan.spec.taskManager.horizontalPodAutoscaler;
    if (!plan.wanted.taskManagers || !autoscaler) return undefined;
    const { apiVersion, kind, name } = clusterOwner(plan);
    return {
      apiVersion: 'autoscaling/v2',
      kind: 'HorizontalPodAutoscaler',
      metadata: childMetadata(plan, wholeClusterName(plan.name), clusterLabels(plan)),
      spec: { ...autoscaler, scaleTargetRef: { apiVersion, kind, name } },
    };
  },
};
