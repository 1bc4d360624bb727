import type { ClusterPlan } from '../plan.ts';

export type Labels = Readonly<Record<string, string>>;
export type Component = 'jobManager' | 'taskManager';

/** Of everything that belongs to a cluster. */
export function clusterLabels({ name }: Pick<ClusterPlan, 'name'>): Labels {
  return { cluster: name, app: 'flink' };
}

/** By which Services find the pods of a component. */
export function componentLabels(plan: Pick<ClusterPlan, 'name'>, component: Component): Labels {
  return { ...clusterLabels(plan), component: component.toLowerCase() };
}

/** What the pods of a component are selected by, the labels of the user's own among it. */
export function podLabels(plan: ClusterPlan, component: Component): Labels {
  return { ...componentLabels(plan, component), ...plan.spec[component].podLabels };
}

export const revisionLabel = 'flinkoperator.k8s.io/revision-name';

/** The revision that an object was made by. Never in a selector: that cannot change. */
export function revisionLabels({ revision }: ClusterPlan): Labels {
  return revision === undefined ? {} : { [revisionLabel]: revision };
}
