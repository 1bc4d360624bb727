import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { FlinkDeploymentStatus } from '../../../src/api/flink-deployment/types.ts';
import type { JobManagerSeen } from '../../../src/engine/flink-deployment/job-manager-status.ts';
import { observeJobManager } from '../../../src/engine/flink-deployment/observed-job-manager.ts';
import { afterDeployment } from '../../../src/engine/status/bookkeeping.ts';

const spec = { image: 'a', job: { parallelism: 1 } };
const limits = { field: 2048, stackTrace: undefined, causes: 2, labels: [] };
const nothing: JobManagerSeen = { deployment: undefined, pods: [], answers: false };
const starting: JobManagerSeen = { ...nothing, deployment: { status: { replicas: 1 } } };
const crashing: JobManagerSeen = {
  ...starting,
  pods: [
    { status: { containerStatuses: [{ name: 'c', state: { waiting: { reason: 'ErrImagePull', message: 'no' } } }] } },
  ],
};

function status(changes: FlinkDeploymentStatus): FlinkDeploymentStatus {
  return { ...afterDeployment({}, spec, { generation: 1, now: new Date(1) }), ...changes };
}

const observe = (changes: FlinkDeploymentStatus, seen: JobManagerSeen) =>
  observeJobManager(status(changes), spec, seen, limits);

test('a JobManager that is lost is told once', () => {
  const lost = observe({ jobManagerDeploymentStatus: 'DEPLOYING', jobStatus: { state: 'RUNNING' } }, nothing);
  assert.deepEqual([lost.status.jobManagerDeploymentStatus, lost.status.jobStatus?.state], ['MISSING', 'RECONCILING']);
  assert.deepEqual(
    lost.happenings.map(({ reason, message }) => [reason, message]),
    [['Missing', 'Missing JobManager deployment']],
  );
  assert.match(lost.status.error ?? '', /operator\.exception\.MissingJobManagerException/);
  assert.deepEqual(observeJobManager(lost.status, spec, nothing, limits), { status: lost.status, happenings: [] });
});

test('a job that has ended stays what it is without its JobManager', () => {
  const gone = observe({ jobManagerDeploymentStatus: 'DEPLOYING', jobStatus: { state: 'FINISHED' } }, nothing);
  assert.equal(gone.status.jobStatus?.state, 'FINISHED');
});

test('one that cannot come up is told once, and heals by itself', () => {
  const failed = observe({ jobManagerDeploymentStatus: 'DEPLOYING' }, crashing);
  assert.equal(failed.status.jobManagerDeploymentStatus, 'ERROR');
  assert.deepEqual(failed.happenings, [
    { component: 'JobManagerDeployment', type: 'Warning', reason: 'ErrImagePull', message: '[c] no' },
  ]);
  assert.equal(JSON.parse(failed.status.error ?? '').additionalMetadata.reason, 'ErrImagePull');
  assert.deepEqual(observeJobManager(failed.status, spec, crashing, limits).happenings, []);
  const healed = observeJobManager(failed.status, spec, starting, limits);
  assert.equal(healed.status.jobManagerDeploymentStatus, 'DEPLOYING');
});

test('of a suspended job nobody misses a JobManager', () => {
  const suspended = { ...spec, job: { ...spec.job, state: 'suspended' as const } };
  const kept = afterDeployment({}, suspended, { generation: 1, now: new Date(1) });
  const before = { ...kept, jobManagerDeploymentStatus: 'MISSING' as const, jobStatus: { state: 'FINISHED' as const } };
  assert.deepEqual(observeJobManager(before, suspended, nothing, limits), { status: before, happenings: [] });
});
