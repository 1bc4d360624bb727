import assert from 'node:assert/strict';
import type { FlinkDeploymentSpec } from '../../../src/api/flink-deployment/types.ts';
import type { KubeObject } from '../../../src/api/meta.ts';
import { type Conversion, toFlinkDeployment } from '../../../src/conversion/to-flink-deployment/convert.ts';
import type { ConversionOptions } from '../../../src/conversion/to-flink-deployment/source.ts';
import { flinkCluster } from '../../support/flink-cluster.ts';

export const asObject = (cluster: object): KubeObject => cluster as KubeObject;

/** What becomes of the smallest session cluster with a spec laid over it. */
export function convertSpec(spec: object, options: ConversionOptions = {}): Conversion {
  return toFlinkDeployment(asObject(flinkCluster({ spec })), options);
}

export const smallestJob = { jarFile: '/jobs/orders.jar' };

/** The same of a job cluster. */
export const convertJob = (job: object, spec: object = {}, options: ConversionOptions = {}): Conversion =>
  convertSpec({ ...spec, job: { ...smallestJob, ...job } }, options);

export function specOf({ deployment, obstacles }: Conversion): FlinkDeploymentSpec {
  assert.deepEqual(obstacles, []);
  assert.ok(deployment?.spec);
  return deployment.spec;
}

export function configurationOf(conversion: Conversion): Readonly<Record<string, string>> {
  return (specOf(conversion).flinkConfiguration ?? {}) as Record<string, string>;
}

/** `changed → spec.image: is another`, one text for each time that something is told of a field. */
export function toldOf({ fields }: Conversion, path: string): string[] {
  return fields
    .filter((field) => field.path === path)
    .map(
      ({ outcome, to, note }) =>
        `${outcome}${to === undefined ? '' : ` → ${to}`}${note === undefined ? '' : `: ${note}`}`,
    );
}

export const outcomeOf = ({ fields }: Conversion, path: string): string | undefined =>
  fields.find((field) => field.path === path)?.outcome;
