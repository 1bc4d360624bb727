import { podEnvironment } from '../config/pod-environment.ts';
import type { KubernetesSettings } from '../config/settings-type.ts';
import type { KubeClient } from '../kube/kube-client.ts';
import { SetupProblem } from '../server/setup-problem.ts';

/** The cluster that this program is part of, or that its settings name. */
export interface Cluster {
  readonly client: KubeClient;
  /** Where our own objects are. */
  readonly namespace: string;
  /** Of this replica. */
  readonly identity: string;
}

/** `usual`: outside a pod, what kubectl would read. A server needs to be told. */
export interface WayToCluster extends KubernetesSettings {
  readonly usual?: boolean;
}

/** Finds a way to the API server. Nothing is asked of it yet. */
export async function findCluster(settings: WayToCluster): Promise<Cluster> {
  const { apiServer, hostName } = podEnvironment();
  const [{ createKubeClient }, connection] = await Promise.all([
    import('../kube/client.ts'),
    settings.kubeconfig === undefined && !settings.usual && apiServer ? fromPod(apiServer) : fromKubeconfig(settings),
  ]);
  return {
    client: createKubeClient(connection),
    namespace: settings.namespace ?? connection.namespace ?? 'default',
    identity: settings.identity ?? hostName,
  };
}

async function fromPod(apiServer: { readonly host: string; readonly port: string }) {
  const { podConnection, serviceAccountDirectory } = await import('../kube/pod-connection.ts');
  try {
    return await podConnection({ ...apiServer, directory: serviceAccountDirectory });
  } catch (error) {
    throw new SetupProblem(`the service account of this pod cannot be read: ${(error as Error).message}`, {
      cause: error,
    });
  }
}

async function fromKubeconfig({ kubeconfig, context, usual }: WayToCluster) {
  if (kubeconfig === undefined && !usual) {
    throw new SetupProblem('this is no pod, so kubernetes.kubeconfig must name a file to find the API server by');
  }
  const { kubeconfigConnection, KubeconfigProblem } = await import('../kube/kubeconfig-connection.ts');
  try {
    return await kubeconfigConnection({ file: kubeconfig, context });
  } catch (error) {
    if (error instanceof KubeconfigProblem) throw new SetupProblem(error.message, { cause: error });
    throw error;
  }
}
