import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readFlinkVersion, withFlinkVersion } from '../../../src/cli/lint/flink-version-override.ts';

for (const text of ['v2_0', '2.0', 'v2.0', '2.0.1']) {
  test(`--flink-version ${text} is Flink 2.0`, () => {
    assert.deepEqual(readFlinkVersion(text), { deployment: 'v2_0', cluster: '2.0' });
  });
}

for (const text of ['2', 'latest', 'v9_9', '']) {
  test(`--flink-version ${text} is none`, () => {
    assert.throws(() => readFlinkVersion(text), /write a version of Flink/);
  });
}

const version = readFlinkVersion('v2_0');
const flink = 'flink.apache.org/v1beta1';
const cluster = 'flinkoperator.k8s.io/v1beta1';

const rows: readonly { object: Record<string, unknown>; spec: unknown }[] = [
  {
    object: { apiVersion: flink, kind: 'FlinkDeployment', spec: { image: 'x' } },
    spec: { image: 'x', flinkVersion: 'v2_0' },
  },
  {
    object: { apiVersion: flink, kind: 'FlinkBlueGreenDeployment', spec: { template: { spec: { image: 'x' } } } },
    spec: { template: { spec: { image: 'x', flinkVersion: 'v2_0' } } },
  },
  { object: { apiVersion: flink, kind: 'FlinkBlueGreenDeployment', spec: { template: 1 } }, spec: { template: 1 } },
  {
    object: { apiVersion: cluster, kind: 'FlinkCluster', spec: { flinkVersion: '1.9' } },
    spec: { flinkVersion: '2.0' },
  },
  {
    object: { apiVersion: flink, kind: 'FlinkSessionJob', spec: { deploymentName: 'x' } },
    spec: { deploymentName: 'x' },
  },
  { object: { apiVersion: flink, kind: 'FlinkDeployment', spec: null }, spec: null },
];

for (const { object, spec } of rows) {
  test(`${object['kind']} with ${JSON.stringify(object['spec'])} asks for Flink 2.0`, () => {
    assert.deepEqual(withFlinkVersion(object, version)['spec'], spec);
    assert.equal(withFlinkVersion(object, undefined), object);
  });
}
