import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Conversion, toFlinkDeployment } from '../../../src/conversion/to-flink-deployment/convert.ts';
import { flinkClusterV1alpha1 } from '../../support/flink-cluster.ts';
import { asObject, convertJob, convertSpec } from './converted.ts';

const commandsOf = ({ steps }: Conversion): string[] => steps.flatMap(({ commands }) => commands);

const savepointsDir = 's3://state/savepoints';

test('a job with a directory of savepoints is stopped by its operator', () => {
  assert.deepEqual(
    commandsOf(convertJob({ savepointsDir }, {}, { file: 'old.yaml', flinkVersion: 'v1_20', image: 'my flink' })),
    [
      'kubectl -n default annotate flinkcluster orders flinkclusters.flinkoperator.k8s.io/user-control=job-cancel',
      "kubectl -n default wait flinkcluster/orders --for=jsonpath='{.status.components.job.state}'=Cancelled --timeout=15m",
      "kubectl -n default get flinkcluster orders -o jsonpath='{.status.components.job.finalSavepoint}'",
      "kubectl -n default get flinkcluster orders -o jsonpath='{.status.components.job.savepointLocation}'",
      "sluice convert old.yaml --flink-version 1.20 --image 'my flink' --from-savepoint SAVEPOINT -o orders.yaml",
      'kubectl -n default delete flinkcluster orders --cascade=foreground',
      'kubectl -n default apply -f orders.yaml',
      'kubectl -n default wait flinkdeployment/orders --for=condition=Running --timeout=10m',
      'sluice history orders -n default',
    ],
  );
});

test('in v1alpha1 it is stopped by its spec', () => {
  const cluster = flinkClusterV1alpha1({ spec: { job: { jarFile: '/a.jar', savepointsDir } } });
  const [cancel, , time] = commandsOf(toFlinkDeployment(asObject(cluster), { flinkVersion: 'v1_20' }));
  assert.equal(
    cancel,
    `kubectl -n default patch flinkcluster orders --type merge -p '{"spec":{"job":{"cancelRequested":true}}}'`,
  );
  assert.match(time ?? '', /lastSavepointTime/);
});

const pods: readonly (readonly [title: string, conversion: Conversion, workload: string])[] = [
  ['a session cluster', convertSpec({}), 'statefulset/orders-jobmanager'],
  ['a job without a directory', convertJob({}), 'statefulset/orders-jobmanager'],
  ['an application without a directory', convertJob({ mode: 'Application' }), 'job/orders-jobmanager'],
  [
    'a session cluster of v1alpha1',
    toFlinkDeployment(asObject(flinkClusterV1alpha1()), { flinkVersion: 'v1_20' }),
    'deployment/orders-jobmanager',
  ],
];

for (const [title, conversion, workload] of pods) {
  test(`${title} is stopped by hand`, () => {
    assert.deepEqual(commandsOf(conversion).slice(0, 2), [
      `kubectl -n default exec ${workload} -- flink list`,
      `kubectl -n default exec ${workload} -- flink stop --savepointPath DIRECTORY JOB_ID`,
    ]);
  });
}

test('claims are kept before the FlinkCluster goes, and what high availability keeps goes after it', () => {
  const flinkProperties = { 'high-availability': 'kubernetes', 'kubernetes.cluster-id': 'orders' };
  const claims = { volumeClaimTemplates: [{ metadata: { name: 'data' } }] };
  const conversion = convertJob({ savepointsDir }, { flinkProperties, taskManager: claims });
  const commands = commandsOf(conversion);
  const at = (start: string) => commands.findIndex((command) => command.includes(start));
  assert.ok(at('get pvc -l cluster=orders') > 0 && at('get pvc') < at('delete flinkcluster'));
  const forget = at('delete configmap -l app=orders,type=flink-native-kubernetes');
  assert.ok(at('delete flinkcluster') < forget && forget < at('apply -f'));
  assert.ok(conversion.steps.some(({ text }) => text.includes('would find the old job there')));
  assert.equal(commandsOf(convertJob({ savepointsDir })).length, commands.length - 2);
});

test('another name, and the savepoint that is known', () => {
  const conversion = convertJob({ savepointsDir }, {}, { name: 'orders-2', fromSavepoint: 's3://sp' });
  const commands = commandsOf(conversion);
  assert.ok(
    commands.includes(
      'sluice convert orders-flinkcluster.yaml --name orders-2 --from-savepoint s3://sp -o orders-2.yaml',
    ),
  );
  assert.ok(commands.includes('kubectl -n default delete flinkcluster orders --cascade=foreground'));
  assert.ok(commands.includes('kubectl -n default apply -f orders-2.yaml'));
});
