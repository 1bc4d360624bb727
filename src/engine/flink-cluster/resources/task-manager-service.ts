import { type ChildResource, childMetadata, taskManagerName } from './child-resource.ts';
import { componentLabels } from './labels.ts';

/** Gives each TaskManager a name of its own. */
export const taskManagerService: ChildResource = {
  apiVersion: 'v1',
  kind: 'Service',
  nameOf: taskManagerName,
  make(plan) {
    if (!plan.wanted.taskManagers) return undefined;
    const { data, rpc, query } = plan.spec.taskManager.ports;
    const port = (name: string, number: number) => ({ name, port: number });
    const selector = componentLabels(plan, 'taskManager');
    return {
      apiVersion: 'v1',
      kind: 'Service',
      metadata: childMetadata(plan, taskManagerName(plan.name), selector),
      spec: {
        type: 'ClusterIP',
        clusterIP: 'None',
        ports: [port('data', data), port('rpc', rpc), port('query', query)],
        selector,
      },
    };
  },
};
