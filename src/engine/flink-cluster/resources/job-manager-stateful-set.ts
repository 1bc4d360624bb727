import { childMetadata, jobManagerName } from './child-resource.ts';
import { podLabels } from './labels.ts';
import { componentPod } from './pod/component-pod.ts';
import { ownedClaims } from './volume-claims.ts';
import type { WorkloadResource } from './workload.ts';

/** Runs the JobManager, except in application mode. */
export const jobManagerStatefulSet: WorkloadResource = {
  apiVersion: 'apps/v1',
  kind: 'StatefulSet',
  nameOf: jobManagerName,
  make(plan) {
    const { job, jobManager } = plan.spec;
    if (!plan.wanted.cluster || job?.mode === 'Application') return undefined;
    const name = jobManagerName(plan.name);
    const labels = podLabels(plan, 'jobManager');
    return {
      apiVersion: 'apps/v1',
      kind: 'StatefulSet',
      metadata: childMetadata(plan, name, labels),
      spec: {
        replicas: jobManager.replicas,
        serviceName: name,
        selector: { matchLabels: labels },
        template: componentPod(plan, { component: 'jobManager', labels, args: ['jobmanager'] }),
        ...ownedClaims(plan, 'jobManager'),
      },
    };
  },
};
