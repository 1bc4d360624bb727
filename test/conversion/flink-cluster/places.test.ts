import assert from 'node:assert/strict';
import { test } from 'node:test';
import { flinkClusterV1beta1 } from '../../../src/api/flink-cluster/schema.ts';
import { flinkClusterV1alpha1 } from '../../../src/api/flink-cluster/v1alpha1-schema.ts';
import type { Schema } from '../../../src/api/schema.ts';
import { onlyV1alpha1, onlyV1beta1 } from '../../../src/conversion/flink-cluster/places.ts';

/** The fields of the first schema at a path that the second does not have. */
function only(first: Schema, second: Schema, ...path: string[]): string[] {
  const fields = (schema: Schema) =>
    Object.keys(path.reduce<Schema | undefined>((part, field) => part?.properties?.[field], schema)?.properties ?? {});
  const others = fields(second);
  return fields(first)
    .filter((field) => !others.includes(field))
    .toSorted();
}

const newer = flinkClusterV1beta1.schema;
const older = flinkClusterV1alpha1.schema;
const { spec, component, jobManager, taskManager, job, status, components, jobStatus, serviceStatus } = onlyV1beta1;
const inComponents = ['status', 'components'];

const rows: { path: string[]; fields: readonly string[] }[] = [
  { path: ['spec'], fields: spec },
  { path: ['spec', 'jobManager'], fields: [...component, ...jobManager] },
  { path: ['spec', 'taskManager'], fields: [...component, ...taskManager] },
  { path: ['spec', 'job'], fields: job },
  { path: ['spec', 'job', 'cleanupPolicy'], fields: [] },
  { path: ['spec', 'image'], fields: [] },
  { path: ['spec', 'jobManager', 'ports'], fields: [] },
  { path: ['spec', 'jobManager', 'ingress'], fields: [] },
  { path: ['spec', 'hadoopConfig'], fields: [] },
  { path: ['status'], fields: status },
  { path: inComponents, fields: components },
  { path: [...inComponents, 'jobManagerService'], fields: serviceStatus },
  { path: [...inComponents, 'job'], fields: jobStatus },
];

for (const { path, fields } of rows) {
  test(`what only v1beta1 has in ${path.join('.')} is known`, () => {
    assert.deepEqual(only(newer, older, ...path), fields.toSorted());
  });
}

test('what only v1alpha1 has is known', () => {
  assert.deepEqual(only(older, newer, ...inComponents), onlyV1alpha1.components.toSorted());
  assert.deepEqual(only(older, newer, ...inComponents, 'job'), onlyV1alpha1.jobStatus.toSorted());
  for (const { path } of rows.slice(0, 10)) assert.deepEqual(only(older, newer, ...path), []);
});
