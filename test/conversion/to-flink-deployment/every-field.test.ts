import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { KindDefinition } from '../../../src/api/definition.ts';
import { flinkClusterV1beta1 } from '../../../src/api/flink-cluster/schema.ts';
import { flinkClusterV1alpha1 } from '../../../src/api/flink-cluster/v1alpha1-schema.ts';
import type { Schema } from '../../../src/api/schema.ts';
import { carriers } from '../../../src/conversion/to-flink-deployment/carriers.ts';
import { toFlinkDeployment } from '../../../src/conversion/to-flink-deployment/convert.ts';
import { valueAt } from '../../../src/values/json.ts';
import { asObject } from './converted.ts';

const specSchema = ({ schema }: KindDefinition): Schema => schema.properties?.['spec'] ?? {};

/** Every field that holds no further fields of ours, below `spec`. */
function leavesOf({ properties }: Schema, path = ''): string[] {
  if (!properties) return [path];
  return Object.entries(properties).flatMap(([name, field]) => leavesOf(field, path === '' ? name : `${path}.${name}`));
}

const covers = (field: string, leaf: string): boolean => field === leaf || leaf.startsWith(`${field}.`);
const fields = carriers.flatMap((carrier) => carrier.fields);
const versions = { v1beta1: flinkClusterV1beta1, v1alpha1: flinkClusterV1alpha1 };

for (const [version, definition] of Object.entries(versions)) {
  test(`a carrier takes care of every field of ${version}`, () => {
    const leaves = leavesOf(specSchema(definition));
    assert.ok(leaves.length > 50);
    assert.deepEqual(
      leaves.filter((leaf) => !fields.some((field) => covers(field, leaf))),
      [],
    );
  });
}

test('carriers name fields that there are, and each one once', () => {
  const leaves = leavesOf(specSchema(flinkClusterV1beta1));
  assert.deepEqual(
    fields.filter((field) => !leaves.some((leaf) => covers(field, leaf))),
    [],
  );
  assert.equal(new Set(fields).size, fields.length);
});

const parts: Readonly<Record<string, unknown>> = {
  Container: { name: 'beside', image: 'busybox' },
  EnvVar: { name: 'REGION', value: 'north' },
  EnvFromSource: { secretRef: { name: 'keys' } },
  HostAlias: { ip: '10.0.0.1', hostnames: ['kafka'] },
  LocalObjectReference: { name: 'registry' },
  PersistentVolumeClaim: { metadata: { name: 'data' }, spec: { resources: { requests: { storage: '1Gi' } } } },
  Quantity: '0',
  ResourceRequirements: { limits: { cpu: '1', memory: '2Gi' } },
  Toleration: { key: 'flink', operator: 'Exists' },
  Volume: { name: 'scratch', emptyDir: {} },
  VolumeMount: { name: 'scratch', mountPath: '/scratch' },
};

/** A value for every field. */
function sample(schema: Schema): unknown {
  if (schema.$ref) return parts[schema.$ref.replace(/.*\//, '')] ?? { periodSeconds: 7 };
  if (schema.enum) return schema.enum.at(-1);
  if (schema.properties) {
    return Object.fromEntries(Object.entries(schema.properties).map(([name, field]) => [name, sample(field)]));
  }
  if (schema.additionalProperties) return { key: 'value' };
  if (schema.items) return [sample(schema.items)];
  return { integer: 7, boolean: true, string: 'text' }[schema.type as 'string'];
}

interface Variant {
  readonly title: string;
  readonly version: keyof typeof versions;
  readonly without?: string;
  readonly job?: object;
}

const variants: readonly Variant[] = [
  { title: 'a session cluster', version: 'v1beta1', without: 'job' },
  { title: 'a job', version: 'v1beta1', job: { mode: 'Detached' } },
  { title: 'a job in Python', version: 'v1beta1', job: { mode: 'Blocking', jarFile: '', savepointsDir: '' } },
  { title: 'an application', version: 'v1beta1', job: { mode: 'Application' } },
  { title: 'a job of v1alpha1', version: 'v1alpha1' },
];

for (const { title, version, without, job } of variants) {
  for (const mode of ['standalone', 'native'] as const) {
    test(`something is told of every field that is given: ${title}, ${mode}`, () => {
      const full = sample(specSchema(versions[version])) as { job?: object };
      const spec = {
        ...full,
        flinkVersion: '1.20',
        job: { ...full.job, ...job },
        ...(without && { [without]: undefined }),
      };
      const given = JSON.parse(JSON.stringify(spec));
      const conversion = toFlinkDeployment(
        asObject({
          apiVersion: `flinkoperator.k8s.io/${version}`,
          kind: 'FlinkCluster',
          metadata: { name: 'orders' },
          spec: given,
        }),
        { mode, flinkVersion: 'v1_20' },
      );
      const told = conversion.fields.map(({ path }) => path.replace(/^spec\./, ''));
      const silent = leavesOf(specSchema(versions[version])).filter(
        (leaf) =>
          valueAt(given, leaf.split('.')) !== undefined &&
          !told.some((path) => covers(path, leaf) || path.startsWith(`${leaf}[`)),
      );
      assert.deepEqual(silent, []);
      for (const { outcome, note } of conversion.fields) {
        if (outcome !== 'carried') assert.ok(note, `${outcome} without a note`);
      }
    });
  }
}
