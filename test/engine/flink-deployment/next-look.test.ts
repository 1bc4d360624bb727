import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { FlinkDeploymentStatus } from '../../../src/api/flink-deployment/types.ts';
import { nextLook } from '../../../src/engine/flink-deployment/next-look.ts';

const times = { reconcile: 60_000, progress: 10_000, restReady: 5000 };
const upgrading = { reconciliationStatus: { state: 'UPGRADING' } } as const;
const deployed = { reconciliationStatus: { state: 'DEPLOYED' } } as const;

const rows: readonly (readonly [string, FlinkDeploymentStatus, FlinkDeploymentStatus, number])[] = [
  ['a job is being cancelled', deployed, { ...upgrading, jobStatus: { state: 'CANCELLING' } }, times.progress],
  ['an upgrade has begun', deployed, upgrading, 0],
  ['a way back has begun', deployed, { reconciliationStatus: { state: 'ROLLING_BACK' } }, 0],
  ['an upgrade goes on', upgrading, { ...upgrading, jobManagerDeploymentStatus: 'MISSING' }, times.reconcile],
  ['the JobManager starts', deployed, { ...deployed, jobManagerDeploymentStatus: 'DEPLOYING' }, times.progress],
  ['it has answered', deployed, { ...deployed, jobManagerDeploymentStatus: 'DEPLOYED_NOT_READY' }, times.restReady],
  ['all is well', deployed, { ...deployed, jobManagerDeploymentStatus: 'READY' }, times.reconcile],
  [
    'a savepoint is under way',
    deployed,
    { ...deployed, jobManagerDeploymentStatus: 'READY', jobStatus: { savepointInfo: { triggerId: 'a' } } },
    times.progress,
  ],
  [
    'a job has not its parallelism yet',
    deployed,
    { ...deployed, jobManagerDeploymentStatus: 'READY', conditions: [{ type: 'Scaled', reason: 'ScalingPending' }] },
    times.progress,
  ],
  [
    'a job does not come to its parallelism',
    deployed,
    { ...deployed, jobManagerDeploymentStatus: 'READY', conditions: [{ type: 'Scaled', reason: 'ScalingIncomplete' }] },
    times.reconcile,
  ],
  ['the JobManager is gone', deployed, { ...deployed, jobManagerDeploymentStatus: 'ERROR' }, times.reconcile],
  ['nothing is known', {}, {}, times.reconcile],
];

for (const [name, before, after, wait] of rows) {
  test(`the next look when ${name}`, () => assert.equal(nextLook(before, after, times), wait));
}
