import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type ClusterRow, clusterFindings, told } from '../../support/cluster-findings.ts';

const version = (flinkVersion: unknown) => ({ spec: { flinkVersion } });

const parseable = 'flink-version-parseable at spec.flinkVersion';
const absent = 'flink-version-absent-means-legacy at spec.flinkVersion (warning)';

const rows: ClusterRow[] = [
  ...['1', '1.20', 'v1.15', '1.14-SNAPSHOT', '1.17rc1', '2.0.0-preview1', '1.2.3.4.5', '1.17+build.7'].map((text) => ({
    name: text,
    object: version(text),
    finds: [],
  })),
  ...['latest', '1.x', 'V1.2', '1..2', ' 1.17', '1.17 ', '1.18.1-scala_2.12', 'v', '1.17,'].map((text) => ({
    name: JSON.stringify(text),
    object: version(text),
    finds: [parseable],
  })),
  { name: 'left out', object: version(null), finds: [absent] },
  { name: 'empty', object: version(''), finds: [absent] },
];

for (const row of rows) {
  test(`flinkVersion: ${row.name}`, () => {
    assert.deepEqual(clusterFindings(row).map(told), row.finds);
  });
}
