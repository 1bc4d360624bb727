import type { Container, PodSpec } from '../../../src/api/pod-template/types.ts';
import type { Child } from '../../../src/engine/child.ts';
import type { Recorded } from '../flink-reconcile/recording.ts';
import type { Objects } from './differences.ts';

/**
 * A cluster of v1alpha1 is deployed as its v1beta1 form. What must agree with what the first operator made of it: which components there
 * are, what they run, how they find each other, and how Flink is told to run. What differs on purpose, everywhere:
 *
 * - the JobManager is a StatefulSet, the Job has another name, a revision is named, the TaskManagers have a Service;
 * - sizes are computed in MiB and from the standard resources, slots are written, containers have these resources;
 * - probes and their times, the wait before a container stops, CPU and memory as environment variables;
 * - the submitter runs a script in the configuration directory, and lets go of the job;
 * - annotations of Google's load balancer have their newer names.
 */
export function essence(objects: readonly (Recorded | Child)[]): Objects {
  return Object.fromEntries(objects.flatMap((object) => essenceOf(object as unknown as Manifest)));
}

interface Manifest {
  readonly kind: string;
  readonly metadata: { readonly name: string; readonly labels?: Readonly<Record<string, string>> };
  readonly data?: Readonly<Record<string, string>>;
  readonly spec?: {
    readonly replicas?: number;
    readonly selector?: unknown;
    readonly template?: { readonly metadata: object; readonly spec: PodSpec };
    readonly [field: string]: unknown;
  };
}

function essenceOf({ kind, metadata, data, spec = {} }: Manifest): [string, unknown][] {
  const component = metadata.labels?.['component'] ?? 'cluster';
  switch (kind) {
    case 'ConfigMap':
      return [[kind, optionsOf(data?.['flink-conf.yaml'] ?? '')]];
    case 'Service':
      return component === 'taskmanager' ? [] : [[`${component} ${kind}`, spec]];
    case 'Ingress':
      return [[kind, spec]];
    case 'Job':
      return [[kind, { backoffLimit: spec['backoffLimit'], pod: spec.template && podEssence(spec.template.spec) }]];
    case 'Deployment':
    case 'StatefulSet':
      return [
        [component, { replicas: spec.replicas, selector: spec.selector, pod: podEssence(spec.template?.spec ?? {}) }],
      ];
    default:
      return [[kind, spec]];
  }
}

const computedOtherwise = /^(?:jobmanager|taskmanager)\.heap\.size|^taskmanager\.numberOfTaskSlots/;

function optionsOf(text: string): string[] {
  return text.split('\n').filter((line) => !computedOtherwise.test(line));
}

function podEssence({ terminationGracePeriodSeconds: _, volumes = [], containers = [], ...pod }: PodSpec): object {
  return {
    ...pod,
    volumes: byName(volumes.filter(({ name }) => containers[0]?.name !== 'main' || name !== 'flink-config-volume')),
    containers: containers.map(containerEssence),
  };
}

function containerEssence(container: Container): object {
  const { livenessProbe: _, readinessProbe: __, lifecycle: ___, resources: ____, ...others } = container;
  const { args = [], env = [], volumeMounts = [], ports = [] } = container;
  const isSubmitter = container.name === 'main';
  return {
    ...others,
    args: isSubmitter ? args.slice(2).filter((arg) => arg !== '--detached') : args,
    env: byName(
      env.filter(({ name = '' }) => !/^(?:JOB|TASK)_MANAGER_(?:CPU|MEMORY)_LIMIT$|^FLINK_JM_ADDR$/.test(name)),
    ),
    volumeMounts: byName(volumeMounts.filter(({ name }) => !isSubmitter || name !== 'flink-config-volume')),
    ports: ports.map(({ protocol: _____, ...port }) => port),
  };
}

function byName<T extends { readonly name?: string }>(items: readonly T[]): Record<string, T> {
  return Object.fromEntries(items.map((item) => [item.name ?? '', item]));
}
