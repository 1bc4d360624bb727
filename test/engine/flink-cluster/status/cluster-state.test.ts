import assert from 'node:assert/strict';
import { test } from 'node:test';
import { nextClusterState } from '../../../../src/engine/flink-cluster/status/cluster-state.ts';
import { jobCluster, storedCluster } from '../../../support/observed-cluster.ts';

interface Row {
  readonly from: string | undefined;
  readonly ready: number;
  readonly job?: string;
  readonly is?: readonly ('isUpdatePending' | 'isUpdating' | 'isCleanedUp')[];
  readonly becomes: string;
}

const rows: readonly Row[] = [
  { from: undefined, ready: 0, becomes: 'Creating' },
  { from: 'Creating', ready: 2, becomes: 'Creating' },
  { from: 'Creating', ready: 3, becomes: 'Running' },
  { from: 'Creating', ready: 2, job: 'Failed', is: ['isCleanedUp'], becomes: 'Stopping' },
  { from: 'Creating', ready: 2, job: 'Running', is: ['isCleanedUp'], becomes: 'Creating' },
  { from: 'a state of somebody else', ready: 3, becomes: 'Running' },
  { from: 'Running', ready: 2, job: 'Running', becomes: 'Reconciling' },
  { from: 'Reconciling', ready: 3, job: 'Running', becomes: 'Running' },
  { from: 'Running', ready: 3, is: ['isUpdating', 'isUpdatePending'], becomes: 'Updating' },
  { from: 'Running', ready: 0, job: 'Succeeded', becomes: 'Running' },
  { from: 'Running', ready: 3, job: 'Succeeded', is: ['isCleanedUp'], becomes: 'Stopping' },
  { from: 'Running', ready: 3, job: 'Succeeded', is: ['isCleanedUp', 'isUpdatePending'], becomes: 'Running' },
  { from: 'Running', ready: 2, job: 'Succeeded', is: ['isUpdatePending'], becomes: 'Reconciling' },
  { from: 'Updating', ready: 0, is: ['isUpdating', 'isUpdatePending'], becomes: 'Updating' },
  { from: 'Updating', ready: 2, is: ['isUpdatePending'], becomes: 'Updating' },
  { from: 'Updating', ready: 2, becomes: 'Reconciling' },
  { from: 'Updating', ready: 3, is: ['isUpdatePending'], becomes: 'Running' },
  { from: 'Stopping', ready: 3, job: 'Succeeded', becomes: 'Stopping' },
  { from: 'Stopping', ready: 1, job: 'Succeeded', becomes: 'PartiallyStopped' },
  { from: 'PartiallyStopped', ready: 0, job: 'Succeeded', becomes: 'Stopped' },
  { from: 'PartiallyStopped', ready: 1, job: 'Deploying', becomes: 'Running' },
  { from: 'Stopping', ready: 3, is: ['isUpdating'], becomes: 'Updating' },
  { from: 'Stopped', ready: 3, job: 'Succeeded', becomes: 'Stopped' },
  { from: 'Stopped', ready: 0, is: ['isUpdatePending'], becomes: 'Updating' },
  { from: 'Stopped', ready: 0, job: 'Deploying', becomes: 'Reconciling' },
  { from: 'Stopped', ready: 3, job: 'Running', becomes: 'Running' },
];

const names = ['jobManagerService', 'taskManager', 'jobManager'];
const componentsWith = (ready: number, of: readonly string[]) =>
  Object.fromEntries(of.map((name, index) => [name, { name, state: index < ready ? 'Ready' : 'NotReady' }]));
const quiet = { isUpdatePending: false, isUpdating: false, isCleanedUp: false };

for (const { from, ready, job, is = [], becomes } of rows) {
  const given = [`${ready} of 3 ready`, job && `job ${job}`, ...is].filter(Boolean).join(', ');
  test(`a cluster that was ${from} is ${becomes}: ${given}`, () => {
    const facts = { ...quiet, ...Object.fromEntries(is.map((name) => [name, true])) };
    const state = nextClusterState({
      recorded: from,
      spec: storedCluster().spec,
      components: componentsWith(ready, names),
      job: job === undefined ? undefined : { state: job },
      ...facts,
    });
    assert.equal(state, becomes);
  });
}

test('in application mode the job is the JobManager, and two components are all', () => {
  const cluster = { recorded: 'Creating', spec: jobCluster({ mode: 'Application' }).spec, job: undefined, ...quiet };
  const complete = componentsWith(2, names.slice(0, 2));
  assert.equal(nextClusterState({ ...cluster, components: complete }), 'Running');
  assert.equal(nextClusterState({ ...cluster, components: componentsWith(1, names.slice(0, 2)) }), 'Creating');
});
