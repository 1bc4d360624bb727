import type { FieldPath } from '../../api/field-path.ts';
import type { FlinkCluster } from '../../api/flink-cluster/types.ts';
import type { ClusterFacts } from '../facts.ts';
import type { Rule } from '../rule.ts';

export type ClusterRule = Rule<FlinkCluster, ClusterFacts>;

/** The two sorts of pods of a cluster. Most rules about them are the same. */
export type Component = 'jobManager' | 'taskManager';

/** What rule ids and people call them. */
export const componentNames = {
  jobManager: { id: 'jobmanager', title: 'JobManager' },
  taskManager: { id: 'taskmanager', title: 'TaskManager' },
} as const satisfies Record<Component, { id: string; title: string }>;

type Spec = FlinkCluster['spec'];

/** What the two sections have in common. */
export type ComponentSpec = Omit<NonNullable<Spec['taskManager']>, 'ports' | 'deploymentType'> & {
  readonly ports?: Readonly<Record<string, number | undefined>>;
};

/** Rules read undefaulted objects as well (S-09): a section that is left out is an empty one. */
const leftOut: ComponentSpec = {};

export function sectionOf({ spec }: FlinkCluster, component: Component): ComponentSpec {
  return (spec[component] as ComponentSpec | undefined) ?? leftOut;
}

export function pathOf(at: FieldPath<FlinkCluster>, component: Component): FieldPath<ComponentSpec> {
  return at.spec[component] as FieldPath<unknown> as FieldPath<ComponentSpec>;
}

/** A rule for each component. */
export function forComponents(make: (component: Component) => ClusterRule): readonly [ClusterRule, ClusterRule] {
  return [make('jobManager'), make('taskManager')];
}

/** A piece of YAML inside the section of a component. */
export const inComponent = (component: Component, yaml: string) => `spec: { ${component}: ${yaml} }`;

/** A piece of YAML inside the job of a cluster that runs one. */
export const inJob = (yaml: string) => `spec: { job: { jarFile: ./job.jar, ${yaml} } }`;

export function isCreation(facts: ClusterFacts<unknown>): boolean {
  return facts.operation === undefined ? facts.previous === undefined : facts.operation === 'CREATE';
}

/** What is stored while an UPDATE is judged: the object itself where nobody told, `undefined` on CREATE. */
export function stored<T>(object: T, facts: ClusterFacts<T>): T | undefined {
  return isCreation(facts) ? undefined : (facts.previous ?? object);
}
