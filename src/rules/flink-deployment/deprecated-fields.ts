import type { FlinkDeployment } from '../../api/flink-deployment/types.ts';
import { invalid, nothing, type Rule } from '../rule.ts';
import { amountsOf } from './amounts.ts';
import { type Component, componentNames, type DeploymentRule, inComponent, pathOf } from './component.ts';
import type { WithJob } from './job.ts';

const components = ['jobManager', 'taskManager'] as const satisfies Component[];

export const resourceDeprecated: Rule<FlinkDeployment> = {
  id: 'resource-deprecated',
  summary: "CPU and memory are given in Kubernetes' form, as resources.",
  explanation:
    'resource is deprecated. resources has requests and limits as any container has, so that one need not remember ' +
    'how Flink reads sizes. A memory of 2048m becomes resources.requests.memory: 2Gi, a cpu of 1 becomes ' +
    'resources.requests.cpu: "1".',
  severity: 'warning',
  examples: {
    good: inComponent('jobManager', '{ resources: { requests: { memory: 2Gi, cpu: "1" } } }'),
    bad: inComponent('jobManager', '{ resources: null, resource: { memory: 2048m, cpu: 1 } }'),
  },
  check({ spec }, at) {
    if (!spec.jobManager?.resource && !spec.taskManager?.resource) return nothing;
    const [first, second] = components.filter((component) => spec[component]?.resource !== undefined);
    if (first === undefined) return nothing;
    const message = second === undefined ? 'is deprecated' : `is deprecated, here and in ${second}`;
    return [invalid(pathOf(at, first).resource, message, { fix: 'use resources with requests and limits' })];
  },
};

/** Where both forms are given the older one is left aside whole, also for what only it says. */
export function resourceNotRead(component: Component): DeploymentRule {
  const { id, title } = componentNames[component];
  return {
    id: `${id}-resource-not-read`,
    summary: `CPU and memory of the ${title} are given in one form only.`,
    explanation:
      'Where resources has a request or limit, resource is not read at all, not even for what resources leaves out. ' +
      'A CPU or ephemeral storage that stands there only is lost.',
    severity: 'warning',
    examples: {
      good: inComponent(component, '{ resources: { requests: { memory: 2Gi } } }'),
      bad: inComponent(component, '{ resources: { requests: { memory: 2Gi } }, resource: { cpu: 2 } }'),
    },
    check({ spec }, at) {
      const section = spec[component];
      if (!section?.resource || amountsOf(section.resources).all.length === 0) return nothing;
      return [
        invalid(pathOf(at, component).resource, 'is not read at all, because resources is given', {
          fix: 'move what is still wanted to resources',
        }),
      ];
    },
  };
}

export const savepointTriggerNonceDeprecated: Rule<WithJob> = {
  id: 'savepoint-trigger-nonce-deprecated',
  summary: 'A savepoint is asked for by a FlinkStateSnapshot.',
  explanation:
    'savepointTriggerNonce is deprecated. A FlinkStateSnapshot asks for a savepoint without a change of the job, ' +
    'tells how it went, and can be listed and deleted.',
  severity: 'warning',
  examples: {
    good: 'spec: { job: { parallelism: 1 } }',
    bad: "spec: { job: { savepointTriggerNonce: 1 }, flinkConfiguration: { execution.checkpointing.savepoint-dir: 's3://flink/savepoints' } }",
  },
  check({ spec: { job } }, at) {
    if (job?.savepointTriggerNonce === undefined) return nothing;
    return [
      invalid(at.spec.job.savepointTriggerNonce, 'is deprecated', {
        fix: 'create a FlinkStateSnapshot for the job',
      }),
    ];
  },
};
