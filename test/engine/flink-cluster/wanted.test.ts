import assert from 'node:assert/strict';
import { test } from 'node:test';
import { userControlAnnotation } from '../../../src/rules/flink-cluster/user-control.ts';
import { flinkCluster } from '../../support/flink-cluster.ts';
import { childrenOf } from '../../support/flink-cluster-children.ts';

const all = ['budget', 'ConfigMap', 'JobManager', 'TaskManagers', 'autoscaler', 'job'];
const withoutTaskManagers = ['budget', 'ConfigMap', 'JobManager', 'job'];

/** What is left of a cluster that has one of everything. */
function left({ job = {}, state, metadata = {}, next = 'orders-b-1', stoppedFor }: Case): string[] {
  const cluster = flinkCluster({
    metadata,
    spec: {
      podDisruptionBudget: { maxUnavailable: 1 },
      taskManager: { horizontalPodAutoscaler: { maxReplicas: 3 } },
      job: { jarFile: 'job.jar', maxStateAgeToRestoreSeconds: 60, ...job },
    },
    status: {
      state: 'Running',
      components: { job: state && { state, ...(stoppedFor && { finalSavepoint: true }) } },
      ...(stoppedFor && { savepoint: { triggerReason: stoppedFor, state: 'Succeeded' } }),
      revision: { currentRevision: 'orders-b-1', nextRevision: next },
    },
  });
  const kinds = childrenOf(cluster).map(({ kind, metadata: { name } }) => `${kind}/${name}`);
  const parts: readonly (readonly [string, string])[] = [
    ['budget', 'PodDisruptionBudget/flink-orders'],
    ['ConfigMap', 'ConfigMap/orders-configmap'],
    ['JobManager', 'StatefulSet/orders-jobmanager,Service/orders-jobmanager'],
    ['TaskManagers', 'StatefulSet/orders-taskmanager,Service/orders-taskmanager'],
    ['autoscaler', 'HorizontalPodAutoscaler/flink-orders'],
    ['job', 'Job/orders-job-submitter'],
  ];
  const found = parts.filter(([, objects]) => objects.split(',').every((object) => kinds.includes(object)));
  assert.equal(found.flatMap(([, objects]) => objects.split(',')).length, kinds.length, 'parts are whole');
  return found.map(([part]) => part);
}

interface Case {
  readonly job?: object;
  readonly state?: string;
  readonly metadata?: object;
  readonly next?: string;
  readonly stoppedFor?: string;
}

const restarts = { restartPolicy: 'FromSavepointOnFailure' };
const policy = (afterJobFails: string) => ({ cleanupPolicy: { afterJobFails } });
const cancelled = { annotations: { [userControlAnnotation]: 'job-cancel' } };

const cases: readonly (Case & { readonly name: string; readonly left: readonly string[] })[] = [
  { name: 'a job that nobody has heard of', left: all },
  ...['Pending', 'Deploying', 'Running', 'Updating', 'Unknown'].map((state) => ({
    name: `a job that is ${state}`,
    state,
    left: all,
  })),
  { name: 'a job that has succeeded', state: 'Succeeded', left: [] },
  { name: 'a cancelled job', state: 'Cancelled', left: [] },
  { name: 'a failed job', state: 'Failed', left: all },
  {
    name: 'a job that has succeeded and whose cluster is kept',
    state: 'Succeeded',
    job: { cleanupPolicy: { afterJobSucceeds: 'KeepCluster' } },
    left: all,
  },
  ...['Failed', 'Lost', 'DeployFailed'].flatMap((state) => [
    { name: `${state}, all is to go`, state, job: policy('DeleteCluster'), left: [] },
    { name: `${state}, TaskManagers are to go`, state, job: policy('DeleteTaskManager'), left: withoutTaskManagers },
    {
      name: `${state}, all is to go, but the job comes back`,
      state,
      job: { ...policy('DeleteCluster'), ...restarts },
      left: all,
    },
  ]),
  {
    name: 'a job that came back, had nobody cancelled it',
    state: 'Failed',
    job: { ...policy('DeleteCluster'), ...restarts },
    metadata: cancelled,
    left: [],
  },
  {
    name: 'the same by the field',
    state: 'Failed',
    job: { ...policy('DeleteTaskManager'), ...restarts, cancelRequested: true },
    left: withoutTaskManagers,
  },
  { name: 'a job that is being cancelled', state: 'Running', metadata: cancelled, left: all },
  {
    name: 'a job that was stopped for a change which was taken back',
    state: 'Succeeded',
    stoppedFor: 'update',
    left: all,
  },
  { name: 'a job that was stopped for its end', state: 'Succeeded', stoppedFor: 'job cancel', left: [] },
  {
    name: 'a job that was stopped for a change, and then cancelled',
    state: 'Succeeded',
    stoppedFor: 'update',
    metadata: cancelled,
    left: [],
  },
  { name: 'a job that has succeeded and is to be another', state: 'Succeeded', next: 'orders-c-2', left: all },
];

for (const { name, left: wanted, ...given } of cases) {
  test(`wanted: ${name}`, () => assert.deepEqual(left(given), wanted));
}

test('TaskManagers run whatever kind of workload they are said to be', () => {
  const children = childrenOf(flinkCluster({ spec: { taskManager: { deploymentType: 'DaemonSet' } } }));
  const [workers] = children.filter(
    ({ metadata, kind }) => metadata.name === 'orders-taskmanager' && kind !== 'Service',
  );
  assert.equal(workers?.kind, 'StatefulSet');
});
