import type { Container, ContainerPort, PodSpec, Probe, Volume } from '../../../../api/pod-template/types.ts';
import type { ClusterPlan } from '../../plan.ts';
import { given } from '../given.ts';
import type { Component, Labels } from '../labels.ts';
import type { PodTemplate } from '../workload.ts';
import { additionsOf, completed, together, withAdditions } from './additions.ts';
import { batchScheduled } from './batch-scheduling.ts';
import { imageOf, placementOf } from './placement.ts';

interface ComponentPod {
  readonly component: Component;
  readonly labels: Labels;
  readonly args: readonly string[];
  /** Besides those of the spec. */
  readonly volumes?: readonly Volume[];
  readonly restartPolicy?: 'Never';
}

/** A JobManager or a TaskManager. Source: `spec/flinkcluster.md` 5.1. */
export function componentPod(plan: ClusterPlan, pod: ComponentPod): PodTemplate {
  const section = plan.spec[pod.component];
  const additions = additionsOf(plan);
  const forInit = together({ env: plan.spec.envVars ?? [], volumeMounts: [], volumes: [] }, additions);
  const { podAnnotations } = section;
  return batchScheduled(plan, {
    metadata: { labels: pod.labels, ...(podAnnotations && { annotations: podAnnotations }) },
    spec: given<PodSpec>({
      ...placementOf(plan, section),
      initContainers: section.initContainers?.map((container) => withAdditions(container, forInit)),
      containers: [withAdditions(mainContainer(plan, pod), additions), ...(section.sidecars ?? [])],
      volumes: completed(section.volumes, [...additions.volumes, ...(pod.volumes ?? [])], 'name'),
      terminationGracePeriodSeconds: 60,
      restartPolicy: pod.restartPolicy,
    }),
  });
}

function mainContainer(plan: ClusterPlan, { component, args }: ComponentPod): Container {
  const { envVars, envFrom, [component]: section } = plan.spec;
  return given<Container>({
    name: component.toLowerCase(),
    ...imageOf(plan),
    args: [...args],
    ports: [...ownPorts(plan, component), ...(section.extraPorts ?? [])],
    livenessProbe: oneHandler(section.livenessProbe),
    readinessProbe: oneHandler(section.readinessProbe),
    // Clients see that the pod is going before it goes.
    lifecycle: { preStop: { exec: { command: ['sleep', '30'] } } },
    resources: section.resources,
    env: envVars,
    envFrom,
    volumeMounts: section.volumeMounts,
  });
}

/** Kubernetes refuses two. The reference operator has stored its TCP check beside a handler of the user. */
function oneHandler(probe: Probe | undefined): Probe | undefined {
  if (!probe?.tcpSocket || !(probe.httpGet || probe.exec || probe.grpc)) return probe;
  const { tcpSocket: _, ...others } = probe;
  return others;
}

function ownPorts({ spec }: ClusterPlan, component: Component): ContainerPort[] {
  const port = (name: string, containerPort: number) => ({ name, containerPort });
  if (component === 'taskManager') {
    const { data, rpc, query } = spec.taskManager.ports;
    return [port('data', data), port('rpc', rpc), port('query', query)];
  }
  const { rpc, blob, query, ui } = spec.jobManager.ports;
  return [port('rpc', rpc), port('blob', blob), port('query', query), port('ui', ui)];
}
