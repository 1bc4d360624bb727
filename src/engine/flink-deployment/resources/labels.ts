import type { ClusterPlan } from '../plan.ts';

export type Labels = Readonly<Record<string, string>>;

/** Of everything that belongs to a cluster. */
export function commonLabels({ name, standalone }: ClusterPlan): Labels {
  return { app: name, type: standalone ? 'flink-standalone-kubernetes' : 'flink-native-kubernetes' };
}

export function selectorOf(plan: ClusterPlan, component: 'jobmanager' | 'taskmanager'): Labels {
  return { ...commonLabels(plan), component };
}
