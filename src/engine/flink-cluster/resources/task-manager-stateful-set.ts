import { childMetadata, taskManagerName } from './child-resource.ts';
import { podLabels } from './labels.ts';
import { componentPod } from './pod/component-pod.ts';
import { ownedClaims } from './volume-claims.ts';
import type { WorkloadResource } from './workload.ts';

/** Runs the TaskManagers, each with volumes of its own. */
export const taskManagerStatefulSet: WorkloadResource = {
  apiVersion: 'apps/v1',
  kind: 'StatefulSet',
  nameOf: taskManagerName,
  make(plan) {
    const { deploymentType, replicas } = plan.spec.taskManager;
    // What is neither of the two is refused at the gate; of a cluster that got past it, the workers still run.
    if (!plan.wanted.taskManagers || deploymentType === 'Deployment') return undefined;
    const name = taskManagerName(plan.name);
    const labels = podLabels(plan, 'taskManager');
    return {
      apiVersion: 'apps/v1',
      kind: 'StatefulSet',
      metadata: childMetadata(plan, name, labels),
      spec: {
        replicas,
        podManagementPolicy: 'Parallel',
        serviceName: name,
        selector: { matchLabels: labels },
        template: componentPod(plan, { component: 'taskManager', labels, args: ['taskmanager'] }),
        ...ownedClaims(plan, 'taskManager'),
      },
    };
  },
};
