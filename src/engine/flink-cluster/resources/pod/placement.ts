import type { FlinkClusterJobSpec } from '../../../../api/flink-cluster/types.ts';
import type { Container, PodSpec } from '../../../../api/pod-template/types.ts';
import type { ClusterPlan } from '../../plan.ts';
import { given } from '../given.ts';

type Placement = Pick<
  FlinkClusterJobSpec,
  'affinity' | 'nodeSelector' | 'tolerations' | 'securityContext' | 'hostAliases'
>;

/** Where and as whom a pod runs. */
export function placementOf({ spec }: ClusterPlan, section: Placement): PodSpec {
  const { affinity, nodeSelector, tolerations, securityContext, hostAliases } = section;
  return given<PodSpec>({
    affinity,
    nodeSelector,
    tolerations,
    securityContext,
    hostAliases,
    imagePullSecrets: spec.image.pullSecrets,
    serviceAccountName: spec.serviceAccountName,
  });
}

export function imageOf({ spec: { image } }: ClusterPlan): Pick<Container, 'image' | 'imagePullPolicy'> {
  return given({ image: image.name, imagePullPolicy: image.pullPolicy });
}
