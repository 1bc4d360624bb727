import { oneTimeJob } from './job.ts';
import { clusterLabels, revisionLabels } from './labels.ts';
import { submitterPod } from './pod/submitter-pod.ts';
import type { WorkloadResource } from './workload.ts';

const nameOf = (cluster: string) => `${cluster}-job-submitter`;

/** Submits the job to the JobManager. */
export const submitterJob: WorkloadResource = {
  apiVersion: 'batch/v1',
  kind: 'Job',
  nameOf,
  make(plan) {
    const { job } = plan.spec;
    if (!plan.wanted.job || !job || job.mode === 'Application') return undefined;
    const labels = { ...clusterLabels(plan), ...job.podLabels, ...revisionLabels(plan) };
    return oneTimeJob(plan, nameOf(plan.name), labels, submitterPod(plan, job, labels));
  },
};
