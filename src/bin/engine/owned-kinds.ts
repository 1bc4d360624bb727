import { typeOf } from '../../kube/child-types.ts';
import type { ResourceType } from '../../kube/kube-client.ts';

/** Objects that the engine makes of those of users, and follows. */
export interface OwnedKind {
  readonly kind: string;
  readonly type: ResourceType;
  readonly labelSelector: string;
}

interface Followed {
  readonly apiVersion: string;
  readonly kind: string;
  /** Components whose objects are followed, by the API group of their owner; those of the whole cluster where there is none. */
  readonly components?: Readonly<Record<string, readonly string[]>>;
}

const flinkDeployment = 'flink.apache.org';
const flinkCluster = 'flinkoperator.k8s.io';
/** What a FlinkCluster is made of carries these two labels. */
const ofFlinkCluster = 'app=flink,cluster';

const followed: readonly Followed[] = [
  {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    components: { [flinkDeployment]: ['jobmanager'], [flinkCluster]: ['jobmanager', 'taskmanager'] },
  },
  {
    apiVersion: 'networking.k8s.io/v1',
    kind: 'Ingress',
    components: { [flinkDeployment]: ['ingress'], [flinkCluster]: ['jobmanager'] },
  },
  { apiVersion: 'apps/v1', kind: 'StatefulSet' },
  { apiVersion: 'v1', kind: 'Service' },
  { apiVersion: 'v1', kind: 'ConfigMap' },
  { apiVersion: 'batch/v1', kind: 'Job' },
  { apiVersion: 'policy/v1', kind: 'PodDisruptionBudget' },
  { apiVersion: 'autoscaling/v2', kind: 'HorizontalPodAutoscaler' },
];

/** Those of the objects of these API groups. */
export function ownedKinds(groups: readonly string[]): readonly OwnedKind[] {
  return followed.flatMap(({ components, ...named }) => {
    const { kind } = named;
    const type = typeOf(named);
    if (!components) return groups.includes(flinkCluster) ? [{ kind, type, labelSelector: ofFlinkCluster }] : [];
    const names = [...new Set(groups.flatMap((group) => components[group] ?? []))];
    return [{ kind, type, labelSelector: `component in (${names.join()})` }];
  });
}
