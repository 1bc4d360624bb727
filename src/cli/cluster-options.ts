import { type Cluster, findCluster } from '../bin/cluster.ts';
import { podEnvironment } from '../config/pod-environment.ts';
import { ApiError, ApiUnreachable } from '../kube/errors.ts';
import { SetupProblem } from '../server/setup-problem.ts';
import { UnreadableInput, UsageError } from './errors.ts';

/** The flags of every command that talks to a cluster. */
export interface ClusterOptions {
  readonly kubeconfig?: string;
  readonly kubeContext?: string;
}

/** Does something with the cluster that kubectl would talk to; in a pod, with the one it runs in. */
export async function withCluster<T>(
  { kubeconfig, kubeContext }: ClusterOptions,
  work: (cluster: Cluster) => Promise<T>,
): Promise<T> {
  const inPod = kubeconfig === undefined && kubeContext === undefined && podEnvironment().apiServer !== undefined;
  let cluster: Cluster;
  try {
    cluster = await findCluster({
      ...(kubeconfig !== undefined && { kubeconfig }),
      ...(kubeContext !== undefined && { context: kubeContext }),
      usual: !inPod,
    });
  } catch (error) {
    throw error instanceof SetupProblem ? new UsageError(error.message) : error;
  }
  try {
    return await work(cluster);
  } catch (error) {
    if (error instanceof ApiUnreachable) throw new UnreadableInput(error.message);
    if (error instanceof ApiError) throw new UnreadableInput(`the API server refused: ${error.message}`);
    throw error;
  } finally {
    cluster.client.close();
  }
}
