import assert from 'node:assert/strict';
import { test } from 'node:test';
import { toFlinkDeployment } from '../../../src/conversion/to-flink-deployment/convert.ts';
import { flinkCluster, flinkClusterV1alpha1 } from '../../support/flink-cluster.ts';
import { asObject, configurationOf, convertJob, convertSpec, outcomeOf, specOf, toldOf } from './converted.ts';

test('a session cluster stays one, with as many TaskManagers', () => {
  assert.deepEqual(specOf(convertSpec({ taskManager: { replicas: 4 } })), {
    image: 'flink:1.20',
    imagePullPolicy: 'Always',
    flinkVersion: 'v1_20',
    mode: 'standalone',
    serviceAccount: 'default',
    flinkConfiguration: { 'taskmanager.numberOfTaskSlots': '1' },
    jobManager: { resources: { requests: { cpu: '200m', memory: '1639Mi' }, limits: { cpu: '2', memory: '2Gi' } } },
    taskManager: {
      replicas: 4,
      resources: { requests: { cpu: '200m', memory: '1639Mi' }, limits: { cpu: '2', memory: '2Gi' } },
    },
  });
});

test('a job cluster becomes an application', () => {
  const { job } = specOf(convertJob({ className: 'org.example.Orders', args: ['--env', 'prod'], parallelism: 3 }));
  assert.deepEqual(job, {
    jarURI: 'local:///jobs/orders.jar',
    entryClass: 'org.example.Orders',
    args: ['--env', 'prod'],
    parallelism: 3,
    upgradeMode: 'stateless',
    state: 'running',
  });
});

test('metadata is kept, but what is of the old object alone', () => {
  const { deployment } = toFlinkDeployment(
    asObject(
      flinkCluster({
        metadata: {
          uid: 'a',
          resourceVersion: '7',
          ownerReferences: [{}],
          labels: { team: 'orders' },
          annotations: {
            owner: 'orders',
            'flinkclusters.flinkoperator.k8s.io/user-control': 'job-cancel',
            'kubectl.kubernetes.io/last-applied-configuration': '{}',
          },
        },
      }),
    ),
    { name: 'orders-2' },
  );
  assert.deepEqual(deployment?.metadata, {
    name: 'orders-2',
    namespace: 'default',
    labels: { team: 'orders' },
    annotations: { owner: 'orders' },
  });
});

const versions: readonly (readonly [flinkVersion: string | null, expected: string | RegExp])[] = [
  ['1.20', 'v1_20'],
  ['v1.17.2', 'v1_17'],
  ['1.15-SNAPSHOT', 'v1_15'],
  ['2.1.0', 'v2_1'],
  [null, /is not given/],
  ['', /is not given/],
  ['1.14.6', /1\.14\.6 is too old: v1_15/],
  ['1.9', /1\.9 is no version that a FlinkDeployment knows/],
  ['3.0', /3\.0 is no version that a FlinkDeployment knows/],
];

for (const [flinkVersion, expected] of versions) {
  test(`Flink version ${flinkVersion}`, () => {
    const conversion = convertSpec({ flinkVersion });
    if (typeof expected === 'string') return assert.equal(specOf(conversion).flinkVersion, expected);
    assert.equal(conversion.deployment, undefined);
    const [obstacle] = conversion.obstacles;
    assert.equal(obstacle?.path, 'spec.flinkVersion');
    assert.match(obstacle?.message ?? '', expected);
    assert.match(obstacle?.fix ?? '', /--flink-version/);
    assert.equal(specOf(convertSpec({ flinkVersion }, { flinkVersion: 'v1_20' })).flinkVersion, 'v1_20');
  });
}

test('another version is told with what must be true of it', () => {
  const conversion = convertSpec({ flinkVersion: '1.14.6' }, { flinkVersion: 'v1_20' });
  assert.deepEqual(toldOf(conversion, 'spec.flinkVersion'), [
    'changed → spec.flinkVersion: is v1_20, was v1_14; the image must hold it; it must be able to read the savepoint',
  ]);
  assert.equal(outcomeOf(convertSpec({}, { image: 'flink:1.20.1' }), 'spec.image.name'), 'changed');
});

test('a FlinkCluster of v1alpha1 is read as such', () => {
  const conversion = toFlinkDeployment(
    asObject(flinkClusterV1alpha1({ spec: { taskManager: { replicas: 2 }, job: { jarFile: './job.jar' } } })),
    { flinkVersion: 'v1_20' },
  );
  const { job } = specOf(conversion);
  // v1alpha1 takes one, where v1beta1 takes all slots.
  assert.equal(job?.parallelism, 1);
  assert.equal(configurationOf(conversion)['taskmanager.numberOfTaskSlots'], '1');
  assert.match(
    toldOf(conversion, 'spec.jobManager.resources').join(),
    /where a heap was reckoned for Flink below 1\.10/,
  );
});

const accounts: readonly (readonly [
  given: string | undefined,
  options: object,
  name: string,
  outcome: string | undefined,
])[] = [
  ['flink', {}, 'flink', 'carried'],
  [undefined, {}, 'default', 'changed'],
  ['flink', { serviceAccount: 'other' }, 'other', 'changed'],
  ['flink', { mode: 'native' }, 'flink', 'changed'],
  [undefined, { mode: 'native' }, 'flink', 'changed'],
];

for (const [serviceAccountName, options, name, outcome] of accounts) {
  test(`the service account of ${serviceAccountName} with ${JSON.stringify(options)} is ${name}`, () => {
    const conversion = convertSpec(serviceAccountName === undefined ? {} : { serviceAccountName }, options);
    assert.equal(specOf(conversion).serviceAccount, name);
    assert.equal(outcomeOf(conversion, 'spec.serviceAccountName'), outcome);
  });
}
