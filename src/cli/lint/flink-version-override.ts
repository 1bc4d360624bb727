import { kindOf } from '../../api/kinds.ts';
import { isFlinkVersion } from '../../values/flink-version.ts';
import { isObject, type JsonObject } from '../../values/json.ts';
import { UsageError } from '../errors.ts';

/** `--flink-version`: what every object is taken to ask for, to see beforehand whether an upgrade would pass. */
export interface FlinkVersionOverride {
  /** `v1_20` */
  readonly deployment: string;
  /** `1.20` */
  readonly cluster: string;
}

export function readFlinkVersion(text: string): FlinkVersionOverride {
  const [, major, minor] = /^v?(\d+)[._](\d+)(?:\.\d+)?$/.exec(text) ?? [];
  const deployment = `v${major}_${minor}`;
  if (major === undefined || !isFlinkVersion(deployment)) {
    throw new UsageError(`--flink-version ${text}: write a version of Flink such as v1_20 or 2.0`);
  }
  return { deployment, cluster: `${major}.${minor}` };
}

export function withFlinkVersion(object: JsonObject, version: FlinkVersionOverride | undefined): JsonObject {
  const spec = object['spec'];
  if (!version || !isObject(spec)) return object;
  switch (kindOf(object['apiVersion'], object['kind'])) {
    case 'flinkDeployment':
      return { ...object, spec: { ...spec, flinkVersion: version.deployment } };
    case 'flinkBlueGreenDeployment': {
      const template = spec['template'];
      if (!isObject(template) || !isObject(template['spec'])) return object;
      const inner = { ...template['spec'], flinkVersion: version.deployment };
      return { ...object, spec: { ...spec, template: { ...template, spec: inner } } };
    }
    case 'flinkClusterV1beta1':
      return { ...object, spec: { ...spec, flinkVersion: version.cluster } };
    default:
      return object;
  }
}
