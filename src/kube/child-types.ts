import type { ResourceType } from './kube-client.ts';

/** What the engine makes of the objects of users, and those that it makes or changes for users. */
const plurals: Readonly<Record<string, string>> = {
  'v1 ConfigMap': 'configmaps',
  'v1 Event': 'events',
  'v1 Pod': 'pods',
  'v1 Service': 'services',
  'apps/v1 ControllerRevision': 'controllerrevisions',
  'apps/v1 Deployment': 'deployments',
  'apps/v1 StatefulSet': 'statefulsets',
  'autoscaling/v2 HorizontalPodAutoscaler': 'horizontalpodautoscalers',
  'batch/v1 Job': 'jobs',
  'networking.k8s.io/v1 Ingress': 'ingresses',
  'policy/v1 PodDisruptionBudget': 'poddisruptionbudgets',
  'scheduling.volcano.sh/v1beta1 PodGroup': 'podgroups',
  'flink.apache.org/v1beta1 FlinkStateSnapshot': 'flinkstatesnapshots',
  'flinkoperator.k8s.io/v1beta1 FlinkCluster': 'flinkclusters',
};

export function typeOf({ apiVersion, kind }: { readonly apiVersion: string; readonly kind: string }): ResourceType {
  const plural = plurals[`${apiVersion} ${kind}`];
  if (plural === undefined) throw new RangeError(`the engine makes no ${kind} of ${apiVersion}`);
  const [version = '', group = ''] = apiVersion.split('/').toReversed();
  return { group, version, plural, namespaced: true };
}
