import type { FlinkDeploymentSpec } from '../../../api/flink-deployment/types.ts';
import type { Container, Pod } from '../../../api/pod-template/types.ts';
import type { EffectiveConfiguration } from '../../../values/effective-configuration.ts';
import { mergeArraysByName, startupProbeEnabled } from '../configuration/options.ts';
import { processResources } from '../configuration/process-resources.ts';
import { mergeTemplates } from './merge.ts';

/** The container that runs Flink. */
export const mainContainerName = 'flink-main-container';

export interface PodTemplates {
  readonly jobManager: Pod | undefined;
  readonly taskManager: Pod | undefined;
}

/** What users say of the pods, with what the operator adds. Source: `spec/flink-config.md` 4.1, 4.3. */
export function podTemplates(spec: FlinkDeploymentSpec, configuration: EffectiveConfiguration): PodTemplates {
  const byName = configuration.value(mergeArraysByName) ?? false;
  const probed = configuration.value(startupProbeEnabled) ?? true;
  const of = (process: FlinkDeploymentSpec['jobManager']) =>
    withResources(mergeTemplates(spec.podTemplate, process?.podTemplate, byName), process);
  const jobManager = of(spec.jobManager);
  return { jobManager: probed ? withStartupProbe(jobManager) : jobManager, taskManager: of(spec.taskManager) };
}

/** What Flink has no option for: ephemeral storage and devices. */
function withResources(template: Pod | undefined, process: FlinkDeploymentSpec['jobManager']): Pod | undefined {
  const { requests, limits } = processResources(process);
  if (Object.keys(requests).length + Object.keys(limits).length === 0) return template;
  return withMainContainer(template, (container) => ({
    ...container,
    resources: {
      ...container.resources,
      ...(Object.keys(limits).length > 0 && { limits: { ...container.resources?.limits, ...limits } }),
      ...(Object.keys(requests).length > 0 && { requests: { ...container.resources?.requests, ...requests } }),
    },
  }));
}

/** Until it has answered once, the Deployment is not available, which later proves that the JobManager never started. */
function withStartupProbe(template: Pod | undefined): Pod {
  return withMainContainer(template, (container) => ({
    ...container,
    startupProbe: container.startupProbe ?? {
      httpGet: { path: '/config', port: 'rest' },
      periodSeconds: 1,
      failureThreshold: 2_147_483_647,
    },
  }));
}

function withMainContainer(template: Pod | undefined, change: (container: Container) => Container): Pod {
  const containers = template?.spec?.containers ?? [];
  const known = containers.some(({ name }) => name === mainContainerName);
  const all = known ? containers : [...containers, { name: mainContainerName }];
  const changed = all.map((container) => (container.name === mainContainerName ? change(container) : container));
  return { ...template, spec: { ...template?.spec, containers: changed } };
}
