import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { defaultFlinkCluster, defaultFlinkClusterV1alpha1 } from '../../src/defaults/flink-cluster.ts';
import { isObject } from '../../src/values/json.ts';
import { arbitraryCluster, deeplyFrozen } from '../support/arbitrary-cluster.ts';
import { flinkCluster, flinkClusterV1alpha1 } from '../support/flink-cluster.ts';
import { overlay } from '../support/overlay.ts';

const resources = { requests: { cpu: '200m', memory: '512Mi' }, limits: { cpu: '2', memory: '2Gi' } };
const probes = (port: number) => ({
  livenessProbe: {
    timeoutSeconds: 10,
    initialDelaySeconds: 5,
    periodSeconds: 60,
    failureThreshold: 5,
    tcpSocket: { port },
  },
  readinessProbe: {
    timeoutSeconds: 10,
    initialDelaySeconds: 5,
    periodSeconds: 5,
    failureThreshold: 60,
    tcpSocket: { port },
  },
});
const cleanupPolicy = {
  afterJobSucceeds: 'DeleteCluster',
  afterJobFails: 'KeepCluster',
  afterJobCancelled: 'DeleteCluster',
};

/** What becomes of the smallest cluster. */
const smallest = {
  flinkVersion: '1.20',
  image: { name: 'flink:1.20', pullPolicy: 'Always' },
  jobManager: {
    replicas: 1,
    accessScope: 'Cluster',
    ports: { rpc: 6123, blob: 6124, query: 6125, ui: 8081 },
    resources,
    memoryProcessRatio: 80,
    ...probes(6123),
  },
  taskManager: {
    deploymentType: 'StatefulSet',
    replicas: 3,
    ports: { data: 6121, rpc: 6122, query: 6125 },
    resources,
    memoryProcessRatio: 80,
    ...probes(6122),
  },
  recreateOnUpdate: true,
};
const job = {
  mode: 'Detached',
  restartPolicy: 'Never',
  allowNonRestoredState: false,
  noLoggingToStdout: false,
  cleanupPolicy,
  resources,
};
const offHeap = { memoryOffHeapRatio: 25, memoryOffHeapMin: '600M', memoryProcessRatio: null };
const ofOldVersion = { jobManager: offHeap, taskManager: offHeap };

