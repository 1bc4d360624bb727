import type { KubeObject } from '../api/meta.ts';
import { isObject } from '../values/json.ts';
import { jobDefaults } from './flink-deployment.ts';
import { withDefaults } from './with-defaults.ts';

const sessionLabel = 'target.session';

export function defaultFlinkSessionJob(object: KubeObject, operation: string, mode: 'full' | 'minimal'): KubeObject {
  const labelled = labelWithSession(object);
  const { spec } = labelled;
  if (operation !== 'CREATE' || mode === 'minimal' || !isObject(spec) || !isObject(spec['job'])) return labelled;
  const job = withDefaults(spec['job'], jobDefaults);
  return job === spec['job'] ? labelled : { ...labelled, spec: { ...spec, job } };
}

/** Lets `kubectl get -l` and the operator find the jobs of one session cluster; follows `deploymentName`. */
function labelWithSession(object: KubeObject): KubeObject {
  const { metadata, spec } = object;
  const session = isObject(spec) ? spec['deploymentName'] : undefined;
  if (typeof session !== 'string' || !isObject(metadata)) return object;
  const labels: unknown = metadata.labels;
  if (labels !== undefined && !isObject(labels)) return object;
  if (labels?.[sessionLabel] === session) return object;
  return {
    ...object,
    metadata: { ...metadata, labels: { ...(labels as Record<string, string>), [sessionLabel]: session } },
  };
}
