import assert from 'node:assert/strict';
import { test } from 'node:test';
import { formatPath } from '../../../src/api/field-path.ts';
import { defaultFlinkCluster } from '../../../src/defaults/flink-cluster.ts';
import { sameClusterSpec } from '../../../src/rules/flink-cluster/same-spec.ts';
import { specChange } from '../../../src/rules/flink-cluster/spec-change.ts';
import { flinkCluster, flinkClusterV1alpha1 } from '../../support/flink-cluster.ts';

const inJob = (fields: object) => ({ job: { jarFile: './job.jar', ...fields } });
const limits = (amounts: object) => ({ jobManager: { resources: { limits: amounts } } });
const sidecar = (fields: object) => ({ taskManager: { sidecars: [{ name: 's', ...fields }] } });
const metric = (value: unknown) => ({
  taskManager: { horizontalPodAutoscaler: { maxReplicas: 2, metrics: [{ object: { target: { value } } }] } },
});
const claim = (more: object) => ({ taskManager: { volumeClaimTemplates: [{ spec: {}, ...more }] } });

const same: { name: string; before: object; after: object }[] = [
  { name: 'nothing', before: {}, after: {} },
  { name: 'a default written out', before: {}, after: { recreateOnUpdate: true, taskManager: { replicas: 3 } } },
  { name: 'cpu as a number', before: limits({ cpu: '2', memory: '2Gi' }), after: limits({ cpu: 2, memory: '2Gi' }) },
  { name: 'memory in other units', before: limits({ memory: '2Gi' }), after: limits({ memory: '2048Mi' }) },
  {
    name: 'an amount inside a sidecar',
    before: sidecar({ resources: { limits: { cpu: '1000m' } } }),
    after: sidecar({ resources: { limits: { cpu: 1 } } }),
  },
  { name: 'an amount of a metric', before: metric('1'), after: metric('1000m') },
  { name: 'an empty list', before: {}, after: { envVars: [] } },
  { name: 'an empty map', before: {}, after: { flinkProperties: {} } },
  { name: 'resources that a Go program left empty', before: sidecar({}), after: sidecar({ resources: {} }) },
  {
    name: 'metadata and status that a Go program left empty',
    before: claim({}),
    after: claim({ metadata: { creationTimestamp: null }, status: {} }),
  },
  { name: 'a request to cancel', before: inJob({}), after: inJob({ cancelRequested: true }) },
  { name: 'a request for a savepoint', before: inJob({}), after: inJob({ savepointGeneration: 1 }) },
  {
    name: 'fields in another order',
    before: { envVars: [{ name: 'a', value: 'b' }] },
    after: { envVars: [{ value: 'b', name: 'a' }] },
  },
];

for (const { name, before, after } of same) {
  test(`the same spec: ${name}`, () => {
    assert.equal(sameClusterSpec(flinkCluster({ spec: before }), withNulls(after)), true);
    assert.equal(sameClusterSpec(withNulls(after), flinkCluster({ spec: before })), true);
  });
}

/** Laid over without dropping nulls, as a stored object may have them. */
function withNulls(spec: object) {
  const cluster = flinkCluster();
  return { ...cluster, spec: { ...cluster.spec, ...spec } };
}

const different: { name: string; before: object; after: object; paths: string[] }[] = [
  {
    name: 'another amount',
    before: limits({ cpu: '2' }),
    after: limits({ cpu: '2001m' }),
    paths: ['spec.jobManager.resources.limits.cpu'],
  },
  { name: 'a default changed', before: {}, after: { recreateOnUpdate: false }, paths: ['spec.recreateOnUpdate'] },
  {
    name: 'a list',
    before: { envVars: [{ name: 'a' }] },
    after: { envVars: [{ name: 'b' }] },
    paths: ['spec.envVars'],
  },
  {
    name: 'a longer list',
    before: inJob({ args: ['1'] }),
    after: inJob({ args: ['1', '2'] }),
    paths: ['spec.job.args'],
  },
  {
    name: 'arguments are texts, not amounts',
    before: inJob({ args: ['1'] }),
    after: inJob({ args: ['1.0'] }),
    paths: ['spec.job.args'],
  },
  {
    name: 'a property is a text',
    before: { flinkProperties: { divisor: '1' } },
    after: { flinkProperties: { divisor: '1.0' } },
    paths: ['spec.flinkProperties'],
  },
  {
    name: 'a number that is a name',
    before: sidecar({ ports: [{ name: '1' }] }),
    after: sidecar({ ports: [{ name: '1.0' }] }),
    paths: ['spec.taskManager.sidecars'],
  },
  {
    name: 'a budget without content',
    before: {},
    after: { podDisruptionBudget: {} },
    paths: ['spec.podDisruptionBudget'],
  },
  {
    name: 'no savepoint before updates',
    before: inJob({}),
    after: inJob({ takeSavepointOnUpdate: false }),
    paths: ['spec.job.takeSavepointOnUpdate'],
  },
  {
    name: 'something becomes another sort of thing',
    before: { envVars: [] },
    after: { envVars: 'x' },
    paths: ['spec.envVars'],
  },
  {
    name: 'a map becomes a text',
    before: { hadoopConfig: { configMapName: 'h' } },
    after: { hadoopConfig: 'h' },
    paths: ['spec.hadoopConfig'],
  },
  { name: 'a job is removed', before: inJob({}), after: {}, paths: ['spec.job'] },
];

for (const { name, before, after, paths } of different) {
  test(`another spec: ${name}`, () => {
    const previous = flinkCluster({ spec: before });
    const object = flinkCluster({ spec: after });
    assert.equal(sameClusterSpec(previous, object), false);
    assert.deepEqual(specChange(previous, object).paths.map(formatPath), paths);
  });
}

test('the same spec: what defaults add is no change', () => {
  const cluster = flinkCluster({ spec: inJob({}) });
  assert.equal(sameClusterSpec(cluster, defaultFlinkCluster(cluster)), true);
  assert.equal(sameClusterSpec(defaultFlinkCluster(cluster), cluster), true);
});

test('the same spec: v1alpha1 has defaults of its own', () => {
  const previous = flinkClusterV1alpha1({ spec: inJob({}) });
  assert.equal(sameClusterSpec(previous, flinkClusterV1alpha1({ spec: inJob({ parallelism: 1 }) })), true);
  assert.equal(sameClusterSpec(previous, flinkClusterV1alpha1({ spec: inJob({ parallelism: 2 }) })), false);
});

test('the same spec: a spec that is none differs from one that is', () => {
  assert.equal(sameClusterSpec({ ...flinkCluster(), spec: 7 }, flinkCluster()), false);
  assert.equal(sameClusterSpec({ ...flinkCluster(), spec: 7 }, { ...flinkCluster(), spec: null }), true);
});

test('the change of one object is kept for one other', () => {
  const object = flinkCluster({ spec: inJob({}) });
  assert.equal(specChange(flinkCluster({ spec: inJob({}) }), object).paths.length, 0);
  assert.equal(specChange(flinkCluster(), object).paths.length, 1);
});
