import assert from 'node:assert/strict';
import { test } from 'node:test';
import { endRest } from '../../../../src/engine/flink-cluster/steps/end-rest.ts';
import { prepareUpdate } from '../../../../src/engine/flink-cluster/steps/prepare-update.ts';
import { deeds, type Facts, jobId, jobOf, situation, triggerId } from '../../../support/flink-cluster-situation.ts';
import { ago, submitter } from '../../../support/observed-cluster.ts';

const change = { job: { args: ['--fast'] } };
const nothing = 'nothing to say';
const stop = `stop ${jobId} with savepoint ${triggerId} to s3://savepoints`;
const cancel = `cancel ${jobId}`;

const noSavepoint = { spec: { job: { takeSavepointOnUpdate: false, maxStateAgeToRestoreSeconds: 600 } } };
const savedAt = (seconds: number) => ({ savepointLocation: 's3://1', savepointTime: ago(seconds) });
const failed = (seconds: number) => ({
  savepoint: { jobID: jobId, state: 'Failed', triggerReason: 'update', requestTime: ago(seconds), message: 'no' },
});
const underWay = (triggerReason: string) => ({
  savepoint: { jobID: jobId, triggerID: '1', triggerTime: ago(5), state: 'InProgress', triggerReason },
});
const stopped = { state: 'Updating', id: null, finalSavepoint: true, deployTime: null, ...savedAt(5) };
const asRow = (name: string, facts: Facts, does: string | readonly string[]) => ({ name, facts, does: [does].flat() });

const atWork = submitter({ active: 1 });

const rows = [
  asRow('no change', {}, nothing),
  asRow('a change: the job is stopped with a savepoint', { change }, stop),
  asRow(
    'a job that is being restarted by Flink is stopped like any other',
    { change, jobs: [{ id: jobId, state: 'RESTARTING' }] },
    stop,
  ),
  asRow('only the number of TaskManagers: the job goes on', { change: { taskManager: { replicas: 5 } } }, nothing),
  asRow('TaskManagers and something else', { change: { taskManager: { replicas: 5 }, ...change } }, stop),
  asRow(
    'a savepoint is under way: its end is waited for',
    { change, status: underWay('scheduled') },
    'waits: Stopping',
  ),
  asRow('the stop is under way', { change, status: underWay('update') }, 'waits: Stopping'),
  asRow('a stop has just failed: others look after the cluster', { change, status: failed(5) }, nothing),
  asRow('a stop has failed some time ago', { change, status: failed(11) }, stop),
  asRow(
    'fromSavepoint, as before: its state since then is newer',
    { made: { spec: { job: { fromSavepoint: 's3://0' } } }, change },
    stop,
  ),
  asRow(
    'fromSavepoint, newly named: the state of the job is not wanted',
    { change: { job: { fromSavepoint: 's3://0' } } },
    cancel,
  ),
  asRow('takeSavepointOnUpdate false, young state', { made: noSavepoint, change, job: savedAt(60) }, cancel),
  asRow(
    'takeSavepointOnUpdate false, old state: a savepoint that is due is taken meanwhile',
    { made: noSavepoint, change, job: savedAt(601) },
    nothing,
  ),
  asRow('takeSavepointOnUpdate false, no state', { made: noSavepoint, change }, nothing),
  asRow(
    'takeSavepointOnUpdate false, no state since fromSavepoint',
    { made: { spec: { job: { takeSavepointOnUpdate: false, fromSavepoint: 's3://0' } } }, change },
    cancel,
  ),
  asRow('no savepointsDir', { made: { spec: { job: { savepointsDir: null } } }, change }, nothing),
  asRow('the JobManager does not answer: sent all the same', { change, jobs: undefined }, stop),
  asRow(
    'the job has ended with its savepoint',
    { change, job: stopped, jobs: [{ id: jobId, state: 'FINISHED' }] },
    nothing,
  ),
  asRow(
    'it has its savepoint and is about to end',
    { change, job: stopped, status: { savepoint: { state: 'Succeeded', requestTime: ago(5) } } },
    'waits: Stopping',
  ),
  asRow(
    'it has its savepoint and goes on',
    { change, job: stopped, status: { savepoint: { state: 'Succeeded', requestTime: ago(90) } } },
    cancel,
  ),
  asRow(
    'without a savepoint, it is cancelled until it has ended',
    { made: noSavepoint, change, job: { state: 'Updating', id: null, deployTime: null, ...savedAt(60) } },
    cancel,
  ),
  asRow(
    'the change has come while the job was submitted: what was submitted ends',
    { change, job: stopped, jobs: [{ id: 'b'.repeat(32), state: 'RUNNING' }], submitter: atWork },
    `cancel ${'b'.repeat(32)}`,
  ),
  asRow(
    'the job has failed: there is nothing to be ended',
    { change, job: { state: 'Failed', completionTime: ago(5) }, jobs: [] },
    nothing,
  ),
  asRow(
    'a session cluster has no job',
    { made: { spec: { job: null } }, change: { image: { name: 'flink:2' } } },
    nothing,
  ),
];

