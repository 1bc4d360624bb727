import fc from 'fast-check';
import type { KubeObject } from '../../src/api/meta.ts';
import { places } from '../../src/conversion/flink-cluster/places.ts';

/** JSON with the field names of a FlinkCluster all over it, right and wrong values alike. */
export function arbitraryCluster(apiVersion: string): fc.Arbitrary<KubeObject> {
  return fc
    .record({ spec: specs, status: statuses, annotations: annotations }, { requiredKeys: ['spec'] })
    .map(({ spec, status, annotations: given }) => ({
      apiVersion,
      kind: 'FlinkCluster',
      metadata: { name: 'orders', namespace: 'default', ...(given && { annotations: { ...given } }) },
      spec,
      ...(status !== undefined && { status }),
    }));
}

const names = [...new Set(places.flatMap(({ path }) => path))];
const otherNames = [
  'image',
  'name',
  'state',
  'ports',
  'rpc',
  'ui',
  'ingress',
  'replicas',
  'cpu',
  'limits',
  'savepointGeneration',
];
const odd = ['__proto__', 'constructor', 'toString', ''];

const key = fc.oneof(
  { weight: 8, arbitrary: fc.constantFrom(...names) },
  { weight: 3, arbitrary: fc.constantFrom(...otherNames) },
  { weight: 1, arbitrary: fc.constantFrom(...odd) },
);

const leaf = fc.oneof(
  fc.constantFrom<unknown>('', 'x', '1.9', '1.20', 'Ready', 'Failed', 'Deployment', 'Cluster', 'Never', '2Gi', '600M'),
  fc.integer({ min: -1, max: 70_000 }),
  fc.boolean(),
  fc.constant(null),
);

const { tree } = fc.letrec<{ tree: unknown; map: object }>((tie) => ({
  tree: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    leaf,
    tie('map'),
    fc.array(tie('tree'), { maxLength: 3 }),
  ),
  map: fc.array(fc.tuple(key, tie('tree')), { maxLength: 8 }).map((entries) => Object.fromEntries(entries)),
}));

/** Mostly the sections where they belong, with anything inside. */
function section(fields: Record<string, fc.Arbitrary<unknown>>): fc.Arbitrary<unknown> {
  const proper = fc
    .tuple(fc.record(fields, { requiredKeys: [] }), fc.array(fc.tuple(key, tree), { maxLength: 4 }))
    .map(([known, more]) => ({ ...Object.fromEntries(more), ...known }));
  return fc.oneof({ weight: 6, arbitrary: proper }, { weight: 1, arbitrary: tree });
}

const among = <T>(...values: T[]): fc.Arbitrary<T> => fc.constantFrom(...values);
const amounts = section({ cpu: among<unknown>('2', 2, '0', '200m'), memory: among<unknown>('2Gi', '512Mi', 0) });
const port = among(6121, 6122, 6123, 6125, 7000, 80);

const component = section({
  resources: section({ limits: amounts, requests: amounts }),
  ports: section({ rpc: port, query: port, data: port, ui: port }),
  extraPorts: fc.array(section({ name: among('rpc', 'x', ''), containerPort: port }), { maxLength: 3 }),
  livenessProbe: section({ tcpSocket: section({ port }), httpGet: section({ port }), periodSeconds: among(0, 9) }),
  podLabels: section({ team: among('a', 'a b'), 'a b': among('c') }),
  memoryProcessRatio: among(-1, 0, 80, 101),
  memoryOffHeapRatio: among(-1, 25, 101),
  memoryOffHeapMin: among<unknown>('600M', '3Gi', 0),
  replicas: among(0, 1, 2),
  accessScope: among('Cluster', 'VPC', ''),
  deploymentType: among('StatefulSet', 'Deployment', 'x'),
  horizontalPodAutoscaler: section({ minReplicas: among(1, 3), maxReplicas: among(0, 2, 4) }),
});

const job = section({
  jarFile: among('./job.jar', ''),
  pyFile: among('./job.py'),
  mode: among('Detached', 'Application'),
  restartPolicy: among('Never', 'FromSavepointOnFailure', ''),
  parallelism: among(0, 1, 4),
  savepointsDir: among('s3://state/', '', ' '),
  fromSavepoint: among('s3://state/1', ''),
  takeSavepointOnUpdate: fc.boolean(),
  maxStateAgeToRestoreSeconds: among(0, 60),
  autoSavepointSeconds: among(0, 60),
  savepointGeneration: among(0, 1, 2),
  cancelRequested: fc.boolean(),
  cleanupPolicy: section({ afterJobSucceeds: among('KeepCluster', 'x'), afterJobFails: among('DeleteCluster', '') }),
});

const specs = section({
  jobManager: component,
  taskManager: component,
  job,
  flinkVersion: among('1.9', '1.20', '', 'latest'),
  image: section({ name: among('flink:1.20', ''), pullPolicy: among('Always', '') }),
  batchSchedulerName: among('volcano'),
  gcpConfig: section({
    serviceAccount: section({ secretName: among('s', ''), keyFile: among('k'), mountPath: among('/k', '') }),
  }),
  hadoopConfig: section({ configMapName: among('h') }),
  flinkProperties: section({
    'high-availability': among('kubernetes', 'NONE'),
    'kubernetes.cluster-id': among('orders'),
    'high-availability.storageDir': among('s3://ha/', ' '),
  }),
});

const states = among('Pending', 'Running', 'Failed', 'Succeeded', 'Updating');
const time = among('2026-01-10T09:59:30Z', '2020-01-01T00:00:00Z', 'once');

const statuses = section({
  control: section({ state: among('InProgress', 'Failed') }),
  savepoint: section({ triggerID: leaf }),
  components: section({
    job: section({
      state: states,
      name: leaf,
      submitterName: leaf,
      lastSavepointTriggerID: leaf,
      savepointGeneration: among(0, 1),
      savepointLocation: among('s3://state/1'),
      savepointTime: time,
      completionTime: time,
      finalSavepoint: fc.boolean(),
    }),
    jobManager: section({ name: leaf, state: leaf }),
    jobManagerDeployment: section({ name: leaf, state: leaf }),
  }),
});

const annotations = fc.oneof(
  among<Record<string, string>>({ a: 'b' }, { 'example.com/x': '' }),
  among('savepoint', 'job-cancel', 'x').map((control) => ({
    'flinkclusters.flinkoperator.k8s.io/user-control': control,
  })),
);

/** Throws when somebody writes to it, or to anything below. */
export function deeplyFrozen<T>(value: T): T {
  if (typeof value === 'object' && value !== null) {
    for (const field of Object.values(value)) deeplyFrozen(field);
    Object.freeze(value);
  }
  return value;
}
