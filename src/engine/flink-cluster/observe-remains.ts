import { isActive } from '../../rules/flink-cluster/job-state.ts';
import type { Happening } from '../happening.ts';
import type { Made, Ports } from '../ports.ts';
import type { ObservedCluster, Submitter } from './observed.ts';
import { jobManagerName } from './resources/child-resource.ts';
import { submitterJob } from './resources/submitter-job.ts';
import { isPending } from './status/job-state.ts';
import { type Cluster, isApplication, type JobStatus } from './subject.ts';

interface Pod extends Made {
  readonly metadata: Made['metadata'] & { readonly labels?: Readonly<Record<string, string>> };
  readonly status?: { readonly phase?: string };
}

/**
 * Pods whose Kubernetes Job is gone, by name: a JobManager that runs on, or what may still submit the job. They go some time after their
 * Job, or not at all where somebody has let them be orphans. Looked for where that makes a difference.
 */
export async function findRemains(
  { metadata: { name, namespace }, spec, status }: Cluster,
  submitter: Submitter | undefined,
  { children }: Pick<Ports, 'children'>,
): Promise<readonly string[]> {
  const job = status?.components?.job;
  if (submitter || !job || !mayHaveRemains(job, isApplication(spec))) return [];
  const labels = `app=flink,cluster=${name},component!=taskmanager`;
  const pods = await children.list<Pod>({ apiVersion: 'v1', kind: 'Pod', namespace }, { labels });
  const jobNames: readonly unknown[] = [jobManagerName(name), submitterJob.nameOf(name)];
  return pods
    .filter(({ metadata: { labels: its = {} }, status: { phase } = {} }) => {
      // A StatefulSet makes no second JobManager of the same name.
      const isOfJob = jobNames.includes(its['job-name']) || (isApplication(spec) && its['component'] === 'jobmanager');
      return isOfJob && phase !== 'Succeeded' && phase !== 'Failed';
    })
    .map(({ metadata }) => metadata.name);
}

/** Once a job runs, what has submitted it does nothing more; of an application it is what runs. */
const mayHaveRemains = (job: JobStatus, runsJob: boolean): boolean =>
  isPending(job) || (runsJob ? isActive(job) : job.state === 'Deploying');

/** Where somebody has let them be orphans, he has to end them. The pods of a StatefulSet go before it. */
export function remainsTold({ remains, components }: ObservedCluster): readonly Happening[] {
  if (!remains || components.jobManager) return [];
  const message = `the Job of these pods is gone, and nothing is submitted before they have ended: ${remains.join(', ')}`;
  return [{ component: 'FlinkOperator', type: 'Warning', reason: 'PodsRemain', message, again: 'ignore' }];
}
