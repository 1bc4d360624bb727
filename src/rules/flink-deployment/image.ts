import type { FlinkDeployment } from '../../api/flink-deployment/types.ts';
import { invalid, nothing, notSupported, type Rule } from '../rule.ts';
import { remembering } from './remembering.ts';
import { shown } from './shown.ts';

/** Flink's own images, whose tags begin with the version: `flink:1.20-java17`, `ghcr.io/apache/flink:2.1`. */
const officialImage =
  /^(?:(?:docker\.io\/)?(?:library\/|apache\/)?|ghcr\.io\/apache\/)flink:(\d{1,2})\.(\d{1,2})(?![\d])/;

const versionOf = remembering((image) => {
  const tag = officialImage.exec(image);
  return tag ? `v${tag[1]}_${tag[2]}` : undefined;
});

export const flinkVersionImageMismatch: Rule<FlinkDeployment> = {
  id: 'flink-version-image-mismatch',
  summary: 'The Flink version is that of the image.',
  explanation:
    'The version decides which configuration file the cluster is given: one of another version does not find it, or ' +
    "reads keys by other names. The tag of Flink's own images tells what is in them.",
  severity: 'warning',
  examples: {
    good: "spec: { flinkVersion: v1_20, image: 'flink:1.20-java17' }",
    bad: "spec: { flinkVersion: v1_20, image: 'flink:2.1-java17' }",
  },
  check({ spec: { flinkVersion, image } }, at) {
    if (flinkVersion === undefined || image === undefined) return nothing;
    const held = versionOf(image);
    if (held === undefined || held === flinkVersion) return nothing;
    return [
      invalid(at.spec.flinkVersion, `is ${flinkVersion}, but by its tag the image holds ${held}`, {
        fix: 'make version and image agree',
      }),
    ];
  },
};

const pullPolicies = ['Always', 'IfNotPresent', 'Never'];

export const imagePullPolicyUnknown: Rule<FlinkDeployment> = {
  id: 'image-pull-policy-unknown',
  summary: 'The pull policy is Always, IfNotPresent or Never.',
  explanation:
    'Flink fails on a policy that it does not know, so the deployment would not be brought up. Letter case matters.',
  severity: 'warning',
  examples: { good: 'spec: { imagePullPolicy: IfNotPresent }', bad: 'spec: { imagePullPolicy: ifNotPresent }' },
  check({ spec: { imagePullPolicy } }, at) {
    if (imagePullPolicy === undefined || imagePullPolicy.trim() === '' || pullPolicies.includes(imagePullPolicy))
      return nothing;
    return [
      notSupported(
        at.spec.imagePullPolicy,
        `'${shown(imagePullPolicy)}' is unknown; allowed are ${pullPolicies.join(', ')}`,
        {
          fix: 'write one of them, in this letter case',
        },
      ),
    ];
  },
};
