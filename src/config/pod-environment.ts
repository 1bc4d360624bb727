import { hostname } from 'node:os';
import process from 'node:process';

/** What Kubernetes tells every container about where it runs. */
export interface PodEnvironment {
  /** Of the API server; left out where this is no pod. */
  readonly apiServer?: { readonly host: string; readonly port: string };
  /** In a pod its name. */
  readonly hostName: string;
}

export function podEnvironment(
  environment: Readonly<Record<string, string | undefined>> = process.env,
): PodEnvironment {
  const host = environment['KUBERNETES_SERVICE_HOST'];
  const port = environment['KUBERNETES_SERVICE_PORT'];
  return { hostName: hostname(), ...(host && port && { apiServer: { host, port } }) };
}
