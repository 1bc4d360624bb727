import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parse, stringify } from 'yaml';
import type { FlinkDeployment } from '../../../src/api/flink-deployment/types.ts';
import { reconcilable } from '../../../src/engine/flink-deployment/configuration/from-spec.ts';
import { type ClusterPlan, planCluster } from '../../../src/engine/flink-deployment/plan.ts';
import { childResources } from '../../../src/engine/flink-deployment/resources/index.ts';
import { ReconcileError } from '../../../src/engine/reconcile-error.ts';
import { OperatorConfiguration } from '../../../src/values/effective-configuration.ts';
import { flinkDeployment } from '../../support/flink-objects.ts';

function plan(changes: object, operator: Readonly<Record<string, string>> = {}): ClusterPlan {
  const deployment = flinkDeployment({
    metadata: { namespace: 'shop', uid: 'u', generation: 7 },
    ...changes,
  }) as FlinkDeployment;
  const spec = reconcilable(deployment);
  assert.ok(spec);
  return planCluster(deployment, spec, {
    operator: OperatorConfiguration.from(operator),
    defaultLogFiles: {},
    printYaml: (value) => stringify(value),
    ...(spec.job && { start: { jobId: 'f'.repeat(32), resultStoreId: 'r' } }),
  });
}

const configuration = (changes: object, operator = {}) => {
  const { configuration: effective } = plan(changes, operator);
  return (key: string) => effective.get(key);
};

const spec = (changes: object) => ({ spec: changes });

test('a spec wins over flinkConfiguration, which wins over the defaults of version and namespace', () => {
  const prefix = 'kubernetes.operator.default-configuration';
  const operator = {
    a: 'base',
    b: 'base',
    c: 'base',
    'kubernetes.service-account': 'base',
    [`${prefix}.namespace.shop.b`]: 'namespace',
    [`${prefix}.namespace.shop.c`]: 'namespace',
    [`${prefix}.flink-version.v1_18+.c`]: 'version',
    [`${prefix}.flink-version.v1_18+.d`]: 'version',
  };
  const get = configuration(
    spec({ serviceAccount: 'own', flinkConfiguration: { d: 'spec', 'kubernetes.service-account': 'x' } }),
    operator,
  );
  assert.deepEqual(['a', 'b', 'c', 'd', 'kubernetes.service-account'].map(get), [
    'base',
    'namespace',
    'version',
    'spec',
    'own',
  ]);
  assert.equal(get(`${prefix}.namespace.shop.b`), undefined, 'what is the operator’s own goes');
});

test('a cluster has one JobManager where nothing is said, and says so', () => {
  const replicas = (jobManager: object) => configuration(spec({ jobManager }))('kubernetes.jobmanager.replicas');
  assert.deepEqual([{}, { replicas: 2 }].map(replicas), ['1', '2']);
});

const parallelisms: readonly (readonly [string, object, string])[] = [
  ['that of the job', { job: { parallelism: 6 } }, '6'],
  ['replicas times slots', { job: { parallelism: 6 }, taskManager: { replicas: 3 } }, '6'],
  [
    'the default of the configuration',
    { job: { parallelism: null }, flinkConfiguration: { 'parallelism.default': 5 } },
    '5',
  ],
  [
    'the largest override of a standalone job',
    {
      mode: 'standalone',
      job: { parallelism: 2 },
      flinkConfiguration: { 'pipeline.jobvertex-parallelism-overrides': 'a:3,b:9' },
    },
    '9',
  ],
];

for (const [name, changes, expected] of parallelisms) {
  test(`the parallelism is ${name}`, () => {
    const given = changes as { flinkConfiguration?: object };
    const flinkConfiguration = { 'taskmanager.numberOfTaskSlots': 2, ...given.flinkConfiguration };
    assert.equal(configuration(spec({ ...changes, flinkConfiguration }))('parallelism.default'), expected);
  });
}

test('a standalone job has as many TaskManagers as its parallelism fills', () => {
  const get = configuration(
    spec({ mode: 'standalone', job: { parallelism: 5 }, flinkConfiguration: { 'taskmanager.numberOfTaskSlots': 2 } }),
  );
  assert.equal(get('kubernetes.internal.taskmanager.replicas'), '3');
});

test('a job keeps its checkpoints and says why it failed, unless it is told otherwise', () => {
  const retention = 'execution.checkpointing.externalized-checkpoint-retention';
  const get = configuration(
    spec({ job: { upgradeMode: 'last-state' }, flinkConfiguration: { [retention]: 'DELETE_ON_CANCELLATION' } }),
  );
  assert.deepEqual(
    [
      retention,
      'execution.checkpointing.interval',
      'execution.submit-failed-job-on-application-error',
      'pipeline.name',
    ].map(get),
    ['DELETE_ON_CANCELLATION', '5 min', 'true', 'word-count'],
  );
});

test('with high availability the results of jobs are kept apart by deployment', () => {
  const flinkConfiguration = { 'high-availability.type': 'kubernetes', 'high-availability.storageDir': 's3://ha' };
  const get = configuration(spec({ flinkConfiguration }));
  assert.equal(get('job-result-store.storage-path'), 's3://ha/job-result-store/word-count/r');
  assert.equal(get('high-availability.cluster-id'), 'word-count');
  assert.equal(get('high-availability.jobmanager.port'), '6123');
  assert.equal(get('jobmanager.rpc.address'), undefined);
});

const failures: readonly (readonly [string, object, RegExp])[] = [
  [
    'memory that does not suffice',
    { jobManager: { resources: { requests: { memory: '400Mi' } } } },
    /^jobmanager\.memory/,
  ],
  ['no image', { image: null }, /image is not set/],
  [
    'a jar without a scheme in a standalone cluster',
    { mode: 'standalone', job: { jarURI: 'a.jar' } },
    /is no URI with a scheme/,
  ],
  ['an ingress that gives no URL', { ingress: { template: 'a:b' } }, /^ingress\.template gives a URL/],
];

for (const [name, changes, sentence] of failures) {
  test(`nothing is made of ${name}`, () => {
    assert.throws(
      () => {
        const made = plan(spec(changes));
        for (const { make } of childResources) make(made);
      },
      (error) => error instanceof ReconcileError && sentence.test(error.message),
    );
  });
}

test('the same spec makes the same objects', () => {
  const all = () => JSON.stringify(childResources.map(({ make }) => make(plan(spec({})))));
  assert.equal(all(), all());
});

test('a session cluster of Flink 2 gets what it needs', () => {
  const made = plan(spec({ job: null, flinkVersion: 'v2_1' }));
  const file = parse(made.files.get('config.yaml') ?? '');
  assert.equal(file.execution.target, 'kubernetes-session');
  assert.equal(file.taskmanager.rpc.port, '6122');
});
