import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Components, ObservedCluster } from '../../../../src/engine/flink-cluster/observed.ts';
import {
  isUpdatingComponents,
  type Update,
  updateOf,
} from '../../../../src/engine/flink-cluster/status/update-state.ts';
import {
  ago,
  components,
  jobCluster,
  labelled,
  observedCluster,
  pending,
  recordedStatus,
  revisions,
  storedCluster,
} from '../../../support/observed-cluster.ts';

/** Of a cluster of which another spec is recorded as next. */
function stateWith(facts: Partial<ObservedCluster>, job?: object): Update {
  const recorded = recordedStatus({ revision: pending, components: { job } });
  return updateOf(observedCluster({ recorded, ...facts }));
}

const old = components();
const fresh = components({ revision: 'orders-bbb' });

test('equal revisions are no update, whatever the components say', () => {
  assert.equal(updateOf(observedCluster({ components: fresh })).state, 'NoUpdate');
  assert.equal(updateOf(observedCluster({ components: fresh, recorded: undefined })).state, 'NoUpdate');
});

test('a session cluster is updated like any other, with no job to wait for', () => {
  assert.equal(stateWith({ components: old }).state, 'InProgress');
  assert.equal(stateWith({ components: fresh }).state, 'Finished');
});

test('a job is waited for', () => {
  const running = { state: 'Running', id: 'j1', startTime: ago(60) };
  const cluster = jobCluster();
  assert.equal(stateWith({ cluster }, running).state, 'Preparing');
  assert.equal(stateWith({ cluster, components: fresh }, running).state, 'Preparing');
  assert.equal(stateWith({ cluster }, { ...running, finalSavepoint: true }).state, 'InProgress');
  assert.equal(stateWith({ cluster }).state, 'InProgress', 'before it was submitted');
});

test('where the last savepoint is not known, a job does not go back to one that was named before', () => {
  const stateAfter = (savepoint: string, before: string) => {
    const recorded = recordedStatus({
      revision: pending,
      components: { job: { state: 'Succeeded', id: 'j1', completionTime: ago(9) } },
      savepoint: { jobID: 'j1', triggerReason: 'update', state: savepoint },
    });
    const current = { name: 'orders-aaa-1', spec: { job: { fromSavepoint: before } } };
    const cluster = jobCluster({ fromSavepoint: 'gs://1' });
    return updateOf(observedCluster({ recorded, cluster, revisions: { current, next: { name: 'orders-bbb-2' } } }))
      .state;
  };
  assert.equal(stateAfter('Failed', 'gs://1'), 'Preparing');
  assert.equal(stateAfter('Failed', 'gs://0'), 'InProgress', 'its owner has named another one');
  assert.equal(stateAfter('Succeeded', 'gs://1'), 'InProgress');
});

test('a job is waited for unless the change names another savepoint to begin from', () => {
  const named = (before: string | undefined, job = { state: 'Running', id: 'j1' }) => {
    const current = { name: 'orders-aaa-1', spec: { job: { fromSavepoint: before } } };
    const cluster = jobCluster({ fromSavepoint: 'gs://1' });
    return stateWith({ cluster, revisions: { current, next: { name: 'orders-bbb-2' } } }, job).state;
  };
  assert.equal(named('gs://0'), 'InProgress');
  assert.equal(named(undefined), 'InProgress');
  assert.equal(named('gs://1'), 'Preparing', 'it has begun from there: its state is newer');
  assert.equal(named('gs://1', { state: 'Failed', id: 'j1' }), 'InProgress', 'it does not run');
  const begunThere = { state: 'Running', id: 'j1', fromSavepoint: 'gs://1' };
  assert.equal(named('gs://0', begunThere), 'Preparing', 'its run began from there, for another change');
  const unknown = stateWith({ cluster: jobCluster({ fromSavepoint: 'gs://1' }) }, { state: 'Running', id: 'j1' });
  assert.equal(unknown.state, 'Preparing', 'nobody knows what was named before');
});

test('a savepoint that is young enough does without another one, where none is wanted', () => {
  const cluster = jobCluster({ takeSavepointOnUpdate: false, maxStateAgeToRestoreSeconds: 600 });
  const job = (savepointTime: string) => ({ state: 'Running', savepointLocation: 'gs://1', savepointTime });
  assert.equal(stateWith({ cluster }, job(ago(600))).state, 'InProgress');
  assert.equal(stateWith({ cluster }, job(ago(601))).state, 'Preparing');
});

