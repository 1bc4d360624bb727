import { taskManagerOptions, taskManagerReplicas } from '../configuration/options.ts';
import { type ChildResource, deploymentOwner } from './child-resource.ts';
import { selectorOf } from './labels.ts';
import { type PodStep, partsOf, podOf } from './pod/parts.ts';
import * as steps from './pod/steps.ts';

const podSteps: readonly PodStep[] = [
  steps.taskManagerAccount,
  steps.metadataOf('taskmanager'),
  steps.imageOf('taskmanager'),
  steps.resourcesOf('taskmanager'),
  steps.taskManagerPorts,
  steps.environmentOf('taskmanager'),
  steps.secretEnvironment,
  steps.secretMounts,
  steps.standaloneTaskManagerCommand,
  steps.hadoop,
  steps.flinkConfiguration,
];

/** Runs TaskManagers where Flink does not start them itself. Source: `spec/flink-resources.md` 4.1. */
export const taskManagerDeployment: ChildResource = {
  owner: 'FlinkDeployment',
  make(plan) {
    if (!plan.standalone) return undefined;
    const { name, namespace, configuration, taskManagerTemplate } = plan;
    const selector = selectorOf(plan, 'taskmanager');
    const annotations = steps.mapOf(plan, taskManagerOptions.annotations);
    const parts = podSteps.reduce((pod, step) => step(pod, plan), partsOf(taskManagerTemplate));
    return {
      apiVersion: 'apps/v1',
      kind: 'Deployment',
      metadata: {
        name: `${name}-taskmanager`,
        namespace,
        labels: { ...steps.mapOf(plan, taskManagerOptions.labels), ...selector },
        ...(Object.keys(annotations).length > 0 && { annotations }),
        ownerReferences: [deploymentOwner(plan)],
      },
      spec: {
        replicas: configuration.value(taskManagerReplicas) ?? 1,
        selector: { matchLabels: selector },
        template: podOf(parts),
      },
    };
  },
};
