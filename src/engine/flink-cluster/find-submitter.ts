import { isActive } from '../../rules/flink-cluster/job-state.ts';
import { isOwned } from '../flink-deployment/remains.ts';
import type { Ports } from '../ports.ts';
import type { DefaultedSpec } from './defaulted.ts';
import { findOwned } from './find-owned.ts';
import type { SubmitterJob } from './observed.ts';
import { jobManagerName } from './resources/child-resource.ts';
import { submitterJob } from './resources/submitter-job.ts';
import { isPending } from './status/job-state.ts';
import { isUpdatePending } from './status/update-state.ts';
import { type Cluster, isApplication } from './subject.ts';

/** That of the mode which the spec says or, where there is none yet, of the one before. */
function findFollowed(cluster: Cluster, spec: DefaultedSpec, ports: Ports): SubmitterJob | undefined {
  const { name } = cluster.metadata;
  const find = (job: string) => findOwned<SubmitterJob>(cluster, 'Job', job, ports);
  const [application, submitter] = [jobManagerName(name), submitterJob.nameOf(name)];
  return isApplication(spec) ? (find(application) ?? find(submitter)) : (find(submitter) ?? find(application));
}

/** What is followed may be late. Where much follows from what is not there, or may have begun by now, it is looked at once more. */
export async function findSubmitter(
  cluster: Cluster,
  spec: DefaultedSpec,
  ports: Ports,
): Promise<SubmitterJob | undefined> {
  const { namespace, name, uid } = cluster.metadata;
  const followed = findFollowed(cluster, spec, ports);
  const { components, savepoint } = cluster.status ?? {};
  const job = components?.job;
  const isThere = job && (isActive(job) || isPending(job));
  // It may have begun, or was withdrawn for a change that is taken back now; with an application, its savepoint is gone.
  const isBeginning = job?.state === 'Deploying' && (isApplication(spec) || isUpdatePending(cluster.status));
  const isSaved = isApplication(spec) && savepoint?.state === 'InProgress';
  if (followed ? !isBeginning && !isSaved : !isThere) return followed;
  const kubernetesJob = isApplication(spec) ? jobManagerName(name) : submitterJob.nameOf(name);
  const key = { apiVersion: 'batch/v1', kind: 'Job', namespace, name: kubernetesJob };
  const found = await ports.children.find<SubmitterJob>(key);
  return found && isOwned(found, uid) ? found : undefined;
}
