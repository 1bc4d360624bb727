import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { KubeObject } from '../../../../src/api/meta.ts';
import { convertToV1alpha1, convertToV1beta1 } from '../../../../src/conversion/flink-cluster/convert.ts';
import type { ListedJob, ObservedCluster } from '../../../../src/engine/flink-cluster/observed.ts';
import { deriveStatus } from '../../../../src/engine/flink-cluster/status/derive-status.ts';
import type { Status } from '../../../../src/engine/flink-cluster/subject.ts';
import { checkSchema } from '../../../../src/rules/schema.ts';
import {
  ago,
  components,
  jobCluster,
  labelled,
  now,
  observedCluster,
  pending,
  recordedStatus,
  submitter,
} from '../../../support/observed-cluster.ts';

/** What is derived again and again, until nothing changes. */
function settled(facts: Partial<ObservedCluster>): Status {
  let recorded = facts.recorded;
  for (let pass = 0; pass < 5; pass++) {
    const next = deriveStatus(observedCluster({ ...facts, recorded }));
    if (next === recorded) return next;
    recorded = next;
  }
  throw new Error('the status does not settle');
}

const lists = (state: ListedJob['state']) => ({ jobs: [{ id: 'j1', state }] });
const later = new Date(now.getTime() + 5000);

test('the status of a new cluster', () => {
  const status = deriveStatus(observedCluster({ cluster: jobCluster(), recorded: undefined, components: {} }));
  assert.deepEqual(status, {
    state: 'Creating',
    components: { job: { state: 'Pending' } },
    revision: { currentRevision: 'orders-aaa-1', nextRevision: 'orders-aaa-1' },
    lastUpdateTime: ago(0),
  });
});

test('where nothing has changed, it is the status that is stored', () => {
  const first = settled({ cluster: jobCluster(), recorded: undefined });
  assert.equal(deriveStatus(observedCluster({ cluster: jobCluster(), recorded: first, now: later })), first);
});

test('other URLs of an Ingress are a change like any other', () => {
  const ingress = (host: string) => ({ ...labelled('orders-jobmanager'), spec: { rules: [{ host }] } });
  const first = settled({
    recorded: undefined,
    components: { ...components(), jobManagerIngress: ingress('a.example') },
  });
  const second = deriveStatus(
    observedCluster({
      recorded: first,
      components: { ...components(), jobManagerIngress: ingress('b.example') },
      now: later,
    }),
  );
  assert.deepEqual(second.components.jobManagerIngress?.urls, ['http://b.example']);
  assert.equal(second.state, first.state);
  assert.notEqual(second.lastUpdateTime, first.lastUpdateTime);
});

test('a session cluster is updated', () => {
  const first = settled({ recorded: undefined });
  const revisions = { current: { name: 'orders-aaa-1' }, next: { name: 'orders-bbb-2' }, collisionCount: 1 };
  const asked = deriveStatus(observedCluster({ recorded: first, revisions }));
  assert.deepEqual(asked.revision, { ...pending, collisionCount: 1 });
  const updating = deriveStatus(observedCluster({ recorded: asked, revisions }));
  assert.equal(updating.state, 'Updating');
  assert.equal(updating.components.taskManager?.state, 'Updating');
  const renewed = components({ revision: 'orders-bbb' });
  const updated = deriveStatus(observedCluster({ recorded: updating, revisions, components: renewed }));
  assert.equal(updated.state, 'Running');
  assert.equal(updated.revision?.currentRevision, 'orders-bbb-2');
});

test('an edit during an update is the next update', () => {
  const recorded = recordedStatus({ revision: pending });
  const revisions = { current: { name: 'orders-aaa-1' }, next: { name: 'orders-ccc-3' } };
  const renewed = components({ revision: 'orders-bbb' });
  const { revision } = deriveStatus(observedCluster({ recorded, revisions, components: renewed }));
  assert.deepEqual(revision, { currentRevision: 'orders-bbb-2', nextRevision: 'orders-ccc-3' });
});

test('workers are scaled without any effect on the job', () => {
  const spec = (replicas: number) => ({ taskManager: { replicas } });
  const running = { state: 'Running', id: 'j1', startTime: ago(100) };
  const status = deriveStatus(
    observedCluster({
      cluster: jobCluster(),
      recorded: recordedStatus({ revision: pending, components: { job: running } }),
      revisions: { current: { name: 'orders-aaa-1', spec: spec(2) }, next: { name: 'orders-bbb-2', spec: spec(3) } },
      ...lists('RUNNING'),
    }),
  );
  assert.equal(status.state, 'Updating');
  assert.deepEqual(status.components.job, running);
});

