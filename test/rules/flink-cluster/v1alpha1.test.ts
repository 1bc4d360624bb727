import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type ClusterRow, job, oldClusterFindings, told } from '../../support/cluster-findings.ts';

const image = (fields: object) => ({ spec: { image: fields } });
const jobManager = (fields: object) => ({ spec: { jobManager: fields } });
const taskManager = (fields: object) => ({ spec: { taskManager: fields } });
const gcp = (serviceAccount: object) => ({ spec: { gcpConfig: { serviceAccount } } });
const policy = (fields: object) =>
  job({ cleanupPolicy: { afterJobSucceeds: 'KeepCluster', afterJobFails: 'KeepCluster', ...fields } });
const saved = (savepointGeneration: number, fields: object = {}) => ({
  ...job(fields),
  status: { components: { job: { savepointGeneration } } },
});
const account = { secretName: 's', keyFile: 'key.json', mountPath: '/etc/gcp' };
const cleanup = 'v1alpha1-job-cleanup-policy-complete at spec.job.cleanupPolicy';
const cancelRule = 'v1alpha1-cancel-requested at spec.job.cancelRequested';
const generation = 'v1alpha1-savepoint-generation at spec.job.savepointGeneration';
const fixed = (path: string) => `v1alpha1-spec-immutable at ${path}`;