const wanting: readonly { name: keyof Components; spec: object }[] = [
  { name: 'configMap', spec: {} },
  { name: 'jobManager', spec: {} },
  { name: 'jobManagerService', spec: {} },
  { name: 'taskManager', spec: {} },
  { name: 'taskManagerService', spec: {} },
  { name: 'jobManagerIngress', spec: { jobManager: { ingress: {} } } },
  { name: 'podDisruptionBudget', spec: { podDisruptionBudget: {} } },
  { name: 'horizontalPodAutoscaler', spec: { taskManager: { horizontalPodAutoscaler: { maxReplicas: 3 } } } },
];

for (const { name, spec } of wanting) {
  test(`an update goes on until there is a new ${name}`, () => {
    const cluster = storedCluster({ spec });
    const { [name]: _, ...others } = fresh;
    const renewed = fresh[name] ?? labelled(name, 'orders-bbb');
    assert.equal(stateWith({ cluster, components: others }).state, 'InProgress');
    assert.equal(stateWith({ cluster, components: { ...others, [name]: labelled(name) } }).state, 'InProgress');
    assert.equal(stateWith({ cluster, components: { ...others, [name]: renewed } }).state, 'Finished');
  });
}

test('in application mode there is no workload of the JobManager', () => {
  const { jobManager, ...others } = fresh;
  assert.equal(stateWith({ cluster: jobCluster({ mode: 'Application' }), components: others }).state, 'Finished');
});

const before = {
  image: { name: 'flink:1' },
  job: {},
  jobManager: {},
  taskManager: { replicas: 2, resources: { limits: { memory: '2Gi' } } },
};

const scales = [
  { name: 'replicas alone', after: { taskManager: { ...before.taskManager, replicas: 3 } }, is: true },
  {
    name: 'replicas, and a quantity in another notation',
    after: { taskManager: { replicas: 3, resources: { limits: { memory: '2048Mi' } } } },
    is: true,
  },
  {
    name: 'replicas that are said for the first time',
    from: { taskManager: {} },
    after: { taskManager: { replicas: 3 } },
    is: true,
  },
  {
    name: 'replicas and memory',
    after: { taskManager: { replicas: 3, resources: { limits: { memory: '4Gi' } } } },
    is: false,
  },
  {
    name: 'replicas and a new field',
    after: { taskManager: { ...before.taskManager, replicas: 3 }, envVars: [{}] },
    is: false,
  },
  {
    name: 'replicas and a field less',
    after: { taskManager: { ...before.taskManager, replicas: 3 }, image: undefined },
    is: false,
  },
  { name: 'another image', after: { image: { name: 'flink:2' } }, is: false },
  { name: 'nothing at all', after: {}, is: false },
  {
    name: 'when savepoints are taken',
    after: { job: { autoSavepointSeconds: 60, takeSavepointOnUpdate: false } },
    is: true,
  },
  {
    name: 'where savepoints are put, and how old they may be',
    after: { job: { savepointsDir: 's3://b', maxStateAgeToRestoreSeconds: 60 } },
    is: true,
  },
  { name: 'how updates are made and kept', after: { recreateOnUpdate: false, revisionHistoryLimit: 3 }, is: true },
  {
    name: 'what stands before the pods',
    after: {
      jobManager: { ingress: { useTls: true }, ServiceLabels: { a: 'b' } },
      podDisruptionBudget: { minAvailable: 1 },
    },
    is: true,
  },
  {
    name: 'the interval of savepoints and an argument',
    after: { job: { autoSavepointSeconds: 60, args: ['a'] } },
    is: false,
  },
];

for (const { name, from = {}, after, is } of scales) {
  test(`${name}: ${is ? 'nothing begins anew' : 'the job begins anew'}`, () => {
    const current = { name: revisions.current, spec: { ...before, ...from } };
    const next = { name: revisions.next, spec: { ...before, ...from, ...after } };
    const update = stateWith({ cluster: jobCluster(), revisions: { current, next } }, { state: 'Running' });
    assert.deepEqual(update, { state: is ? 'InProgress' : 'Preparing', isLight: is });
  });
}

test('the job begins anew where a revision is gone', () => {
  const next = { name: revisions.next, spec: before };
  assert.equal(stateWith({ revisions: { current: { name: revisions.current }, next } }).isLight, false);
});

test('components are replaced once the job has ended, and workers are scaled while it runs', () => {
  const recorded = (state: string) => recordedStatus({ components: { job: { state } } });
  const update = { state: 'InProgress', isLight: false } as const;
  assert.equal(isUpdatingComponents(update, recorded('Running')), false);
  assert.equal(isUpdatingComponents(update, recorded('Deploying')), false);
  assert.equal(isUpdatingComponents(update, recorded('Updating')), true);
  assert.equal(isUpdatingComponents(update, recordedStatus()), true);
  assert.equal(isUpdatingComponents({ ...update, isLight: true }, recorded('Running')), true);
  assert.equal(isUpdatingComponents({ ...update, state: 'Preparing' }, recorded('Updating')), false);
});
