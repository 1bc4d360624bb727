import assert from 'node:assert/strict';
import { test } from 'node:test';
import { deploymentFindings, warnings } from '../../support/flink-findings.ts';

const mismatch = ['flink-version-image-mismatch at spec.flinkVersion (warning)'];

const images = [
  { image: 'flink:1.20', finds: [] },
  { image: 'flink:1.20.1-scala_2.12-java17', finds: [] },
  { image: 'flink:1.19', finds: mismatch },
  { image: 'flink:2.0-java21', finds: mismatch },
  { image: 'apache/flink:1.18', finds: mismatch },
  { image: 'docker.io/library/flink:1.18', finds: mismatch },
  { image: 'ghcr.io/apache/flink:1.18', finds: mismatch },
  { image: 'flink:latest', finds: [] },
  { image: 'flink', finds: [] },
  { image: 'registry.example.com/team/flink:3.2', finds: [] },
  { image: 'my-flink:1.18', finds: [] },
];

for (const { image, finds } of images) {
  test(`image ${image} for v1_20`, () => assert.deepEqual(warnings(deploymentFindings({ spec: { image } })), finds));
}

const unknown = ['image-pull-policy-unknown at spec.imagePullPolicy (warning)'];

const policies = [
  { imagePullPolicy: 'Always', finds: [] },
  { imagePullPolicy: 'IfNotPresent', finds: [] },
  { imagePullPolicy: 'Never', finds: [] },
  { imagePullPolicy: '', finds: [] },
  { imagePullPolicy: 'always', finds: unknown },
  { imagePullPolicy: 'Sometimes', finds: unknown },
];

for (const { imagePullPolicy, finds } of policies) {
  test(`pull policy '${imagePullPolicy}'`, () => {
    assert.deepEqual(warnings(deploymentFindings({ spec: { imagePullPolicy } })), finds);
  });
}
