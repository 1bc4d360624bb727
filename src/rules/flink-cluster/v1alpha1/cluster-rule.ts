import type { FieldPath } from '../../../api/field-path.ts';
import type { FlinkClusterV1alpha1 } from '../../../api/flink-cluster/types.ts';
import type { ClusterFacts } from '../../facts.ts';
import type { Rule } from '../../rule.ts';
import type { Component } from '../cluster-rule.ts';

export type OldClusterRule = Rule<FlinkClusterV1alpha1, ClusterFacts<FlinkClusterV1alpha1>>;

/** What the two sections have in common. */
export type OldComponentSpec = Omit<NonNullable<FlinkClusterV1alpha1['spec']['taskManager']>, 'ports'> & {
  readonly ports?: Readonly<Record<string, number | undefined>>;
};

export const components: readonly Component[] = ['jobManager', 'taskManager'];

const leftOut: OldComponentSpec = {};

export function sectionOf({ spec }: FlinkClusterV1alpha1, component: Component): OldComponentSpec {
  return (spec[component] as OldComponentSpec | undefined) ?? leftOut;
}

export function pathOf(at: FieldPath<FlinkClusterV1alpha1>, component: Component): FieldPath<OldComponentSpec> {
  return at.spec[component] as FieldPath<unknown> as FieldPath<OldComponentSpec>;
}
