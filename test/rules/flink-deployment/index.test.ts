import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import type { KubeObject } from '../../../src/api/meta.ts';
import { flinkDeploymentRules } from '../../../src/rules/flink-deployment/index.ts';
import { checkRules } from '../../../src/rules/rule.ts';
import { checkSchema } from '../../../src/rules/schema.ts';
import { OperatorConfiguration } from '../../../src/values/effective-configuration.ts';
import { flattenConfiguration } from '../../../src/values/flink-configuration.ts';
import { withoutNulls } from '../../../src/values/json.ts';
import { deploymentFindings, told } from '../../support/flink-findings.ts';
import { flinkDeployment } from '../../support/flink-objects.ts';

test('the smallest valid deployment is beyond reproach', () => assert.deepEqual(deploymentFindings(), []));

test('everything that is wrong is told at once, in the order of the rules', () => {
  const found = deploymentFindings({
    metadata: { name: 'Bad' },
    spec: {
      flinkVersion: null,
      serviceAccount: null,
      ingress: {},
      flinkConfiguration: { 'kubernetes.namespace': 'x', 'kubernetes.operator.deployment.rollback.enabled': 'yes' },
      job: { parallelism: 0 },
      jobManager: { replicas: 0 },
    },
  });
  assert.deepEqual(found.map(told), [
    'deployment-name-format at metadata.name',
    'flink-version-required at spec.flinkVersion',
    "forbidden-config-key at spec.flinkConfiguration['kubernetes.namespace']",
    "config-value-invalid at spec.flinkConfiguration['kubernetes.operator.deployment.rollback.enabled']",
    'ingress-template-required at spec.ingress.template',
    'job-parallelism-min at spec.job.parallelism',
    'jobmanager-replicas-min at spec.jobManager.replicas',
    'service-account-required at spec.serviceAccount',
  ]);
});

const text = fc.oneof(
  fc.constantFrom(
    '',
    ' ',
    '0',
    '-1',
    '1',
    'true',
    'yes',
    '1g',
    '1Gi',
    '30 s',
    '{{name}}:x',
    'local:///x',
    '__proto__',
    '\u0000',
  ),
  fc.string({ maxLength: 12 }),
);
const leaf = fc.oneof(text, fc.integer(), fc.double(), fc.boolean(), fc.constant(null));
const amounts = fc.dictionary(
  fc.constantFrom('memory', 'cpu', 'example.com/gpu', '__proto__'),
  fc.oneof(text, fc.integer()),
);
const section = fc.record(
  {
    replicas: fc.integer({ min: -2, max: 3 }),
    resource: fc.record({ memory: text, cpu: fc.double(), ephemeralStorage: text }, { requiredKeys: [] }),
    resources: fc.record({ requests: amounts, limits: amounts }, { requiredKeys: [] }),
    podTemplate: fc.anything(),
  },
  { requiredKeys: [] },
);
const keys = fc.constantFrom(
  'high-availability.type',
  'job.autoscaler.enabled',
  'job.autoscaler.excluded.periods',
  'job.autoscaler.metrics.window',
  'jobmanager.memory.process.size',
  'kubernetes.operator.periodic.savepoint.interval',
  'kubernetes.operator.unknown',
  'constructor',
);
const spec = fc.record(
  {
    flinkVersion: fc.constantFrom('v1_14', 'v1_20', 'v2_1', 'v9_9'),
    image: text,
    imagePullPolicy: text,
    serviceAccount: text,
    mode: fc.constantFrom('native', 'standalone'),
    ingress: fc.record({ template: text }, { requiredKeys: [] }),
    logConfiguration: fc.dictionary(text, text),
    flinkConfiguration: fc.oneof(fc.dictionary(keys, fc.oneof(leaf, fc.array(leaf))), fc.anything()),
    job: fc.record(
      { jarURI: text, parallelism: fc.integer(), upgradeMode: fc.constantFrom('last-state', 'savepoint', 'stateless') },
      { requiredKeys: [] },
    ),
    jobManager: section,
    taskManager: section,
  },
  { requiredKeys: [] },
);

test('no deployment that fits its schema breaks a rule down', () => {
  fc.assert(
    fc.property(spec, text, (given, name) => {
      const sent = JSON.parse(JSON.stringify({ ...flinkDeployment(), metadata: { name }, spec: given })) as KubeObject;
      const stripped = withoutNulls(sent, 1000);
      const object = (checkSchema('flinkDeployment', stripped).repaired ?? stripped) as ReturnType<
        typeof flinkDeployment
      >;
      if (!object.metadata || !object.spec) return;
      const layer = flattenConfiguration(object.spec.flinkConfiguration);
      const configuration = OperatorConfiguration.from({}).effective('default', object.spec.flinkVersion, layer);
      const facts = { configuration, lastSpec: { state: 'none' } } as const;
      const once = checkRules(flinkDeploymentRules, object, facts);
      assert.deepEqual(checkRules(flinkDeploymentRules, object, facts), once);
      for (const { message, path } of once) assert.ok(message.length > 0 && path.length > 0);
    }),
    { numRuns: 300 },
  );
});