for (const { name, facts, does } of rows) {
  test(`update: ${name}`, () => {
    const seen = situation(facts);
    assert.deepEqual(deeds(endRest(seen) ?? prepareUpdate(seen)), does);
  });
}

test('the savepoint stands in the status before it is sent', () => {
  const decision = prepareUpdate(situation({ change, made: { spec: { job: { savepointFormatType: 'NATIVE' } } } }));
  const savepoint = {
    jobID: jobId,
    triggerID: triggerId,
    triggerReason: 'update',
    state: 'InProgress',
    formatType: 'NATIVE',
  };
  const { triggerTime, requestTime, ...written } = decision?.status.savepoint ?? {};
  assert.deepEqual([written, triggerTime, requestTime], [savepoint, ago(0), ago(0)]);
  assert.equal(jobOf(decision)?.state, 'Running');
});

const deploying = (seconds: number) => ({ state: 'Deploying', id: null, startTime: null, deployTime: ago(seconds) });
const removed = 'remove Job/orders-job-submitter';

const submissions = [
  asRow('being submitted: waited for', { jobs: [], submitter: atWork, job: deploying(30) }, 'waits: Submitting'),
  asRow(
    'not submitted after two minutes: it stands in nobody’s way',
    { jobs: [], submitter: atWork, job: deploying(130) },
    removed,
  ),
  asRow(
    'the JobManager does not come up, as with a wrong image',
    { jobs: undefined, submitter: atWork, job: deploying(30) },
    removed,
  ),
  asRow(
    'an application that does not come up',
    {
      made: { spec: { job: { mode: 'Application', className: 'A' } } },
      jobs: undefined,
      submitter: atWork,
      job: { ...deploying(30), id: jobId },
    },
    removed,
  ),
];

for (const { name, facts, does } of submissions) {
  test(`update of a job that is new: ${name}`, () => {
    assert.deepEqual(deeds(prepareUpdate(situation({ change, ...facts }))), does);
  });
}

test('what submits a job is taken away only as it was looked at: it may have begun since', () => {
  const { job } = submitter({ active: 1 });
  const seen = { job: { ...job, metadata: { ...job.metadata, resourceVersion: '7' } } };
  const decision = prepareUpdate(situation({ change, jobs: undefined, submitter: seen, job: deploying(30) }));
  const [action] = decision?.actions ?? [];
  assert.equal(action?.type === 'remove' && action.key.resourceVersion, '7');
});

test('without its submitter, a job that has never run makes way for the change', () => {
  const unsubmitted: Facts = { change, jobs: undefined, submitter: undefined };
  const waiting = situation({ ...unsubmitted, job: deploying(30) });
  assert.equal(waiting.status.components.job?.state, 'Updating');
  const lost = situation({ ...unsubmitted, job: { ...deploying(30), state: 'Lost' } });
  assert.equal(lost.update.state, 'InProgress');
});

test('what runs under the name of a job that has never begun is not cancelled', () => {
  const isOf = (startTime: string | null) =>
    deeds(endRest(situation({ change, job: { state: 'Updating', deployTime: null, id: null, startTime } })));
  assert.deepEqual([isOf(ago(300)), isOf(null)], [[`cancel ${jobId}`], ['nothing to say']]);
});

test('a change that is taken back before anything of it was begun is over', () => {
  const revision = (name: string) => `${name.replace(/-\d+$/, '')}-3`;
  const { observed } = situation();
  const current = observed.revisions.current.name;
  const taken = situation({ status: { revision: { currentRevision: current, nextRevision: revision(current) } } });
  assert.equal(taken.update.state, 'Finished');
  assert.equal(taken.status.components.job?.state, 'Running');
  const begun = situation({
    status: { ...underWay('update'), revision: { currentRevision: current, nextRevision: revision(current) } },
  });
  assert.equal(begun.update.state, 'Preparing');
});
