import { isActive } from '../../rules/flink-cluster/job-state.ts';
import { isOwned } from '../flink-deployment/remains.ts';
import type { Made, Ports, Resource } from '../ports.ts';
import type { DefaultedSpec } from './defaulted.ts';
import { jobManagerName, taskManagerName } from './resources/child-resource.ts';
import { isUpdatePending } from './status/update-state.ts';
import { type Cluster, isApplication } from './subject.ts';

/** Of what its TaskManagers are. */
export const workersKind = ({ taskManager }: DefaultedSpec): 'Deployment' | 'StatefulSet' =>
  taskManager.deploymentType === 'Deployment' ? 'Deployment' : 'StatefulSet';

export type Find = <T extends { readonly metadata: object }>(kind: string, name: string) => T | undefined;

/** What belongs to this very object. Something else under its name is not there, for all that it is worth. */
export function findOwned<T extends { readonly metadata: object }>(
  { metadata: { namespace, uid } }: Cluster,
  kind: string,
  name: string,
  { resources }: Pick<Ports, 'resources'>,
): T | undefined {
  const found = resources.find<Resource & Made>(kind, namespace, name);
  return found && isOwned(found, uid) ? (found as unknown as T) : undefined;
}

/**
 * What is followed may be late. A workload that is not there is looked for once more while a change replaces workloads, as one that is
 * there all the same is to be replaced and not put right, and while a job runs, which would be lost without it.
 */
export async function finder(cluster: Cluster, spec: DefaultedSpec, ports: Ports): Promise<Find> {
  const followed: Find = (kind, name) => findOwned(cluster, kind, name, ports);
  const job = cluster.status?.components?.job;
  if (!isUpdatePending(cluster.status) && !(job && isActive(job))) return followed;
  const { namespace, name, uid } = cluster.metadata;
  const workers = { kind: workersKind(spec), name: taskManagerName(name) };
  const workloads = isApplication(spec) ? [workers] : [{ kind: 'StatefulSet', name: jobManagerName(name) }, workers];
  const found = new Map<string, Made>();
  for (const workload of workloads) {
    if (followed(workload.kind, workload.name)) continue;
    const made = await ports.children.find({ apiVersion: 'apps/v1', namespace, ...workload });
    if (made && isOwned(made, uid)) found.set(`${workload.kind}/${workload.name}`, made);
  }
  return <T extends { readonly metadata: object }>(kind: string, of: string) =>
    followed<T>(kind, of) ?? (found.get(`${kind}/${of}`) as T | undefined);
}
