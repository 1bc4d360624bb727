import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { PodSpec } from '../../../src/api/pod-template/types.ts';
import type { Child } from '../../../src/engine/child.ts';
import { childResources } from '../../../src/engine/flink-cluster/resources/index.ts';
import { flinkCluster } from '../../support/flink-cluster.ts';
import { childrenOf } from '../../support/flink-cluster-children.ts';

/** What the recorded cases do not show. */

interface Made extends Child {
  readonly spec: object;
}

function found(kind: string, name: string, spec: object, status?: object): Child | undefined {
  const children = childrenOf(flinkCluster({ spec, ...(status && { status }) }));
  return children.find((object) => object.kind === kind && object.metadata.name === name);
}

function child(kind: string, name: string, spec: object, status?: object): Made {
  const made = found(kind, name, spec, status);
  assert.ok(made?.spec);
  return made as Made;
}

function podOf({ spec }: Made): PodSpec {
  return (spec as { readonly template: { readonly spec: PodSpec } }).template.spec;
}

const application = { jarFile: 'job.jar', className: 'org.example.Main', mode: 'Application' };

test('every child has the name and the type that it is found by', () => {
  const spec = {
    podDisruptionBudget: { maxUnavailable: 1 },
    batchScheduler: { name: 'volcano' },
    jobManager: { ingress: { hostFormat: '{{ $clusterName }}.example.com' } },
    taskManager: { horizontalPodAutoscaler: { maxReplicas: 2 } },
  };
  const seen = [
    ...childrenOf(flinkCluster({ spec: { ...spec, job: { jarFile: 'job.jar' } } })),
    ...childrenOf(flinkCluster({ spec: { ...spec, job: application } })),
    ...childrenOf(flinkCluster({ spec: { taskManager: { deploymentType: 'Deployment' } } })),
  ].map(({ apiVersion, kind, metadata }) => `${apiVersion} ${kind} ${metadata.name}`);
  const known = childResources.map(({ apiVersion, kind, nameOf }) => `${apiVersion} ${kind} ${nameOf('orders')}`);
  assert.deepEqual([...new Set(seen)].toSorted(), known.toSorted());
});

test('an Ingress has the host of its cluster, and TLS for it', () => {
  const ingress = { hostFormat: '{{ $clusterName }}.example.com', useTls: true, tlsSecretName: 'cert' };
  const { rules, tls } = child('Ingress', 'orders-jobmanager', { jobManager: { ingress } }).spec as {
    readonly rules: readonly { readonly host: string }[];
    readonly tls: unknown;
  };
  assert.deepEqual(
    [rules[0]?.host, tls],
    ['orders.example.com', [{ hosts: ['orders.example.com'], secretName: 'cert' }]],
  );
});

test('TLS without a host and without a certificate is none', () => {
  const made = child('Ingress', 'orders-jobmanager', { jobManager: { ingress: { useTls: true } } });
  assert.ok(!Object.hasOwn(made.spec, 'tls'));
});

test('an application has the id that is recorded for it', () => {
  const status = { state: 'Running', components: { job: { state: 'Running', id: 'ec74' } } };
  const made = child('Job', 'orders-jobmanager', { job: application }, status);
  assert.equal(made.metadata.labels?.['flinkoperator.k8s.io/job-id'], 'ec74');
  assert.ok(podOf(made).containers?.[0]?.args?.join(' ').includes('--job-id ec74'));
});

test('parallelism is left to Flink where the slots are not known', () => {
  const flinkProperties = { 'taskmanager.numberOfTaskSlots': 'two' };
  const submitter = podOf(child('Job', 'orders-job-submitter', { flinkProperties, job: { jarFile: 'job.jar' } }));
  assert.ok(!submitter.containers?.[0]?.args?.includes('--parallelism'));
  const own = podOf(child('Job', 'orders-jobmanager', { flinkProperties, job: application }));
  assert.ok(own.containers?.[0]?.args?.every((arg) => !arg.startsWith('-Dparallelism')));
});

test('settings of the user win over what is added, in containers and in init containers', () => {
  const own = {
    env: [{ name: 'HADOOP_CONF_DIR', value: '/own' }],
    volumeMounts: [{ name: 'own', mountPath: '/etc/hadoop/conf' }],
  };
  const pod = podOf(
    child('StatefulSet', 'orders-taskmanager', {
      hadoopConfig: { configMapName: 'hadoop' },
      envVars: own.env,
      taskManager: { volumeMounts: own.volumeMounts, initContainers: [{ name: 'init', image: 'i', ...own }] },
    }),
  );
  for (const { env, volumeMounts } of [...(pod.containers ?? []), ...(pod.initContainers ?? [])]) {
    assert.deepEqual(env, own.env);
    assert.deepEqual(
      volumeMounts?.map(({ name }) => name),
      ['own', 'flink-config-volume'],
    );
  }
});

test('a Google account that is left open adds nothing', () => {
  const pod = podOf(child('StatefulSet', 'orders-taskmanager', { gcpConfig: {} }));
  assert.deepEqual(
    pod.volumes?.map(({ name }) => name),
    ['flink-config-volume'],
  );
});

test('claims keep the labels of the user in the pods of a Deployment', () => {
  const claim = { metadata: { name: 'data', labels: { tier: 'fast' }, annotations: { a: 'b' } }, spec: {} };
  const taskManager = { deploymentType: 'Deployment', volumeClaimTemplates: [claim] };
  const volume = podOf(child('Deployment', 'orders-taskmanager', { taskManager })).volumes?.at(-1);
  const labels = { tier: 'fast', cluster: 'orders', app: 'flink', component: 'taskmanager' };
  assert.equal(volume?.name, 'data');
  assert.deepEqual(volume?.ephemeral?.volumeClaimTemplate?.metadata, { annotations: { a: 'b' }, labels });
});

test('a group waits for all pods, an application among them, and for what they need', () => {
  const group = child('PodGroup', 'flink-orders', {
    batchScheduler: { name: 'volcano' },
    job: application,
    jobManager: { resources: { limits: { cpu: '1', memory: '1Gi' } } },
    taskManager: {
      replicas: 2,
      deploymentType: 'Deployment',
      resources: { requests: { cpu: '250m', memory: '1G' } },
      initContainers: [{ name: 'init', image: 'i', resources: { limits: { cpu: '50m' } } }],
      volumeClaimTemplates: [{ metadata: { name: 'data' }, spec: { resources: { requests: { storage: '1Gi' } } } }],
    },
  });
  const { minMember, minResources } = group.spec as { readonly minMember: number; readonly minResources: object };
  assert.equal(minMember, 3);
  const one = { cpu: '1600m', memory: String(2 ** 30 + 2e9), storage: '2Gi' };
  const names = Object.entries(one).flatMap(([name, amount]) =>
    ['', 'requests.', 'limits.'].map((prefix) => [`${prefix}${name}`, amount] as const),
  );
  assert.deepEqual(minResources, Object.fromEntries(names));
});

test('another scheduler makes no group', () => {
  const spec = { batchScheduler: { name: 'yunikorn' } };
  assert.equal(found('PodGroup', 'flink-orders', spec), undefined);
  assert.equal(podOf(child('StatefulSet', 'orders-jobmanager', spec)).schedulerName, undefined);
});