/** `given` in the smallest cluster gives `becomes` laid over the defaults of the smallest cluster. */
const rows: { name: string; given: object; becomes: object }[] = [
  { name: 'nothing', given: {}, becomes: {} },
  { name: 'a job', given: { job: { jarFile: 'x' } }, becomes: { job: { jarFile: 'x', ...job } } },
  {
    name: 'a clean-up policy in part',
    given: { job: { cleanupPolicy: { afterJobFails: 'DeleteCluster' } } },
    becomes: { job: { ...job, cleanupPolicy: { ...cleanupPolicy, afterJobFails: 'DeleteCluster' } } },
  },
  { name: 'an empty clean-up policy', given: { job: { cleanupPolicy: {} } }, becomes: { job } },
  {
    name: 'empty resources of a job',
    given: { job: { resources: {} } },
    becomes: { job: { ...job, resources: { requests: null, limits: null } } },
  },
  { name: 'false where true is the default', given: { recreateOnUpdate: false }, becomes: { recreateOnUpdate: false } },
  {
    name: 'one port',
    given: { jobManager: { ports: { ui: 9081 } } },
    becomes: { jobManager: { ports: { ui: 9081 } } },
  },
  {
    name: 'another rpc port',
    given: { taskManager: { ports: { rpc: 7122 } } },
    becomes: { taskManager: { ports: { rpc: 7122 }, ...probes(7122) } },
  },
  {
    name: 'a version below 1.10',
    given: { flinkVersion: '1.9.3' },
    becomes: { flinkVersion: '1.9.3', ...ofOldVersion },
  },
  {
    name: 'a pre-release of 1.10',
    given: { flinkVersion: '1.10-rc1' },
    becomes: { flinkVersion: '1.10-rc1', ...ofOldVersion },
  },
  { name: 'no version', given: { flinkVersion: null }, becomes: { flinkVersion: null, ...ofOldVersion } },
  {
    name: 'memory below 1.10',
    given: { flinkVersion: '1.9', jobManager: { memoryOffHeapMin: '0', memoryOffHeapRatio: 0 } },
    becomes: {
      flinkVersion: '1.9',
      jobManager: { memoryOffHeapMin: '0', memoryOffHeapRatio: 0, memoryProcessRatio: null },
      taskManager: offHeap,
    },
  },
  {
    name: 'a version that is none gets no memory model',
    given: { flinkVersion: 'latest' },
    becomes: {
      flinkVersion: 'latest',
      jobManager: { memoryProcessRatio: null },
      taskManager: { memoryProcessRatio: null },
    },
  },
  {
    name: 'a process ratio of zero',
    given: { jobManager: { memoryProcessRatio: 0 } },
    becomes: { jobManager: { memoryProcessRatio: 0 } },
  },
  {
    name: 'a probe in part, zero counting as nothing',
    given: { jobManager: { livenessProbe: { periodSeconds: 30, timeoutSeconds: 0 } } },
    becomes: { jobManager: { livenessProbe: { periodSeconds: 30 } } },
  },
  {
    name: 'a probe of a port with a name',
    given: { jobManager: { livenessProbe: { tcpSocket: { port: 'ui' } } } },
    becomes: { jobManager: { livenessProbe: { tcpSocket: { port: 'ui' } } } },
  },
  {
    name: 'a probe of a host',
    given: { jobManager: { livenessProbe: { tcpSocket: { host: 'x' } } } },
    becomes: { jobManager: { livenessProbe: { tcpSocket: { host: 'x', port: 6123 } } } },
  },
  ...['httpGet', 'exec', 'grpc'].map((handler) => ({
    name: `${handler} takes the place of the TCP check`,
    given: { taskManager: { readinessProbe: { [handler]: { port: 1 } } } },
    becomes: { taskManager: { readinessProbe: { [handler]: { port: 1 }, tcpSocket: null } } },
  })),
  {
    name: 'an Ingress',
    given: { jobManager: { ingress: { hostFormat: 'x' } } },
    becomes: { jobManager: { ingress: { hostFormat: 'x', useTls: false } } },
  },
  {
    name: 'Hadoop',
    given: { hadoopConfig: { configMapName: 'h' } },
    becomes: { hadoopConfig: { configMapName: 'h', mountPath: '/etc/hadoop/conf' } },
  },
  {
    name: 'the old name of the scheduler',
    given: { batchSchedulerName: 'volcano' },
    becomes: { batchSchedulerName: 'volcano', batchScheduler: { name: 'volcano' } },
  },
  {
    name: 'the old name of the scheduler wins',
    given: { batchSchedulerName: 'volcano', batchScheduler: { name: 'x', queue: 'q' } },
    becomes: { batchSchedulerName: 'volcano', batchScheduler: { name: 'volcano' } },
  },
  {
    name: 'ports of containers',
    given: {
      taskManager: {
        sidecars: [{ ports: [{ containerPort: 1 }, { containerPort: 2, protocol: 'UDP' }] }],
        initContainers: [{ name: 'i' }],
      },
    },
    becomes: {
      taskManager: {
        sidecars: [
          {
            ports: [
              { containerPort: 1, protocol: 'TCP' },
              { containerPort: 2, protocol: 'UDP' },
            ],
          },
        ],
        initContainers: [{ name: 'i' }],
      },
    },
  },
  {
    name: 'volumes',
    given: {
      job: {
        volumes: [
          { rbd: { image: 'i', pool: 'p' } },
          { iscsi: {} },
          { azureDisk: {} },
          { scaleIO: {} },
          { emptyDir: {} },
        ],
      },
    },
    becomes: {
      job: {
        ...job,
        volumes: [
          { rbd: { image: 'i', pool: 'p', keyring: '/etc/ceph/keyring', user: 'admin' } },
          { iscsi: { iscsiInterface: 'default' } },
          { azureDisk: { fsType: 'ext4', readOnly: false } },
          { scaleIO: { fsType: 'xfs', storageMode: 'ThinProvisioned' } },
          { emptyDir: {} },
        ],
      },
    },
  },
  {
    name: 'extra ports stay as they are',
    given: { jobManager: { extraPorts: [{ containerPort: 1 }] } },
    becomes: { jobManager: { extraPorts: [{ containerPort: 1 }] } },
  },
  {
    name: 'what has the wrong type',
    given: { job: [], hadoopConfig: 7, gcpConfig: 'x' },
    becomes: { job: [], hadoopConfig: 7, gcpConfig: 'x' },
  },
];

for (const { name, given, becomes } of rows) {
  test(`defaults of FlinkCluster: ${name}`, () => {
    const { spec } = defaultFlinkCluster(flinkCluster({ spec: given }));
    assert.deepEqual(spec, overlay(smallest, becomes));
  });
}

const oldSmallest = {
  image: { name: 'flink:1.9.3', pullPolicy: 'Always' },
  jobManager: {
    replicas: 1,
    accessScope: 'Cluster',
    ports: { rpc: 6123, blob: 6124, query: 6125, ui: 8081 },
    memoryOffHeapRatio: 25,
    memoryOffHeapMin: '600M',
  },
  taskManager: {
    replicas: 1,
    ports: { data: 6121, rpc: 6122, query: 6125 },
    memoryOffHeapRatio: 25,
    memoryOffHeapMin: '600M',
  },
};
const oldJob = {
  allowNonRestoredState: false,
  noLoggingToStdout: false,
  parallelism: 1,
  restartPolicy: 'Never',
  cleanupPolicy,
};

