import { readSubmission } from './flink-cluster/submission.ts';
import type { Submitted } from './job-manager.ts';
import type { KubeObject } from './kube-object.ts';
import { modeKey } from './vertices.ts';

/** The job that a JobManager brings with it; `undefined` of one that is submitted to. */
export function applicationOf(
  pod: KubeObject,
  workload: KubeObject,
  configuration: ReadonlyMap<string, string>,
): Submitted | undefined {
  const resource = ownerOf(workload);
  const id = configuration.get('$internal.pipeline.job-id');
  if (id === undefined) {
    const submission = readSubmission(pod);
    return submission?.id === undefined ? undefined : { ...submission, id: submission.id, resource };
  }
  const program = programOf(workload, configuration);
  return { id, resource, program, savepointPath: configuration.get('execution.savepoint.path') };
}

/** The uid of the object of a user that something was made for. */
export const ownerOf = ({ metadata }: KubeObject): string =>
  metadata.ownerReferences?.find(({ kind }) => kind === 'FlinkDeployment' || kind === 'FlinkCluster')?.uid ?? '';

/** What tells one program from another. */
function programOf({ spec }: KubeObject, configuration: ReadonlyMap<string, string>): string {
  const image = spec?.template?.spec?.containers?.at(-1)?.image;
  return `${image} × ${configuration.has(modeKey) ? 'all' : configuration.get('parallelism.default')}`;
}
