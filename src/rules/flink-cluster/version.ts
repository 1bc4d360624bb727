import { memoryModel } from '../../defaults/flink-cluster/memory-model.ts';
import { invalid, nothing, required } from '../rule.ts';
import type { ClusterRule } from './cluster-rule.ts';

export const flinkVersionParseable: ClusterRule = {
  id: 'flink-version-parseable',
  summary: 'flinkVersion is a version number.',
  explanation:
    'The version decides the memory model, the name of the configuration file and what a savepoint can do, so it must be ' +
    'possible to compare it. Numbers with dots between them are enough, perhaps with a pre-release: 1.20, v1.17.2, ' +
    '2.0-SNAPSHOT. The tag of an image often says more than that and is no version: leave the rest out.',
  examples: { good: 'spec: { flinkVersion: "1.18.1" }', bad: 'spec: { flinkVersion: 1.18.1-scala_2.12 }' },
  net: {
    holds:
      "!has(self.flinkVersion) || self.flinkVersion.matches('^(v?[0-9]+([.][0-9]+)*[-0-9A-Za-z~.]*([+][-0-9A-Za-z~.]+)?)?$')",
    field: '.flinkVersion',
    leaves: 'numbers beyond 64 bits, and parts between dots and dashes that are empty',
  },
  check({ spec }, at) {
    if (memoryModel(spec.flinkVersion) !== 'unknown') return nothing;
    return [
      invalid(at.spec.flinkVersion, 'is no version number; allowed are 1.20, v1.17.2, 2.0-SNAPSHOT and the like', {
        fix: 'write the numbers of the Flink version only',
      }),
    ];
  },
};

export const flinkVersionAbsent: ClusterRule = {
  id: 'flink-version-absent-means-legacy',
  summary: 'A cluster says which version of Flink its image holds.',
  explanation:
    'Without flinkVersion the cluster is treated as older than Flink 1.10: memory is split by memoryOffHeapRatio and ' +
    'memoryOffHeapMin, written as heap sizes that later versions ignore, and memoryProcessRatio is refused. The version is ' +
    'never guessed from the name of the image.',
  severity: 'warning',
  examples: { good: 'spec: { flinkVersion: "1.20" }', bad: 'spec: { flinkVersion: null }' },
  check({ spec }, at) {
    if (spec.flinkVersion) return nothing;
    return [
      required(at.spec.flinkVersion, 'is missing, so the memory model of Flink before 1.10 is used', {
        fix: 'set it to the version of Flink in the image',
      }),
    ];
  },
};
