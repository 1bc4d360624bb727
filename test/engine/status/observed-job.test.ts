import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { FlinkDeploymentStatus, JobStatus } from '../../../src/api/flink-deployment/types.ts';
import { afterDeployment, lastReconciled } from '../../../src/engine/status/bookkeeping.ts';
import { lifecycleOf } from '../../../src/engine/status/lifecycle.ts';
import { type JobAnswer, observeJob } from '../../../src/engine/status/observed-job.ts';

const spec = { image: 'a', job: { parallelism: 1 } };
const now = new Date(9000);

function status(state: JobStatus['state'] | undefined): FlinkDeploymentStatus {
  const deployed = afterDeployment({}, spec, { generation: 1, now: new Date(1) });
  return { ...deployed, jobManagerDeploymentStatus: 'READY', jobStatus: { jobId: 'f', ...(state && { state }) } };
}

const job = (state: NonNullable<JobStatus['state']>): JobAnswer => ({
  type: 'found',
  job: { state, name: 'n', startTime: 7 },
});

test('a job that runs is told, and proves its spec', () => {
  const observed = observeJob(status('RECONCILING'), job('RUNNING'), now);
  assert.deepEqual(observed.status.jobStatus, {
    jobId: 'f',
    state: 'RUNNING',
    jobName: 'n',
    startTime: '7',
    updateTime: '9000',
  });
  assert.deepEqual(
    observed.happenings.map(({ reason, message }) => [reason, message]),
    [['JobStatusChanged', 'Job status changed from RECONCILING to RUNNING']],
  );
  assert.equal(lifecycleOf(observed.status), 'STABLE');
  const again = observeJob(observed.status, job('RUNNING'), new Date(10_000));
  assert.deepEqual(
    again,
    { status: observed.status, happenings: [], failed: false },
    'and no more as long as nothing changes',
  );
});

test('the first state is told without one before', () => {
  const { happenings } = observeJob(status(undefined), job('CREATED'), now);
  assert.equal(happenings[0]?.message, 'Job status changed to CREATED');
});

test('a job that failed is asked for its reason, once', () => {
  const observed = observeJob(status('RUNNING'), job('FAILED'), now);
  assert.equal(observed.failed, true);
  assert.equal(lifecycleOf(observed.status), 'FAILED');
  assert.equal(observeJob(observed.status, job('FAILED'), now).failed, false);
});

test('a job that has run to its end proves its spec as well', () => {
  assert.equal(lifecycleOf(observeJob(status('RUNNING'), job('FINISHED'), now).status), 'STABLE');
});

for (const [before, after] of [
  ['RUNNING', 'CANCELED'],
  ['CANCELLING', 'FINISHED'],
  ['CANCELLING', 'FAILED'],
] as const) {
  test(`a job that goes from ${before} to ${after} is no longer to run`, () => {
    const observed = observeJob(status(before), job(after), now);
    assert.equal(lastReconciled(observed.status)?.spec.job?.state, 'suspended');
    assert.equal(lastReconciled(observed.status)?.firstDeployment, false);
  });
}

test('a job that nobody knows is told in every pass', () => {
  const observed = observeJob(status('RUNNING'), { type: 'missing' }, now);
  assert.deepEqual([observed.status.jobStatus?.state, observed.status.error], ['RECONCILING', 'Job Not Found']);
  assert.deepEqual(observed.happenings, [
    { component: 'Job', type: 'Warning', reason: 'Missing', message: 'Job Not Found' },
  ]);
});

test('of a cluster that is silent nothing is claimed', () => {
  const silent: JobAnswer = { type: 'silent' };
  assert.equal(observeJob(status('RUNNING'), silent, now).status.jobStatus?.state, 'RECONCILING');
  assert.equal(observeJob(status('FINISHED'), silent, now).status.jobStatus?.state, 'FINISHED');
});

test('a job that is suspended is not looked for', () => {
  const suspended = afterDeployment({}, { ...spec, job: { ...spec.job, state: 'suspended' } }, { generation: 1, now });
  assert.deepEqual(observeJob(suspended, { type: 'missing' }, now), {
    status: suspended,
    happenings: [],
    failed: false,
  });
});
