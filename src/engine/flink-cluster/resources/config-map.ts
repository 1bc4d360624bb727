import { defaultLogFiles } from '../configuration/logging.ts';
import { type ChildResource, childMetadata, configMapName } from './child-resource.ts';
import { clusterLabels } from './labels.ts';
import { submitScript, submitScriptFile } from './submit-script.ts';

/** The configuration directory of every pod, and the script that submits a job. */
export const configMap: ChildResource = {
  apiVersion: 'v1',
  kind: 'ConfigMap',
  nameOf: configMapName,
  make(plan) {
    if (!plan.wanted.cluster) return undefined;
    const { configuration, spec } = plan;
    return {
      apiVersion: 'v1',
      kind: 'ConfigMap',
      metadata: childMetadata(plan, configMapName(plan.name), clusterLabels(plan)),
      data: {
        ...defaultLogFiles,
        ...spec.logConfig,
        [configuration.file]: configuration.text,
        [submitScriptFile]: submitScript,
      },
    };
  },
};
