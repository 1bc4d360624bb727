import * as options from '../configuration/options.ts';
import type { ClusterPlan } from '../plan.ts';
import type { ChildResource } from './child-resource.ts';
import { commonLabels, selectorOf } from './labels.ts';
import { mapOf } from './pod/steps.ts';

/** Under which TaskManagers find the JobManager. With high availability they find it by what it writes down. */
export const internalService: ChildResource = {
  owner: 'JobManager',
  make(plan) {
    if (plan.highlyAvailable && !plan.standalone) return undefined;
    const { configuration } = plan;
    const port = (name: string, number: number) => ({ name, port: number });
    return service(plan, plan.name, options.internalServiceAnnotations, {
      clusterIP: 'None',
      ports: [
        port('jobmanager-rpc', configuration.value(options.jobManagerRpcPort) ?? 6123),
        port('blobserver', Number(configuration.value(options.blobServerPort))),
      ],
    });
  },
};

/** Under which everybody else, the engine included, reaches the REST API. */
export const restService: ChildResource = {
  owner: 'JobManager',
  make(plan) {
    const { configuration } = plan;
    const exposed = configuration.value(options.restServiceType) ?? 'ClusterIP';
    const headless = exposed === 'Headless_ClusterIP';
    return service(plan, `${plan.name}-rest`, options.restServiceAnnotations, {
      type: headless ? 'ClusterIP' : exposed,
      ...(headless && { clusterIP: 'None' }),
      ports: [
        {
          name: 'rest',
          port: configuration.value(options.restPort) ?? 8081,
          targetPort: Number(configuration.value(options.restBindPort)),
        },
      ],
    });
  },
};

function service(plan: ClusterPlan, name: string, annotated: typeof options.restServiceAnnotations, spec: object) {
  const annotations = mapOf(plan, annotated);
  return {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: {
      name,
      namespace: plan.namespace,
      labels: commonLabels(plan),
      ...(Object.keys(annotations).length > 0 && { annotations }),
    },
    spec: { ...spec, selector: selectorOf(plan, 'jobmanager') },
  };
}