test('a job that is stopped with a savepoint keeps its cluster until Flink has said where that is', () => {
  const recorded = recordedStatus({
    components: { job: { state: 'Running', id: 'j1', startTime: ago(100) } },
    control: { name: 'job-cancel', state: 'InProgress', updateTime: ago(9) },
    savepoint: { state: 'InProgress', jobID: 'j1', triggerID: 't1', triggerReason: 'job cancel' },
  });
  const cluster = jobCluster();
  const seen = { cluster, ...lists('FINISHED') };
  const between = deriveStatus(observedCluster({ ...seen, recorded, savepoint: { type: 'pending' } }));
  assert.equal(between.state, 'Running');
  assert.equal(between.control?.state, 'InProgress');
  const after = deriveStatus(
    observedCluster({ ...seen, recorded: between, savepoint: { type: 'completed', path: 'gs://1' } }),
  );
  assert.equal(after.state, 'Stopping');
  assert.equal(after.control?.state, 'Succeeded');
  assert.deepEqual(after.components.job, {
    state: 'Cancelled',
    id: 'j1',
    startTime: ago(100),
    completionTime: ago(0),
    finalSavepoint: true,
    savepointGeneration: 1,
    savepointLocation: 'gs://1',
    savepointTime: ago(0),
  });
});

test('cancelRequested ends the job as the annotation does', () => {
  const recorded = recordedStatus({ components: { job: { state: 'Running', id: 'j1' } } });
  const cluster = jobCluster({ cancelRequested: true });
  const asked = deriveStatus(observedCluster({ cluster, recorded, ...lists('RUNNING') }));
  assert.equal(asked.control?.name, 'job-cancel');
  const status = settled({ cluster, recorded: asked, jobs: [] });
  assert.equal(status.components.job?.state, 'Cancelled');
  assert.equal(status.control?.state, 'Succeeded');
});

test('a status is written in whole seconds', () => {
  const status = deriveStatus(observedCluster({ recorded: undefined, now: new Date(now.getTime() + 123) }));
  assert.equal(status.lastUpdateTime, ago(0));
});

/** What v1alpha1 shows of a status. */
function asOlder(status: Status) {
  const cluster = { ...jobCluster(), status } as KubeObject;
  const older = convertToV1alpha1(cluster);
  assert.deepEqual(checkSchema('flinkClusterV1alpha1', older).findings, []);
  assert.deepEqual(convertToV1beta1(older), cluster);
  return older.status;
}

test('v1alpha1 shows every field that it has', () => {
  const ingress = { ...labelled('orders-jobmanager'), spec: { rules: [{ host: 'a.example' }] } };
  const status = settled({
    cluster: jobCluster(),
    recorded: recordedStatus({
      components: {
        job: {
          state: 'Running',
          id: 'j1',
          fromSavepoint: 'gs://0',
          savepointGeneration: 2,
          savepointLocation: 'gs://2',
          savepointTime: ago(40),
          startTime: ago(100),
          restartCount: 1,
        },
      },
      savepoint: { state: 'Succeeded', jobID: 'j1', triggerID: 't2' },
    }),
    components: { ...components(), jobManagerIngress: ingress },
    submitter: submitter({ succeeded: 1 }, { exitCode: 0 }),
    ...lists('RUNNING'),
  });
  assert.deepEqual(asOlder(status), {
    state: 'Running',
    components: {
      configMap: { name: 'orders-configmap', state: 'Ready' },
      jobManagerDeployment: { name: 'orders-jobmanager', state: 'Ready' },
      jobManagerService: { name: 'orders-jobmanager', state: 'Ready' },
      jobManagerIngress: { name: 'orders-jobmanager', state: 'NotReady', urls: ['http://a.example'] },
      taskManagerDeployment: { name: 'orders-taskmanager', state: 'Ready' },
      job: {
        id: 'j1',
        name: 'orders-job-submitter',
        state: 'Running',
        fromSavepoint: 'gs://0',
        savepointGeneration: 2,
        savepointLocation: 'gs://2',
        lastSavepointTime: ago(40),
        lastSavepointTriggerID: 't2',
        restartCount: 1,
      },
    },
    lastUpdateTime: ago(0),
  });
});

test('and demands of a new cluster what is not there yet', () => {
  const status = settled({ cluster: jobCluster(), recorded: undefined, components: {} });
  assert.deepEqual(asOlder(status), {
    state: 'Creating',
    components: {
      configMap: { name: 'orders-configmap', state: 'NotReady' },
      jobManagerDeployment: { name: 'orders-jobmanager', state: 'NotReady' },
      jobManagerService: { name: 'orders-jobmanager', state: 'NotReady' },
      taskManagerDeployment: { name: 'orders-taskmanager', state: 'NotReady' },
      job: { id: '', name: '', state: 'Pending' },
    },
    lastUpdateTime: ago(0),
  });
});
