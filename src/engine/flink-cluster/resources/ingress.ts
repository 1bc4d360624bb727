import type { FlinkClusterIngressSpec } from '../../../api/flink-cluster/types.ts';
import { type ChildResource, childMetadata, jobManagerName } from './child-resource.ts';
import { componentLabels } from './labels.ts';

/** Leads to the web interface of the JobManager. */
export const ingress: ChildResource = {
  apiVersion: 'networking.k8s.io/v1',
  kind: 'Ingress',
  nameOf: jobManagerName,
  make(plan) {
    const wanted = plan.spec.jobManager.ingress;
    if (!plan.wanted.cluster || !wanted) return undefined;
    const name = jobManagerName(plan.name);
    const host = hostOf(wanted, plan.name);
    const backend = { service: { name, port: { name: 'ui' } } };
    return {
      apiVersion: 'networking.k8s.io/v1',
      kind: 'Ingress',
      metadata: childMetadata(plan, name, componentLabels(plan, 'jobManager'), wanted.annotations),
      spec: {
        rules: [{ ...(host && { host }), http: { paths: [{ path: '/', pathType: 'Prefix', backend }] } }],
        ...tlsOf(wanted, host),
      },
    };
  },
};

const clusterName = /\{\{\s*\$clusterName\s*\}\}/g;

function hostOf({ hostFormat }: FlinkClusterIngressSpec, cluster: string): string | undefined {
  return hostFormat?.replaceAll(clusterName, () => cluster);
}

function tlsOf({ useTls, tlsSecretName }: FlinkClusterIngressSpec, host: string | undefined): object {
  if (!useTls || !(host || tlsSecretName)) return {};
  return { tls: [{ ...(host && { hosts: [host] }), ...(tlsSecretName && { secretName: tlsSecretName }) }] };
}
