import type { JobManager } from '../defaulted.ts';
import { type ChildResource, childMetadata, jobManagerName } from './child-resource.ts';
import { componentLabels } from './labels.ts';

/** Under which TaskManagers, submitters and users reach the JobManager, as far as its access scope lets them. */
export const jobManagerService: ChildResource = {
  apiVersion: 'v1',
  kind: 'Service',
  nameOf: jobManagerName,
  make(plan) {
    if (!plan.wanted.cluster) return undefined;
    const { jobManager } = plan.spec;
    const { rpc, blob, query, ui } = jobManager.ports;
    const port = (name: string, number: number) => ({ name, port: number, targetPort: name });
    const selector = componentLabels(plan, 'jobManager');
    const metadata = childMetadata(plan, jobManagerName(plan.name), selector, annotationsOf(jobManager));
    return {
      apiVersion: 'v1',
      kind: 'Service',
      metadata: { ...metadata, labels: { ...metadata.labels, ...jobManager.ServiceLabels } },
      spec: {
        ...exposureOf(jobManager),
        ports: [port('rpc', rpc), port('blob', blob), port('query', query), port('ui', ui)],
        selector,
      },
    };
  },
};

/** How load balancers of Google Cloud are told to stay inside the private network. */
const internalLoadBalancer = {
  'networking.gke.io/load-balancer-type': 'Internal',
  'networking.gke.io/internal-load-balancer-allow-global-access': 'true',
};

function annotationsOf({ accessScope, ServiceAnnotations }: JobManager) {
  return accessScope === 'VPC' ? { ...ServiceAnnotations, ...internalLoadBalancer } : ServiceAnnotations;
}

function exposureOf({ accessScope }: JobManager): object {
  switch (accessScope) {
    case 'Cluster':
      return { type: 'ClusterIP' };
    case 'Headless':
      return { type: 'ClusterIP', clusterIP: 'None' };
    case 'NodePort':
      return { type: 'NodePort' };
    case 'VPC':
    case 'External':
      return { type: 'LoadBalancer' };
  }
}
