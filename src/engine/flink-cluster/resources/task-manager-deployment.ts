import { childMetadata, taskManagerName } from './child-resource.ts';
import { podLabels } from './labels.ts';
import { componentPod } from './pod/component-pod.ts';
import { ephemeralVolumes } from './volume-claims.ts';
import type { WorkloadResource } from './workload.ts';

/** Runs the TaskManagers where they are to be a Deployment. */
export const taskManagerDeployment: WorkloadResource = {
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  nameOf: taskManagerName,
  make(plan) {
    const { deploymentType, replicas } = plan.spec.taskManager;
    if (!plan.wanted.taskManagers || deploymentType !== 'Deployment') return undefined;
    const labels = podLabels(plan, 'taskManager');
    const volumes = ephemeralVolumes(plan, labels);
    return {
      apiVersion: 'apps/v1',
      kind: 'Deployment',
      metadata: childMetadata(plan, taskManagerName(plan.name), labels),
      spec: {
        replicas,
        selector: { matchLabels: labels },
        template: componentPod(plan, { component: 'taskManager', labels, args: ['taskmanager'], volumes }),
      },
    };
  },
};
