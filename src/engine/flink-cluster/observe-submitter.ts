import type { Made, Ports, ToldByPod } from '../ports.ts';
import type { Submitter, SubmitterJob } from './observed.ts';
import { hasEnded, readMessage } from './termination-message.ts';

interface Pod extends Made {
  readonly metadata: Made['metadata'] & { readonly creationTimestamp?: string };
  readonly status?: {
    readonly phase?: string;
    readonly reason?: string;
    readonly message?: string;
    readonly containerStatuses?: readonly {
      readonly name?: string;
      readonly state?: {
        readonly terminated?: { readonly exitCode?: number; readonly message?: string; readonly reason?: string };
      };
    }[];
  };
}

const jobIdLabel = 'flinkoperator.k8s.io/job-id';

/** The Kubernetes Job that submits the job, with what its pod has told once it has ended. */
export async function observeSubmitter(
  job: SubmitterJob | undefined,
  cluster: string,
  { children, memory }: Pick<Ports, 'children' | 'memory'>,
): Promise<Submitter | undefined> {
  if (!job) return undefined;
  const given = job.metadata.labels?.[jobIdLabel];
  const submitter: Submitter = { job, ...(given !== undefined && { jobId: given }) };
  if (!hasEnded(job)) return submitter;
  const known = memory.of(cluster).submitter;
  if (known?.uid === job.metadata.uid) return { ...submitter, ...known.told };
  const told = await askPod(job, children);
  if (told) memory.of(cluster).submitter = { uid: job.metadata.uid, told };
  return { ...submitter, ...told };
}

/** Without its pod nobody will ever know more; a pod that is about to end does. */
async function askPod({ metadata }: SubmitterJob, children: Ports['children']): Promise<ToldByPod | undefined> {
  const { name, namespace } = metadata as SubmitterJob['metadata'] & { readonly namespace: string };
  const pods = await children.list<Pod>({ apiVersion: 'v1', kind: 'Pod', namespace }, { labels: `job-name=${name}` });
  const ofJob = pods.filter(({ metadata: { ownerReferences = [] } }) =>
    ownerReferences.some((owner) => (owner as { readonly uid?: string }).uid === metadata.uid),
  );
  const newest = ofJob
    .toSorted((a, b) => Date.parse(a.metadata.creationTimestamp ?? '') - Date.parse(b.metadata.creationTimestamp ?? ''))
    .at(-1);
  if (!newest) return {};
  const { containerStatuses = [], message, reason } = newest.status ?? {};
  // Beside sidecars: the one that submits, or that is the JobManager.
  const own = containerStatuses.find(({ name }) => name === 'main' || name === 'jobmanager');
  const { terminated } = (own ?? containerStatuses[0])?.state ?? {};
  // One that was evicted has no container that has ended.
  if (!terminated) return reason === undefined ? undefined : { message: `${reason}: ${message ?? ''}` };
  const read = readMessage(terminated.message ?? '');
  return {
    ...(terminated.exitCode !== undefined && { exitCode: terminated.exitCode }),
    ...(read.jobId !== undefined && { jobId: read.jobId }),
    message: read.message || (terminated.reason ?? ''),
  };
}
