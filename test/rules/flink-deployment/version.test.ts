import assert from 'node:assert/strict';
import { test } from 'node:test';
import { deploymentFindings, told } from '../../support/flink-findings.ts';

const unsupported = ['flink-version-unsupported at spec.flinkVersion'];
const deprecated = ['flink-version-deprecated at spec.flinkVersion (warning)'];

const rows: { flinkVersion: string | null; finds: string[] }[] = [
  { flinkVersion: null, finds: ['flink-version-required at spec.flinkVersion'] },
  { flinkVersion: 'v1_13', finds: unsupported },
  { flinkVersion: 'v1_14', finds: unsupported },
  { flinkVersion: 'v1_15', finds: deprecated },
  { flinkVersion: 'v1_18', finds: deprecated },
  { flinkVersion: 'v1_19', finds: [] },
  { flinkVersion: 'v1_20', finds: [] },
  { flinkVersion: 'v2_4', finds: [] },
];

for (const { flinkVersion, finds } of rows) {
  test(`Flink version ${flinkVersion}`, () => {
    const changes = { spec: { flinkVersion, image: 'example/flink', job: { jarURI: null } } };
    assert.deepEqual(deploymentFindings(changes).map(told), finds);
  });
}
