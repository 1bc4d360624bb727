import type { Container, Pod, PodSpec } from '../../../../api/pod-template/types.ts';
import type { ClusterPlan } from '../../plan.ts';
import { mainContainerName } from '../../pod-template/templates.ts';

/** A pod while it is put together: the main container apart, as it goes last. */
export interface PodParts {
  readonly labels: Readonly<Record<string, string>>;
  readonly annotations: Readonly<Record<string, string>>;
  /** Without the main container. */
  readonly spec: PodSpec;
  readonly main: Container;
}

/** One thing that is added to a pod. */
export type PodStep = (pod: PodParts, plan: ClusterPlan) => PodParts;

export function partsOf(template: Pod | undefined): PodParts {
  const { containers = [], ...spec } = (template?.spec ?? {}) as PodSpec;
  return {
    labels: template?.metadata?.labels ?? {},
    annotations: template?.metadata?.annotations ?? {},
    spec: { ...spec, containers: containers.filter(({ name }) => name !== mainContainerName) },
    main: containers.find(({ name }) => name === mainContainerName) ?? { name: mainContainerName },
  };
}

/** The template of a Deployment. */
export function podOf({ labels, annotations, spec, main }: PodParts): object {
  return {
    metadata: { labels, ...(Object.keys(annotations).length > 0 && { annotations }) },
    spec: { ...spec, containers: [...(spec.containers ?? []), main] },
  };
}

/** Adds to lists of a pod and of its main container. What a template has stays in front. */
export function adding(
  pod: PodParts,
  { volumes = [], ...main }: Pick<PodSpec, 'volumes'> & Pick<Container, 'env' | 'ports' | 'volumeMounts'>,
): PodParts {
  const joined = <T>(present: readonly T[] | undefined, more: readonly T[] | undefined) => [
    ...(present ?? []),
    ...(more ?? []),
  ];
  return {
    ...pod,
    spec: { ...pod.spec, ...(volumes.length > 0 && { volumes: joined(pod.spec.volumes, volumes) }) },
    main: {
      ...pod.main,
      ...(main.env?.length && { env: joined(pod.main.env, main.env) }),
      ...(main.ports?.length && { ports: joined(pod.main.ports, main.ports) }),
      ...(main.volumeMounts?.length && { volumeMounts: joined(pod.main.volumeMounts, main.volumeMounts) }),
    },
  };
}