const rows: ClusterRow[] = [
  { name: 'the smallest cluster', finds: [] },
  {
    name: 'an empty name',
    object: { metadata: { name: '' } },
    finds: ['v1alpha1-cluster-name-required at metadata.name'],
  },
  { name: 'a name that is made up later', object: { metadata: { name: null, generateName: 'x-' } }, finds: [] },
  {
    name: 'a name of 63 characters',
    object: { metadata: { name: 'a'.repeat(63) } },
    finds: ['v1alpha1-cluster-name-portable at metadata.name (warning)'],
  },
  {
    name: 'a name with dots',
    object: { metadata: { name: 'a.b' } },
    finds: ['v1alpha1-cluster-name-portable at metadata.name (warning)'],
  },
  {
    name: 'an empty namespace',
    object: { metadata: { namespace: '' } },
    finds: ['v1alpha1-namespace-required at metadata.namespace'],
  },
  {
    name: 'an image without name',
    object: image({ name: '' }),
    finds: ['v1alpha1-image-name-required at spec.image.name'],
  },
  { name: 'no image', object: { spec: { image: null } }, finds: ['v1alpha1-image-name-required at spec.image.name'] },
  { name: 'an empty pull policy', object: image({ pullPolicy: '' }), finds: [] },
  {
    name: 'another pull policy',
    object: image({ pullPolicy: 'always' }),
    finds: ['v1alpha1-image-pull-policy-enum at spec.image.pullPolicy'],
  },
  { name: 'an empty access scope', object: jobManager({ accessScope: '' }), finds: [] },
  { name: 'VPC', object: jobManager({ accessScope: 'VPC' }), finds: [] },
  {
    name: 'Headless',
    object: jobManager({ accessScope: 'Headless' }),
    finds: ['v1alpha1-access-scope-enum at spec.jobManager.accessScope'],
  },
  {
    name: 'no JobManager',
    object: jobManager({ replicas: 0 }),
    finds: ['v1alpha1-jobmanager-replicas-one at spec.jobManager.replicas'],
  },
  { name: 'one JobManager', object: jobManager({ replicas: 1 }), finds: [] },
  {
    name: 'no TaskManager',
    object: taskManager({ replicas: 0 }),
    finds: ['v1alpha1-taskmanager-replicas-min at spec.taskManager.replicas'],
  },
  {
    name: 'some TaskManagers',
    object: { spec: { taskManager: null } },
    finds: ['v1alpha1-taskmanager-replicas-min at spec.taskManager.replicas'],
  },
  { name: 'a service account', object: gcp(account), finds: [] },
  { name: 'gcpConfig without service account', object: { spec: { gcpConfig: {} } }, finds: [] },
  {
    name: 'a service account without anything',
    object: gcp({}),
    finds: ['secretName', 'keyFile', 'mountPath'].map(
      (field) => `v1alpha1-gcp-fields-required at spec.gcpConfig.serviceAccount.${field}`,
    ),
  },
  {
    name: 'the key file in the mount path',
    object: gcp({ ...account, mountPath: '/etc/gcp/key.json' }),
    finds: ['v1alpha1-gcp-mount-path-not-key-file at spec.gcpConfig.serviceAccount.mountPath'],
  },
  {
    name: 'no Hadoop ConfigMap',
    object: { spec: { hadoopConfig: {} } },
    finds: ['v1alpha1-hadoop-config-map-name-required at spec.hadoopConfig.configMapName'],
  },
  { name: 'port 1025', object: jobManager({ ports: { ui: 1025 } }), finds: [] },
  {
    name: 'port 1024',
    object: jobManager({ ports: { ui: 1024 } }),
    finds: ['v1alpha1-port-above-1024 at spec.jobManager.ports.ui'],
  },
  { name: 'port 65535', object: taskManager({ ports: { rpc: 65535 } }), finds: [] },
  {
    name: 'port 65536',
    object: taskManager({ ports: { rpc: 65536 } }),
    finds: ['v1alpha1-port-in-range at spec.taskManager.ports.rpc'],
  },
  {
    name: 'two ports with one number',
    object: taskManager({ ports: { rpc: 7000, data: 7000 } }),
    finds: ['v1alpha1-port-unique at spec.taskManager.ports'],
  },
  {
    name: 'the standard number of another',
    object: jobManager({ ports: { ui: 6123 } }),
    finds: ['v1alpha1-port-unique at spec.jobManager.ports'],
  },
  { name: 'ratio 100', object: jobManager({ memoryOffHeapRatio: 100 }), finds: [] },
  {
    name: 'ratio 101',
    object: taskManager({ memoryOffHeapRatio: 101 }),
    finds: ['v1alpha1-memory-off-heap-ratio-range at spec.taskManager.memoryOffHeapRatio'],
  },
  {
    name: 'ratio -1',
    object: jobManager({ memoryOffHeapRatio: -1 }),
    finds: ['v1alpha1-memory-off-heap-ratio-range at spec.jobManager.memoryOffHeapRatio'],
  },
  {
    name: 'a minimum as large as the limit',
    object: jobManager({ memoryOffHeapMin: '1Gi', resources: { limits: { memory: '1Gi' } } }),
    finds: [],
  },
  {
    name: 'a minimum above the limit',
    object: jobManager({ memoryOffHeapMin: '1025Mi', resources: { limits: { memory: '1Gi' } } }),
    finds: ['v1alpha1-memory-off-heap-min-fits at spec.jobManager.memoryOffHeapMin'],
  },
  {
    name: 'the standard minimum above the limit',
    object: taskManager({ resources: { limits: { memory: '512Mi' } } }),
    finds: ['v1alpha1-memory-off-heap-min-fits at spec.taskManager.memoryOffHeapMin'],
  },
  {
    name: 'a minimum above the request',
    object: jobManager({ memoryOffHeapMin: '1Gi', resources: { requests: { memory: '1Mi' } } }),
    finds: [],
  },
  { name: 'a job', object: job(), finds: [] },
  {
    name: 'a job without jar',
    object: job({ jarFile: '' }),
    finds: ['v1alpha1-job-jar-file-required at spec.job.jarFile'],
  },
  {
    name: 'parallelism 0',
    object: job({ parallelism: 0 }),
    finds: ['v1alpha1-job-parallelism-positive at spec.job.parallelism'],
  },
  {
    name: 'an empty restart policy',
    object: job({ restartPolicy: '' }),
    finds: ['v1alpha1-job-restart-policy-enum at spec.job.restartPolicy'],
  },
  { name: 'a restart policy', object: job({ restartPolicy: 'FromSavepointOnFailure' }), finds: [] },
  { name: 'a clean-up policy', object: policy({}), finds: [] },
  { name: 'nothing after success', object: policy({ afterJobSucceeds: null }), finds: [cleanup] },
  { name: 'nothing after failure', object: policy({ afterJobFails: '' }), finds: [cleanup] },
  { name: 'an unknown action', object: policy({ afterJobFails: 'Delete' }), finds: [`${cleanup}.afterJobFails`] },
  {
    name: 'an unknown action after cancellation',
    object: policy({ afterJobCancelled: 'Delete' }),
    finds: [`${cleanup}.afterJobCancelled`],
  },
  {
    name: 'a new job that is cancelled already',
    object: job({ cancelRequested: true }),
    finds: ['v1alpha1-job-cancel-requested-on-create at spec.job.cancelRequested'],
  },
  { name: 'cancel', object: job({ cancelRequested: true }), previous: job(), finds: [] },
  {
    name: 'cancelled before',
    object: job({ cancelRequested: true }),
    previous: job({ cancelRequested: true }),
    finds: [],
  },
  {
    name: 'withdraw',
    object: job({ cancelRequested: false }),
    previous: job({ cancelRequested: true }),
    finds: [cancelRule],
  },
  {
    name: 'cancel and change something else',
    object: job({ cancelRequested: true, args: ['x'] }),
    previous: job(),
    finds: [cancelRule, fixed('spec.job.args')],
  },
  {
    name: 'cancel and ask for a savepoint',
    object: job({ cancelRequested: true, savepointGeneration: 1 }),
    previous: job(),
    finds: [cancelRule, generation],
  },
  { name: 'the next savepoint', object: job({ savepointGeneration: 3 }), previous: saved(2), finds: [] },
  { name: 'another savepoint', object: job({ savepointGeneration: 4 }), previous: saved(2), finds: [generation] },
  {
    name: 'the next savepoint and something else',
    object: job({ savepointGeneration: 3, args: ['x'] }),
    previous: saved(2),
    finds: [generation, fixed('spec.job.args')],
  },
  {
    name: 'two changes',
    object: { spec: { image: { name: 'x' }, taskManager: { replicas: 5 } } },
    previous: {},
    finds: [fixed('spec.image.name'), fixed('spec.taskManager.replicas')],
  },
  { name: 'the job is removed', object: {}, previous: job({ cancelRequested: true }), finds: [fixed('spec.job')] },
  { name: 'a label', object: { metadata: { labels: { a: 'b' } } }, previous: {}, finds: [] },
];

const deprecated = 'v1alpha1-deprecated at apiVersion (warning)';

for (const row of rows) {
  test(`FlinkCluster v1alpha1: ${row.name}`, () => {
    assert.deepEqual(oldClusterFindings(row).map(told), [deprecated, ...row.finds]);
  });
}
