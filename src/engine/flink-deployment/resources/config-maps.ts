import type { ClusterPlan } from '../plan.ts';
import type { ChildResource } from './child-resource.ts';
import { commonLabels } from './labels.ts';
import { podTemplateFile } from './pod/steps.ts';

/** The files of Flink's configuration directory. */
export const configurationMap: ChildResource = {
  owner: 'JobManager',
  make: (plan) => configMap(plan, 'flink-config', Object.fromEntries(plan.files)),
};

/** From which the JobManager of a native cluster makes its TaskManagers. JSON is YAML, too. */
export const podTemplateMap: ChildResource = {
  owner: 'JobManager',
  make(plan) {
    if (plan.standalone || !plan.taskManagerTemplate) return undefined;
    return configMap(plan, 'pod-template', {
      [podTemplateFile]: `${JSON.stringify(plan.taskManagerTemplate, null, 2)}\n`,
    });
  },
};

function configMap(plan: ClusterPlan, prefix: string, data: Readonly<Record<string, string>>) {
  const { name, namespace } = plan;
  return {
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: { name: `${prefix}-${name}`, namespace, labels: commonLabels(plan) },
    data,
  };
}
