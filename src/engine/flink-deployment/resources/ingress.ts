import { checkIngressTemplate, renderIngressTemplate } from '../../../values/java-url.ts';
import type { Child } from '../../child.ts';
import { ReconcileError } from '../../reconcile-error.ts';
import * as options from '../configuration/options.ts';
import type { ClusterPlan } from '../plan.ts';
import { type ChildResource, deploymentOwner } from './child-resource.ts';

export const ingress: ChildResource = { owner: 'FlinkDeployment', make: ingressOf };

type Subject = Pick<ClusterPlan, 'name' | 'namespace' | 'uid' | 'configuration' | 'spec'>;

/** Leads to the web interface of the JobManager. Source: `spec/flink-resources.md` 7. */
export function ingressOf(subject: Subject): Child | undefined {
  const { name, namespace, configuration, spec } = subject;
  const { template, className, labels, annotations, tls } = spec.ingress ?? {};
  if (template === undefined) return undefined;
  const problem = checkIngressTemplate(template, name, namespace);
  if (problem !== undefined) throw new ReconcileError('IngressInvalid', `ingress.template ${problem}`);
  const { host, path } = placeOf(renderIngressTemplate(template, name, namespace));
  const backend = {
    service: { name: `${name}-rest`, port: { number: configuration.value(options.restPort) ?? 8081 } },
  };
  return {
    apiVersion: 'networking.k8s.io/v1',
    kind: 'Ingress',
    metadata: {
      name,
      namespace,
      labels: { ...labels, component: 'ingress' },
      ...(annotations && { annotations }),
      ownerReferences: [{ ...deploymentOwner(subject), controller: true }],
    },
    spec: {
      ...(className !== undefined && { ingressClassName: className }),
      ...(tls && { tls }),
      rules: [
        {
          ...(host !== '' && { host }),
          http: { paths: [{ ...(path !== '' && { path }), pathType: 'ImplementationSpecific', backend }] },
        },
      ],
    },
  };
}

/** As it stands: a path may hold a regular expression of the controller. */
function placeOf(url: string): { host: string; path: string } {
  const rest = url.replace(/^https?:\/\//i, '');
  const [, authority = '', path = ''] = /^([^/?#]*)([^?#]*)/.exec(rest) ?? [];
  const host = authority.slice(authority.lastIndexOf('@') + 1);
  return { host: host.replace(/:\d*$/, ''), path };
}
