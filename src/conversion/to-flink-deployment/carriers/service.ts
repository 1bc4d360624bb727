import { formatMap } from '../../../values/list-text.ts';
import type { Carrier } from '../carrier.ts';
import { isGiven } from '../source.ts';

const exposedType = 'kubernetes.rest-service.exposed.type';
const annotationsKey = 'kubernetes.rest-service.annotations';

const types: Readonly<Record<string, string>> = {
  VPC: 'LoadBalancer',
  External: 'LoadBalancer',
  NodePort: 'NodePort',
  Headless: 'Headless_ClusterIP',
};

/** What keeps a load balancer of Google Cloud inside of its network. */
const internal = {
  'networking.gke.io/load-balancer-type': 'Internal',
  'networking.gke.io/internal-load-balancer-allow-global-access': 'true',
};

export const service: Carrier = {
  fields: ['jobManager.accessScope', 'jobManager.ServiceAnnotations', 'jobManager.ServiceLabels'],
  becomes:
    '`kubernetes.rest-service.exposed.type` and `kubernetes.rest-service.annotations`; the Service is `NAME-rest`, has the REST port alone, and takes no labels',
  carry(source, draft) {
    const { accessScope = 'Cluster', ServiceAnnotations = {}, ServiceLabels } = source.spec.jobManager ?? {};
    const type = types[accessScope];
    if (type !== undefined) draft.configuration.set(exposedType, type);
    const scope = 'jobManager.accessScope';
    if (type === undefined)
      draft.carried(scope, `spec.flinkConfiguration['${exposedType}']`, 'ClusterIP is the default');
    else draft.changed(scope, `spec.flinkConfiguration['${exposedType}']`, `is ${type}, for the REST port alone`);
    const annotations = { ...ServiceAnnotations, ...(accessScope === 'VPC' && internal) };
    if (Object.keys(annotations).length > 0)
      draft.configuration.set(annotationsKey, formatMap(Object.entries(annotations)));
    draft.carried('jobManager.ServiceAnnotations', `spec.flinkConfiguration['${annotationsKey}']`);
    if (!isGiven(source, 'jobManager.ServiceLabels')) return;
    if (Object.keys(ServiceLabels ?? {}).length === 0) return draft.idle('jobManager.ServiceLabels', 'is empty');
    draft.lost(
      'jobManager.ServiceLabels',
      'no Service of a FlinkDeployment takes labels: make a Service of your own for those who select by them',
    );
  },
};
