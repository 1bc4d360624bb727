import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { ListedJob, ObservedCluster } from '../../../../src/engine/flink-cluster/observed.ts';
import { restarting } from '../../../../src/engine/flink-cluster/status/job-run.ts';
import { nextJob } from '../../../../src/engine/flink-cluster/status/job-status.ts';
import type { JobStatus } from '../../../../src/engine/flink-cluster/subject.ts';
import { ago, now, observedCluster, recordedStatus, submitter } from '../../../support/observed-cluster.ts';

const running: JobStatus = { state: 'Running', id: 'j1', startTime: ago(100) };

interface Row {
  readonly name: string;
  readonly job?: JobStatus;
  readonly facts?: Partial<ObservedCluster>;
  readonly isUpdating?: boolean;
  readonly becomes: JobStatus;
}

const lists = (state: ListedJob['state'], more: Partial<ListedJob> = {}) => ({ jobs: [{ id: 'j1', state, ...more }] });
const job = submitter({ succeeded: 1 }, { exitCode: 0, jobId: 'j9' });
const submitted = { submitterName: 'orders-job-submitter', submitterExitCode: 0 };

/** As it was, but for its id: Flink may list it still. */
const { id: _, ...over } = running;

const rows: readonly Row[] = [
  { name: 'a new one', becomes: { state: 'Pending' } },
  {
    name: 'where it has its id from',
    job: { state: 'Deploying', deployTime: ago(9) },
    facts: { submitter: job, jobs: [{ id: 'j9', state: 'RUNNING', name: 'WordCount' }] },
    becomes: { state: 'Running', id: 'j9', name: 'WordCount', deployTime: ago(9), startTime: ago(0), ...submitted },
  },
  {
    name: 'a job that waits does not ask the submitter of its last run',
    job: { state: 'Restarting' },
    facts: { submitter: job, jobs: [{ id: 'j9', state: 'FAILED' }] },
    becomes: { state: 'Restarting', ...submitted },
  },
  {
    name: 'Flink knows best when it started',
    job: { state: 'Deploying', id: 'j1', completionTime: ago(900), finalSavepoint: true },
    facts: lists('RUNNING', { startTime: now.getTime() - 7000 }),
    becomes: { state: 'Running', id: 'j1', startTime: ago(7) },
  },
  {
    name: 'and when it ended',
    job: running,
    facts: lists('FAILED', { endTime: now.getTime() - 3000 }),
    becomes: { ...running, state: 'Failed', completionTime: ago(3) },
  },
  {
    name: 'an end that Flink does not date',
    job: running,
    facts: lists('CANCELED', { endTime: -1 }),
    becomes: { ...running, state: 'Cancelled', completionTime: ago(0) },
  },
  {
    name: 'why it failed, as Flink says',
    job: running,
    facts: { ...lists('FAILED'), exceptions: ['boom'], submitter: submitter({ active: 1 }, { message: 'log' }) },
    becomes: {
      ...running,
      state: 'Failed',
      completionTime: ago(0),
      failureReasons: ['boom'],
      submitterName: 'orders-job-submitter',
      submitterExitCode: -1,
    },
  },
  {
    name: 'why it failed, as the submitter says',
    job: running,
    facts: { exceptions: [], submitter: submitter({ failed: 1 }, { exitCode: 2, message: 'log' }) },
    becomes: {
      ...running,
      state: 'Failed',
      completionTime: ago(0),
      failureReasons: ['log'],
      submitterName: 'orders-job-submitter',
      submitterExitCode: 2,
    },
  },
  {
    name: 'a submitter that ended well and whose pod is gone',
    job: running,
    facts: { submitter: submitter({ succeeded: 1 }) },
    becomes: { ...running, state: 'Succeeded', completionTime: ago(0), ...submitted },
  },
  {
    name: 'what is lost has no last state',
    job: { ...running, finalSavepoint: true },
    facts: { jobs: [] },
    becomes: { ...running, state: 'Lost', completionTime: ago(0) },
  },
  {
    name: 'what was stopped has',
    job: { ...running, finalSavepoint: true },
    facts: lists('CANCELED'),
    becomes: { ...running, state: 'Cancelled', finalSavepoint: true, completionTime: ago(0) },
  },
  {
    name: 'an update begins to count anew',
    job: { ...running, deployTime: ago(200), restartCount: 3 },
    isUpdating: true,
    becomes: { ...over, state: 'Updating', restartCount: 0 },
  },
  {
    name: 'a run that somebody else began is not the last one',
    job: { ...running, state: 'Failed', deployTime: ago(200), completionTime: ago(5), savepointLocation: 'gs://1' },
    facts: { submitter: submitter({ active: 1 }), ...lists('FAILED') },
    becomes: {
      state: 'Deploying',
      deployTime: ago(200),
      savepointLocation: 'gs://1',
      submitterName: 'orders-job-submitter',
      submitterExitCode: -1,
    },
  },
  {
    name: 'unless it says so, as in application mode',
    job: { ...running, state: 'Failed' },
    facts: { submitter: submitter({ active: 1 }, { jobId: 'j1' }) },
    becomes: { state: 'Deploying', id: 'j1', submitterName: 'orders-job-submitter', submitterExitCode: -1 },
  },
];

for (const { name, job: recorded, facts = {}, isUpdating = false, becomes } of rows) {
  test(`status of a job: ${name}`, () => {
    const observed = observedCluster({ recorded: recordedStatus({ components: { job: recorded } }), ...facts });
    assert.deepEqual(nextJob(observed, {}, { isUpdating, isCancelAsked: false }), becomes);
  });
}

test('a restart is counted, and forgets the run that failed but not its state', () => {
  const failed = {
    ...running,
    state: 'Failed',
    name: 'WordCount',
    deployTime: ago(200),
    completionTime: ago(1),
    savepointLocation: 'gs://1',
    savepointGeneration: 4,
    failureReasons: ['boom'],
  };
  const kept = { savepointLocation: 'gs://1', savepointGeneration: 4, failureReasons: ['boom'] };
  const once = restarting(failed);
  assert.deepEqual(once, { state: 'Restarting', restartCount: 1, ...kept });
  assert.equal(restarting(once).restartCount, 2);
});
