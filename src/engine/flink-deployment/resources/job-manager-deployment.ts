import { jobManagerOptions, jobManagerReplicas } from '../configuration/options.ts';
import type { ClusterPlan } from '../plan.ts';
import { type ChildResource, deploymentOwner } from './child-resource.ts';
import { type Labels, selectorOf } from './labels.ts';
import { type PodStep, partsOf, podOf } from './pod/parts.ts';
import * as steps from './pod/steps.ts';

/** In the order in which Flink's own client decorates a pod; what lists hold depends on it. */
const common: readonly PodStep[] = [
  steps.jobManagerAccount,
  steps.hostNetworking,
  steps.artifacts,
  steps.metadataOf('jobmanager'),
  steps.imageOf('jobmanager'),
  steps.resourcesOf('jobmanager'),
  steps.jobManagerPorts,
  steps.environmentOf('jobmanager'),
  steps.secretEnvironment,
  steps.secretMounts,
];

const native: readonly PodStep[] = [
  ...common,
  steps.nativeJobManagerCommand,
  steps.hadoop,
  steps.flinkConfiguration,
  steps.podTemplateMount,
];

const standalone: readonly PodStep[] = [
  ...common,
  steps.standaloneJobManagerCommand,
  steps.hadoop,
  steps.flinkConfiguration,
  steps.userLibraryMount,
];

/** Runs the JobManager. Source: `spec/flink-resources.md` 2, 3. */
export const jobManagerDeployment: ChildResource = {
  owner: 'FlinkDeployment',
  make(plan) {
    const { name, namespace, configuration, jobManagerTemplate } = plan;
    const parts = (plan.standalone ? standalone : native).reduce(
      (pod, step) => step(pod, plan),
      partsOf(jobManagerTemplate),
    );
    const annotations = steps.mapOf(plan, jobManagerOptions.annotations);
    return {
      apiVersion: 'apps/v1',
      kind: 'Deployment',
      metadata: { name, namespace, labels: labelsOf(plan), annotations, ownerReferences: [deploymentOwner(plan)] },
      spec: {
        replicas: configuration.value(jobManagerReplicas) ?? 1,
        selector: { matchLabels: selectorOf(plan, 'jobmanager') },
        template: podOf(parts),
      },
    };
  },
};

function labelsOf(plan: ClusterPlan): Labels {
  const selector = selectorOf(plan, 'jobmanager');
  const own = steps.mapOf(plan, jobManagerOptions.labels);
  return plan.standalone ? { ...selector, ...own } : { ...own, ...selector };
}
