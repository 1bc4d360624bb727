import type { FlinkDeployment } from '../../api/flink-deployment/types.ts';
import { flinkVersions, isDeprecated, isSupported } from '../../values/flink-version.ts';
import { leavesEmptySpecs } from '../net.ts';
import { nothing, notSupported, type Rule, required } from '../rule.ts';

export const flinkVersionRequired: Rule<FlinkDeployment> = {
  id: 'flink-version-required',
  summary: 'A deployment says which Flink version its image contains.',
  explanation:
    'The version decides which configuration file is written, which keys are used and which REST calls are made. It ' +
    'cannot be told from the name of an image, so it must be given and must match the image.',
  examples: { good: 'spec: { flinkVersion: v1_20 }', bad: 'spec: { flinkVersion: null }' },
  net: {
    holds:
      'has(self.flinkVersion) || !(has(self.job) || has(self.jobManager) || has(self.taskManager) || has(self.image))',
    field: '.flinkVersion',
    reason: 'FieldValueRequired',
    leaves: leavesEmptySpecs,
  },
  check({ spec: { flinkVersion } }, at) {
    if (flinkVersion === undefined) {
      return [
        required(at.spec.flinkVersion, 'must name the Flink version of the image', {
          fix: 'set the version that is in the image, such as v1_20 or v2_1',
        }),
      ];
    }
    return nothing;
  },
};

const unsupported = flinkVersions.filter((version) => !isSupported(version));

export const flinkVersionUnsupported: Rule<FlinkDeployment> = {
  id: 'flink-version-unsupported',
  summary: 'The Flink version is one that still runs: v1_15 or newer.',
  explanation:
    'Flink 1.13 and 1.14 are known by name, but support for them has ended: clusters of these versions are no longer ' +
    'brought up. State of an older job can usually be taken over by way of a savepoint.',
  examples: { good: 'spec: { flinkVersion: v1_20 }', bad: 'spec: { flinkVersion: v1_14 }' },
  net: {
    holds: `!(self.?flinkVersion.orValue('') in ['${unsupported.join("', '")}'])`,
    field: '.flinkVersion',
  },
  check({ spec: { flinkVersion } }, at) {
    if (flinkVersion !== undefined && !isSupported(flinkVersion)) {
      return [
        notSupported(at.spec.flinkVersion, `${flinkVersion} is no longer supported; v1_15 is the oldest that is`, {
          fix: 'move to a newer Flink image, and name its version here',
        }),
      ];
    }
    return nothing;
  },
};

export const flinkVersionDeprecated: Rule<FlinkDeployment> = {
  id: 'flink-version-deprecated',
  summary: 'The Flink version is not one whose support is about to end.',
  explanation:
    'v1_15 to v1_18 still run, but are deprecated: a later release of the operator will refuse them. Moving to v1_19 ' +
    'or newer in good time avoids an upgrade under pressure.',
  severity: 'warning',
  examples: { good: 'spec: { flinkVersion: v1_20 }', bad: 'spec: { flinkVersion: v1_17 }' },
  check({ spec: { flinkVersion } }, at) {
    if (flinkVersion !== undefined && isDeprecated(flinkVersion)) {
      return [
        notSupported(at.spec.flinkVersion, `${flinkVersion} is deprecated and will stop being supported`, {
          fix: 'plan the move to v1_19 or newer',
        }),
      ];
    }
    return nothing;
  },
};
