import assert from 'node:assert/strict';
import { test } from 'node:test';
import { steps } from '../../../../src/engine/flink-cluster/steps/index.ts';
import { decide } from '../../../../src/engine/step.ts';
import { userControlAnnotation } from '../../../../src/rules/flink-cluster/user-control.ts';
import { deeds, type Facts, jobId, situation, triggerId } from '../../../support/flink-cluster-situation.ts';
import { ago, submitter } from '../../../support/observed-cluster.ts';

const asked: Facts = { annotations: { [userControlAnnotation]: 'job-cancel' } };
const stop = `stop ${jobId} with savepoint ${triggerId} to s3://savepoints`;
const control = (state: string) => ({ name: 'job-cancel', state, updateTime: ago(9) });
const savepoint = (state: string, more = {}) => ({
  savepoint: {
    jobID: jobId,
    triggerID: '1',
    triggerTime: ago(5),
    requestTime: ago(5),
    state,
    triggerReason: 'job cancel',
    ...more,
  },
});
const noPlace = { spec: { job: { savepointsDir: null } } };
const keeps = { spec: { job: { cleanupPolicy: { afterJobCancelled: 'KeepCluster' } } } };
const deploying = { state: 'Deploying', id: null, startTime: null, deployTime: ago(30) };
const atWork = submitter({ active: 1 });
const listed = (state: 'RUNNING' | 'FINISHED' | 'CANCELED', startTime = 0) => [{ id: jobId, state, startTime }];

interface Row {
  readonly name: string;
  readonly facts: Facts;
  readonly does: readonly string[];
  readonly job?: string;
  readonly control?: string;
}

const rows: readonly Row[] = [
  {
    name: 'a job that runs is stopped with a savepoint',
    facts: asked,
    does: [stop],
    job: 'Running',
    control: 'InProgress',
  },
  {
    name: 'cancelRequested asks for the same',
    facts: { made: { spec: { job: { cancelRequested: true } } } },
    does: [stop],
    control: 'InProgress',
  },
  {
    name: 'what was asked for goes on when the annotation is gone',
    facts: { status: { control: control('InProgress') } },
    does: [stop],
  },
  { name: 'what was done is not done again', facts: { status: { control: control('Succeeded') } }, does: ['waits'] },
  { name: 'without savepointsDir it is cancelled', facts: { ...asked, made: noPlace }, does: [`cancel ${jobId}`] },
  {
    name: 'also where savepointsDir is made blank meanwhile',
    facts: { status: { control: control('InProgress') }, change: { job: { savepointsDir: ' ' } }, arrived: true },
    does: [`cancel ${jobId}`],
  },
  {
    name: 'a job that has its last savepoint is left to end, though it is listed as running still',
    facts: {
      ...asked,
      status: savepoint('Succeeded'),
      job: { finalSavepoint: true },
      jobs: listed('RUNNING'),
    },
    does: ['waits'],
  },
  {
    name: 'a savepoint under way is waited for',
    facts: { ...asked, status: savepoint('InProgress') },
    does: ['waits'],
  },
  {
    name: 'a savepoint that has just failed',
    facts: { ...asked, status: savepoint('Failed') },
    does: ['waits: SavepointFailed'],
  },
  {
    name: 'a savepoint that has failed some time ago',
    facts: { ...asked, status: savepoint('Failed', { requestTime: ago(20) }) },
    does: [stop],
  },
  {
    name: 'the job has ended, and nobody has said yet where its savepoint is: the JobManager stays',
    facts: {
      ...asked,
      jobs: listed('FINISHED'),
      status: { control: control('InProgress'), ...savepoint('InProgress') },
    },
    does: ['waits'],
    job: 'Succeeded',
    control: 'InProgress',
  },
  {
    name: 'the job has ended with its savepoint',
    facts: {
      ...asked,
      made: keeps,
      jobs: listed('FINISHED'),
      status: { control: control('InProgress'), ...savepoint('InProgress') },
      savepoint: { type: 'completed', path: 's3://1' },
    },
    does: ['waits'],
    job: 'Cancelled',
    control: 'Succeeded',
  },
  {
    name: 'a job that is being submitted: nobody submits it any more',
    facts: { ...asked, job: deploying, jobs: [], submitter: atWork },
    does: ['remove Job/orders-job-submitter'],
  },
  {
    name: 'and it stays cancelled while who submits it goes',
    facts: {
      made: keeps,
      job: { state: 'Cancelled', completionTime: ago(5), id: null },
      jobs: [],
      submitter: { job: { ...atWork.job, metadata: { ...atWork.job.metadata, deletionTimestamp: ago(1) } } },
      status: { control: control('Succeeded') },
    },
    does: ['waits: SubmitterEnding'],
    job: 'Cancelled',
  },
  {
    name: 'and what has slipped in ends like any other job',
    facts: {
      ...asked,
      made: keeps,
      job: deploying,
      jobs: listed('RUNNING'),
      submitter: undefined,
      status: { control: control('InProgress') },
    },
    does: [stop],
    job: 'Running',
    control: 'InProgress',
  },
  {
    name: 'also when that is seen later',
    facts: {
      made: keeps,
      job: { state: 'Cancelled', completionTime: ago(5), id: null },
      submitter: undefined,
      status: { control: control('Succeeded') },
    },
    does: [`cancel ${jobId}`],
  },
  {
    name: 'what somebody submits later is his own',
    facts: {
      made: keeps,
      job: { state: 'Cancelled', completionTime: ago(500), id: null },
      jobs: listed('RUNNING', Date.parse(ago(50))),
      submitter: undefined,
      status: { control: control('Succeeded') },
    },
    does: ['waits'],
  },
  {
    name: 'a failed job that would begin again',
    facts: {
      ...asked,
      made: {
        spec: {
          job: {
            restartPolicy: 'FromSavepointOnFailure',
            maxStateAgeToRestoreSeconds: 60,
            cleanupPolicy: { afterJobCancelled: 'KeepCluster' },
          },
        },
      },
      job: { state: 'Failed', completionTime: ago(5), savepointLocation: 's3://1' },
      jobs: [],
      submitter: undefined,
    },
    does: ['waits'],
    job: 'Cancelled',
  },
  {
    name: 'a job that makes way for a change has not ended before it does',
    facts: { ...asked, job: { state: 'Updating', id: null, deployTime: null }, jobs: listed('RUNNING') },
    does: [`cancel ${jobId}`],
    job: 'Updating',
  },
  {
    name: 'before a change: the job is not stopped for the change',
    facts: { ...asked, change: { job: { args: ['x'] } } },
    does: [stop],
    job: 'Running',
  },
];

for (const { name, facts, does, job, control: state } of rows) {
  test(`cancel: ${name}`, () => {
    const decision = decide(steps, situation(facts));
    assert.deepEqual(deeds(decision), does);
    if (job) assert.equal(decision.status.components.job?.state, job);
    if (state) assert.equal(decision.status.control?.state, state);
  });
}

test('cancel: a change that was pending is over with the job, which does not come back', () => {
  const change = { job: { args: ['x'] } };
  const done = { control: control('InProgress'), ...savepoint('Succeeded') };
  const { status } = situation({
    ...asked,
    change,
    made: keeps,
    job: { finalSavepoint: true },
    jobs: listed('FINISHED'),
    status: done,
  });
  assert.equal(status.components.job?.state, 'Cancelled');
  assert.equal(status.control?.state, 'Succeeded');
  assert.equal(status.revision?.currentRevision, status.revision?.nextRevision);
});
