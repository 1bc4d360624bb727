import assert from 'node:assert/strict';
import { test } from 'node:test';
import { formatPath } from '../../src/api/field-path.ts';
import { type KindId, kindNames } from '../../src/api/kinds.ts';
import { checkSchema } from '../../src/rules/schema.ts';

function object(kind: KindId, spec: unknown, more: object = {}): object {
  const { group, version, kind: name } = kindNames[kind];
  return { apiVersion: `${group}/${version}`, kind: name, metadata: { name: 'orders' }, spec, ...more };
}

const deployment = (spec: unknown, more?: object): object => object('flinkDeployment', spec, more);
const cluster = (spec: object): object => object('flinkClusterV1beta1', { image: { name: 'flink:1.20' }, ...spec });

interface Row {
  readonly name: string;
  readonly kind?: KindId;
  readonly object: unknown;
  /** `rule at path`; warnings with `(warning)` behind. */
  readonly finds: readonly string[];
}

const inTemplate = (container: object): object => deployment({ podTemplate: { spec: { containers: [container] } } });

const rows: readonly Row[] = [
  { name: 'an empty spec', object: deployment({}), finds: [] },
  { name: 'a missing spec is a rule of its own', object: object('flinkDeployment', undefined), finds: [] },
  { name: 'no object at all', object: 'text', finds: ['schema-type at $'] },
  { name: 'a list', object: [], finds: ['schema-type at $'] },
  { name: 'a text for a spec', object: deployment('text'), finds: ['schema-type at spec'] },
  { name: 'a text for metadata', object: deployment({}, { metadata: 'x' }), finds: ['schema-type at metadata'] },
  {
    name: 'metadata is the business of the API server',
    object: deployment({}, { metadata: { name: 5, labels: { a: 1 }, creationTimestamp: 7, unknown: true } }),
    finds: [],
  },
  {
    name: 'labels that rules could not read',
    object: deployment({}, { metadata: { name: ['a'], labels: ['a'], annotations: { a: {} } } }),
    finds: ['schema-type at metadata.name', 'schema-type at metadata.labels', 'schema-type at metadata.annotations.a'],
  },
  {
    name: 'a field beside the spec',
    object: deployment({}, { unknown: 1 }),
    finds: ['schema-unknown-field at unknown'],
  },
  {
    name: 'a field within the spec',
    object: deployment({ job: { takeSavepointOnUpgrade: true } }),
    finds: ['schema-unknown-field at spec.job.takeSavepointOnUpgrade (warning)'],
  },
  {
    name: 'a word for a number',
    object: deployment({ job: { parallelism: 'two' } }),
    finds: ['schema-type at spec.job.parallelism'],
  },
  {
    name: 'a fraction',
    object: deployment({ job: { parallelism: 1.5 } }),
    finds: ['schema-type at spec.job.parallelism'],
  },
  { name: '32 bits', object: deployment({ job: { parallelism: 2 ** 31 - 1 } }), finds: [] },
  {
    name: 'beyond 32 bits',
    object: deployment({ job: { parallelism: 2 ** 31 } }),
    finds: ['schema-type at spec.job.parallelism'],
  },
  { name: '64 bits', object: deployment({ restartNonce: 2 ** 53 + 2 }), finds: [] },
  { name: 'beyond 64 bits', object: deployment({ restartNonce: 1e30 }), finds: ['schema-type at spec.restartNonce'] },
  { name: 'infinity', object: deployment({ restartNonce: Infinity }), finds: ['schema-type at spec.restartNonce'] },
  {
    name: 'an unknown word',
    object: deployment({ flinkVersion: 'v9_9' }),
    finds: ['schema-enum at spec.flinkVersion'],
  },
  {
    name: 'free-form configuration',
    object: deployment({ flinkConfiguration: { a: { b: [1, { c: 2 }] } } }),
    finds: [],
  },
  {
    name: 'configuration that is no map',
    object: deployment({ flinkConfiguration: 'a: b' }),
    finds: ['schema-type at spec.flinkConfiguration'],
  },
  {
    name: 'an item of a list',
    object: deployment({ job: { args: ['--a', 5, null] } }),
    finds: ['schema-type at spec.job.args[1]', 'schema-type at spec.job.args[2]'],
  },
  {
    name: 'keys that need quotes in a path',
    object: deployment({ logConfiguration: { 'log4j.properties': 1, 'a/b~c': 2, 0: 3 } }),
    finds: [
      "schema-type at spec.logConfiguration['0']",
      "schema-type at spec.logConfiguration['log4j.properties']",
      "schema-type at spec.logConfiguration['a/b~c']",
    ],
  },
  {
    name: 'a pod template written as a Pod',
    object: deployment({ podTemplate: { apiVersion: 'v1', kind: 'Pod' } }),
    finds: [],
  },
  { name: 'a pod template may leave names out', object: inTemplate({ env: [{ value: 'x' }] }), finds: [] },
  { name: 'nor does it compare keys', object: inTemplate({ env: [{ name: 'A' }, { name: 'A' }] }), finds: [] },
  {
    name: 'a quantity that a rule judges',
    object: inTemplate({ resources: { limits: { cpu: '2 cores' } } }),
    finds: [],
  },
  {
    name: 'a fraction where an API server takes texts and whole numbers',
    object: inTemplate({ resources: { limits: { cpu: 0.5, memory: {} } } }),
    finds: [
      'schema-type at spec.podTemplate.spec.containers[0].resources.limits.cpu',
      'schema-type at spec.podTemplate.spec.containers[0].resources.limits.memory',
    ],
  },
  {
    name: 'deep inside a pod template',
    object: inTemplate({ ports: [{ containerPort: 'web' }], volumeMount: [] }),
    finds: [
      'schema-type at spec.podTemplate.spec.containers[0].ports[0].containerPort',
      'schema-unknown-field at spec.podTemplate.spec.containers[0].volumeMount (warning)',
    ],
  },
  {
    name: 'status',
    object: deployment({}, { status: { jobStatus: { state: 'RUNING' } } }),
    finds: ['schema-enum at status.jobStatus.state'],
  },
  {
    name: 'the deployment in a blue/green deployment',
    kind: 'flinkBlueGreenDeployment',
    object: object('flinkBlueGreenDeployment', { template: { spec: { mode: 'Native' } } }),
    finds: ['schema-enum at spec.template.spec.mode'],
  },
  {
    name: 'a snapshot',
    kind: 'flinkStateSnapshot',
    object: object('flinkStateSnapshot', { backoffLimit: '1', checkpoint: { full: true } }),
    finds: ['schema-unknown-field at spec.checkpoint.full (warning)', 'schema-type at spec.backoffLimit'],
  },
  {
    name: 'a session job',
    kind: 'flinkSessionJob',
    object: object('flinkSessionJob', { deploymentName: 'a' }),
    finds: [],
  },
  { name: 'the smallest cluster', kind: 'flinkClusterV1beta1', object: cluster({}), finds: [] },
  {
    name: 'a cluster without spec',
    kind: 'flinkClusterV1beta1',
    object: object('flinkClusterV1beta1', undefined),
    finds: ['schema-required at spec'],
  },
  {
    name: 'a cluster takes a field beside its spec',
    kind: 'flinkClusterV1beta1',
    object: { ...cluster({}), unknown: 1 },
    finds: ['schema-unknown-field at unknown (warning)'],
  },
  {
    name: 'a cluster whose name is no text',
    kind: 'flinkClusterV1beta1',
    object: { ...cluster({}), metadata: { name: 5 } },
    finds: ['schema-type at metadata.name'],
  },
  {
    name: 'what the cluster operator would fill with an empty text',
    kind: 'flinkClusterV1beta1',
    object: cluster({ batchScheduler: {}, envVars: [{ value: 'x' }], taskManager: { volumes: [{ emptyDir: {} }] } }),
    finds: [
      'schema-required at spec.batchScheduler.name',
      'schema-required at spec.taskManager.volumes[0].name',
      'schema-required at spec.envVars[0].name',
    ],
  },
  {
    name: 'a bare fraction of a CPU, which the cluster operator reads',
    kind: 'flinkClusterV1beta1',
    object: cluster({ jobManager: { resources: { limits: { cpu: 0.5 } } } }),
    finds: [],
  },
  {
    name: 'an autoscaler of the wrong shape is reported as a whole',
    kind: 'flinkClusterV1beta1',
    object: cluster({ taskManager: { horizontalPodAutoscaler: { maxReplicas: 3, minReplicas: '1' } } }),
    finds: ['taskmanager-hpa-shape at spec.taskManager.horizontalPodAutoscaler'],
  },
  {
    name: 'ports by number and protocol',
    kind: 'flinkClusterV1beta1',
    object: cluster({
      taskManager: {
        sidecars: [
          { name: 'a', ports: [{ containerPort: 1 }, { containerPort: 1, protocol: 'UDP' }] },
          { name: 'b', ports: [{ containerPort: 1 }, { containerPort: 1, protocol: 'TCP' }] },
        ],
      },
    }),
    finds: ['schema-list-map-keys-unique at spec.taskManager.sidecars[1].ports'],
  },
  {
    name: 'the first version of FlinkCluster leaves words and bounds to its rules',
    kind: 'flinkClusterV1alpha1',
    object: object('flinkClusterV1alpha1', { jobManager: { accessScope: 'x', replicas: 0 }, flinkVersion: '1.9' }),
    finds: ['schema-unknown-field at spec.flinkVersion (warning)'],
  },
];

for (const { name, kind = 'flinkDeployment', object, finds } of rows) {
  test(`schema: ${name}`, () => {
    const { findings } = checkSchema(kind, object);
    const told = findings.map(
      ({ rule, path, severity }) => `${rule} at ${path}${severity === 'warning' ? ' (warning)' : ''}`,
    );
    assert.deepEqual(told, finds);
  });
}

test('what is valid costs no memory', () => {
  const first = checkSchema('flinkDeployment', deployment({}));
  assert.equal(first, checkSchema('flinkClusterV1beta1', cluster({})));
  assert.equal(first.repaired, undefined);
});

test('broken values are named by their whole path', () => {
  const { broken } = checkSchema('flinkDeployment', inTemplate({ image: 5, unknown: 1 }));
  assert.deepEqual(broken.map(formatPath), ['spec.podTemplate.spec.containers[0].image']);
});
