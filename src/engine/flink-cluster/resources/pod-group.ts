import { clusterOwner } from '../owner.ts';
import { applicationJob } from './application-job.ts';
import { type ChildResource, wholeClusterName } from './child-resource.ts';
import { jobManagerStatefulSet } from './job-manager-stateful-set.ts';
import { leastResources } from './least-resources.ts';
import { isBatchScheduled } from './pod/batch-scheduling.ts';
import { submitterJob } from './submitter-job.ts';
import { taskManagerDeployment } from './task-manager-deployment.ts';
import { taskManagerStatefulSet } from './task-manager-stateful-set.ts';

const workloads = [
  jobManagerStatefulSet,
  taskManagerStatefulSet,
  taskManagerDeployment,
  submitterJob,
  applicationJob,
] as const;

/** Has the pods wait until there is room for all of them. Without a cluster, a lone submitter would wait for nobody. */
export const podGroup: ChildResource = {
  apiVersion: 'scheduling.volcano.sh/v1beta1',
  kind: 'PodGroup',
  nameOf: wholeClusterName,
  make(plan) {
    if (!plan.wanted.cluster || !isBatchScheduled(plan)) return undefined;
    const { queue, priorityClassName } = plan.spec.batchScheduler ?? {};
    const wanted = workloads.flatMap((workload) => workload.make(plan) ?? []);
    return {
      apiVersion: 'scheduling.volcano.sh/v1beta1',
      kind: 'PodGroup',
      metadata: { name: wholeClusterName(plan.name), namespace: plan.namespace, ownerReferences: [clusterOwner(plan)] },
      spec: {
        minMember: wanted.reduce((pods, { spec }) => pods + (spec.replicas ?? 1), 0),
        minResources: leastResources(wanted),
        ...(queue && { queue }),
        ...(priorityClassName && { priorityClassName }),
      },
    };
  },
};
