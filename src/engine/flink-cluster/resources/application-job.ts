import type { ClusterPlan } from '../plan.ts';
import { jobManagerName } from './child-resource.ts';
import { oneTimeJob } from './job.ts';
import { type Labels, podLabels, revisionLabels } from './labels.ts';
import { componentPod } from './pod/component-pod.ts';
import { applicationArguments } from './submit-arguments.ts';
import type { WorkloadResource } from './workload.ts';

/** Says which job the JobManager of an application runs. */
const jobIdLabel = 'flinkoperator.k8s.io/job-id';

/** In application mode the JobManager itself, which ends with its job. */
export const applicationJob: WorkloadResource = {
  apiVersion: 'batch/v1',
  kind: 'Job',
  nameOf: jobManagerName,
  make(plan) {
    const { job } = plan.spec;
    if (!plan.wanted.job || job?.mode !== 'Application') return undefined;
    const labels = labelsOf(plan);
    const args = applicationArguments(plan, job);
    const pod = componentPod(plan, { component: 'jobManager', labels, args, restartPolicy: 'Never' });
    return oneTimeJob(plan, jobManagerName(plan.name), labels, pod);
  },
};

function labelsOf(plan: ClusterPlan): Labels {
  const { jobId } = plan;
  return {
    ...podLabels(plan, 'jobManager'),
    ...revisionLabels(plan),
    ...(jobId !== undefined && { [jobIdLabel]: jobId }),
  };
}
