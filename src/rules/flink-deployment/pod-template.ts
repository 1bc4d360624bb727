import type { FieldPath } from '../../api/field-path.ts';
import type { FlinkDeployment } from '../../api/flink-deployment/types.ts';
import type { PodTemplateSpec } from '../../api/pod-template/types.ts';
import { invalid, nothing, type Problem, type Rule } from '../rule.ts';
import { shown } from './shown.ts';

const mainContainer = 'flink-main-container';

export const podTemplateMainContainer: Rule<FlinkDeployment> = {
  id: 'pod-template-main-container',
  summary: `Pod templates speak of Flink's own container by its name, ${mainContainer}.`,
  explanation:
    `Flink runs in the container named ${mainContainer} and gives it image, command and resources. A container of any other name runs beside it, and ` +
    'must bring an image of its own. A misspelt name therefore gives a second container without any of that.',
  severity: 'warning',
  examples: {
    good: `spec: { podTemplate: { spec: { containers: [{ name: ${mainContainer}, env: [] }, { name: logs, image: fluent-bit }] } } }`,
    bad: 'spec: { podTemplate: { spec: { containers: [{ name: flink-container, env: [] }] } } }',
  },
  check({ spec }, at) {
    const { podTemplate, jobManager, taskManager } = spec;
    const found = strayContainers(podTemplate, () => at.spec.podTemplate);
    // Containers of a component are laid over those of the base by position, which may give them name and image.
    if (podTemplate?.spec?.containers?.length) return found;
    const inJobManager = strayContainers(jobManager?.podTemplate, () => at.spec.jobManager.podTemplate);
    const inTaskManager = strayContainers(taskManager?.podTemplate, () => at.spec.taskManager.podTemplate);
    return inJobManager === nothing && inTaskManager === nothing ? nothing : [...inJobManager, ...inTaskManager];
  },
};

/** Names that people give to the container of Flink when they do not know its own. */
const meansFlink = /flink|^main|job-?manager|task-?manager/i;

function strayContainers(
  template: PodTemplateSpec | undefined,
  at: () => FieldPath<PodTemplateSpec>,
): readonly Problem[] {
  const containers = template?.spec?.containers;
  if (!containers || containers.some(({ name }) => name === mainContainer)) return nothing;
  return containers.flatMap(({ name, image }, index) => {
    if (name === undefined || (image !== undefined && (containers.length > 1 || !meansFlink.test(name)))) return [];
    const message =
      image === undefined
        ? `'${shown(name)}' has no image and is not Flink's container, which is named ${mainContainer}`
        : `'${shown(name)}' runs beside Flink, whose container is named ${mainContainer}`;
    const path = at().spec.containers[index]?.name as FieldPath<string>;
    return [invalid(path, message, { fix: `rename it to ${mainContainer} if Flink's is meant` })];
  });
}
