import type { FieldPath } from '../../api/field-path.ts';
import type { FlinkDeployment } from '../../api/flink-deployment/types.ts';
import type { DeploymentFacts } from '../facts.ts';
import type { Rule } from '../rule.ts';

export type DeploymentRule = Rule<FlinkDeployment, DeploymentFacts>;

/** The two sorts of pods of a cluster. Most rules about them are the same. */
export type Component = 'jobManager' | 'taskManager';

/** What rule ids, people and Flink's keys call them. */
export const componentNames = {
  jobManager: { id: 'jobmanager', title: 'JobManager' },
  taskManager: { id: 'taskmanager', title: 'TaskManager' },
} as const satisfies Record<Component, { id: string; title: string }>;

type Section = NonNullable<FlinkDeployment['spec']['jobManager']>;

/** What the two sections have in common. */
export type ComponentSpec = Pick<Section, 'resource' | 'resources' | 'podTemplate'>;

export function pathOf(at: FieldPath<FlinkDeployment>, component: Component): FieldPath<ComponentSpec> {
  return at.spec[component];
}

/** A piece of YAML inside the section of a component. */
export const inComponent = (component: Component, yaml: string) => `spec: { ${component}: ${yaml} }`;
