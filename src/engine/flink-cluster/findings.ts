import type { KubeObject } from '../../api/meta.ts';
import { convertToV1alpha1 } from '../../conversion/flink-cluster/convert.ts';
import type { Happening } from '../happening.ts';
import type { Ports } from '../ports.ts';
import type { Cluster } from './subject.ts';

/** What is wrong with the spec of a cluster, in sentences. */
export async function findingsOf(cluster: Cluster, ports: Pick<Ports, 'findings'>): Promise<readonly string[]> {
  const found = await findingsByRules(cluster, ports);
  return hasLostJob(cluster) ? [lostJob, ...found] : found;
}

/** Its job would be killed for a session cluster, and nobody would know its state any more. */
export const hasLostJob = ({ spec, status }: Cluster): boolean =>
  spec.job === undefined && status?.components?.job !== undefined;

const lostJob =
  'spec.job: must not be removed from a job cluster; cancel the job, or delete the cluster and create another one';

async function findingsByRules(cluster: Cluster, ports: Pick<Ports, 'findings'>): Promise<readonly string[]> {
  const judged = withoutCancel(cluster);
  const found = await ports.findings(judged);
  if (found.length === 0 || judged.spec.flinkVersion) return found;
  // One that was written as `v1alpha1` names no version of Flink, and is right where it is so by the rules of that version.
  const old = convertToV1alpha1(judged as unknown as KubeObject) as unknown as Cluster;
  return (await ports.findings(old)).length === 0 ? [] : found;
}

/** A job that is cancelled was right when it was begun. */
function withoutCancel(cluster: Cluster): Cluster {
  const { job, ...spec } = cluster.spec;
  if (!job) return cluster;
  const { cancelRequested: _, ...rest } = job;
  return { ...cluster, spec: { ...spec, job: rest } };
}

export const invalid = (findings: readonly string[]): Happening => ({
  component: 'Operator',
  type: 'Warning',
  reason: 'ValidationError',
  message: findings.join('\n'),
  again: 'ignore',
});