const oldRows: { name: string; given: object; becomes: object }[] = [
  { name: 'nothing', given: {}, becomes: {} },
  { name: 'no JobManager', given: { jobManager: null }, becomes: {} },
  { name: 'no TaskManagers', given: { taskManager: null }, becomes: { taskManager: null } },
  { name: 'no image', given: { image: null }, becomes: { image: null } },
  { name: 'empty texts', given: { jobManager: { accessScope: '' }, image: { pullPolicy: '' } }, becomes: {} },
  { name: 'a job', given: { job: { jarFile: 'x' } }, becomes: { job: { jarFile: 'x', ...oldJob } } },
  {
    name: 'a clean-up policy in part stays so',
    given: { job: { cleanupPolicy: { afterJobFails: 'DeleteCluster' } } },
    becomes: {
      job: {
        ...oldJob,
        cleanupPolicy: { afterJobFails: 'DeleteCluster', afterJobSucceeds: null, afterJobCancelled: null },
      },
    },
  },
  {
    name: 'an Ingress',
    given: { jobManager: { ingress: {} } },
    becomes: { jobManager: { ingress: { useTls: false } } },
  },
  {
    name: 'Hadoop',
    given: { hadoopConfig: { mountPath: '' } },
    becomes: { hadoopConfig: { mountPath: '/etc/hadoop/conf' } },
  },
  {
    name: 'an empty restart policy is for the rules',
    given: { job: { restartPolicy: '' } },
    becomes: { job: { ...oldJob, restartPolicy: '' } },
  },
];

for (const { name, given, becomes } of oldRows) {
  test(`defaults of FlinkCluster v1alpha1: ${name}`, () => {
    const { spec } = defaultFlinkClusterV1alpha1(flinkClusterV1alpha1({ spec: given }));
    assert.deepEqual(spec, overlay(oldSmallest, becomes));
  });
}

test('defaults of FlinkCluster: null is the same as left out', () => {
  const cluster = { ...flinkCluster(), spec: { ...flinkCluster().spec, recreateOnUpdate: null, jobManager: null } };
  assert.deepEqual(defaultFlinkCluster(cluster as never).spec, smallest);
});

test('defaults of FlinkCluster: what is complete is handed back', () => {
  const complete = defaultFlinkCluster(flinkCluster({ spec: { job: { jarFile: 'x' } } }));
  assert.equal(defaultFlinkCluster(complete), complete);
});

test('defaults of FlinkCluster: untouched parts are shared', () => {
  const cluster = flinkCluster({ spec: { flinkProperties: { a: 'b' } } });
  const { metadata, spec } = defaultFlinkCluster(cluster);
  assert.equal(metadata, cluster.metadata);
  assert.equal((spec as typeof cluster.spec).flinkProperties, cluster.spec.flinkProperties);
});

test('defaults of FlinkCluster: no two parts are one object, which would print as a YAML alias', () => {
  const seen = new Set<object>();
  const visit = (value: unknown): void => {
    if (typeof value !== 'object' || value === null) return;
    assert.ok(!seen.has(value));
    seen.add(value);
    Object.values(value).forEach(visit);
  };
  visit(defaultFlinkCluster(flinkCluster({ spec: { job: { jarFile: 'x' } } })));
  seen.clear();
  visit(defaultFlinkClusterV1alpha1(flinkClusterV1alpha1({ spec: { job: { jarFile: 'x' } } })));
});

for (const spec of [undefined, null, 7, 'x', []]) {
  test(`defaults of FlinkCluster: a spec that is ${JSON.stringify(spec)} stays so`, () => {
    const cluster = { ...flinkCluster(), spec };
    assert.equal(defaultFlinkCluster(cluster), cluster);
    assert.equal(defaultFlinkClusterV1alpha1(cluster), cluster);
  });
}

/** Zero values that a default takes the place of. */
const blank = [0, '', null];

/** Every value is still there, apart from what says nothing and the one field that is overwritten on purpose. */
function keeps(before: unknown, after: unknown, field = ''): boolean {
  if (field === 'batchScheduler' || blank.includes(before as never)) return true;
  if (Array.isArray(before)) return Array.isArray(after) && before.every((item, i) => keeps(item, after[i]));
  if (!isObject(before)) return before === after;
  return isObject(after) && Object.keys(before).every((key) => keeps(before[key], after[key], key));
}

/** No null that was not there. */
function addsNoNull(before: unknown, after: unknown): boolean {
  if (after === null) return before === null;
  if (Array.isArray(after))
    return after.every((item, i) => addsNoNull(Array.isArray(before) ? before[i] : undefined, item));
  if (!isObject(after)) return true;
  return Object.keys(after).every((key) => {
    const had = isObject(before) && Object.hasOwn(before, key) ? before[key] : undefined;
    return addsNoNull(had, after[key]);
  });
}

for (const [version, defaults] of [
  ['v1beta1', defaultFlinkCluster],
  ['v1alpha1', defaultFlinkClusterV1alpha1],
] as const) {
  test(`defaults of ${version}: applied twice they do no more, whatever the object`, () => {
    fc.assert(
      fc.property(arbitraryCluster(`flinkoperator.k8s.io/${version}`), (cluster) => {
        const once = defaults(deeplyFrozen(cluster));
        assert.equal(defaults(once), once);
        assert.ok(keeps(cluster, once));
        assert.ok(addsNoNull(cluster, once));
      }),
      { numRuns: 200 },
    );
  });
}
