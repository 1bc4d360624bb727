import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { FlinkDeploymentStatus } from '../../../src/api/flink-deployment/types.ts';
import { chooseStop } from '../../../src/engine/flink-deployment/choose-stop.ts';
import { latestState } from '../../../src/engine/flink-deployment/deploy.ts';
import type { ObservedDeployment } from '../../../src/engine/flink-deployment/observed.ts';

const data = { maps: [], exists: true, hasCheckpoint: true };

interface Row {
  readonly name: string;
  readonly mode: 'stateless' | 'savepoint' | 'last-state';
  readonly job: FlinkDeploymentStatus['jobStatus'];
  readonly jobManager?: 'READY' | 'MISSING';
  readonly kept?: boolean;
  readonly version?: 'v2_0';
  readonly choice: string;
}

/** Source: `spec/flink-engine.md` 4.3. */
const rows: readonly Row[] = [
  { name: 'stateless, running', mode: 'stateless', job: { state: 'RUNNING' }, choice: 'stop stateless' },
  { name: 'stateless, failed', mode: 'stateless', job: { state: 'FAILED' }, choice: 'stop stateless' },
  {
    name: 'ended by itself',
    mode: 'savepoint',
    job: { state: 'FINISHED', upgradeSavepointPath: 's' },
    choice: 'stop savepoint',
  },
  {
    name: 'ended, and nobody knows where',
    mode: 'last-state',
    job: { state: 'FAILED', upgradeSavepointPath: latestState },
    choice: 'wait ManualRestoreRequired',
  },
  {
    name: 'ended, as it seems, while it may have begun again',
    mode: 'last-state',
    job: { state: 'FAILED', upgradeSavepointPath: 's' },
    kept: true,
    jobManager: 'MISSING',
    choice: 'stop last-state',
  },
  {
    name: 'a savepoint of a running job',
    mode: 'savepoint',
    job: { state: 'RUNNING' },
    kept: true,
    choice: 'wait UpgradePending',
  },
  {
    name: 'a savepoint of one that does not run',
    mode: 'savepoint',
    job: { state: 'RECONCILING' },
    kept: true,
    choice: 'stop last-state',
  },
  { name: 'last state, running', mode: 'last-state', job: { state: 'RUNNING' }, kept: true, choice: 'stop last-state' },
  {
    name: 'last state, with nothing kept',
    mode: 'last-state',
    job: { state: 'RUNNING' },
    choice: 'wait UpgradePending',
  },
  {
    name: 'another version',
    mode: 'last-state',
    job: { state: 'RUNNING' },
    kept: true,
    version: 'v2_0',
    choice: 'wait UpgradePending',
  },
];

for (const { name, mode, job, jobManager = 'READY', kept = false, version = 'v1_20', choice } of rows) {
  test(`stopping for another spec: ${name}`, () => {
    const spec = { flinkVersion: 'v1_20' as const, job: { upgradeMode: mode, parallelism: 1 } };
    const observed = {
      wanted: { ...spec, flinkVersion: version },
      last: { spec, firstDeployment: false },
      status: { jobStatus: job, jobManagerDeploymentStatus: jobManager, reconciliationStatus: { state: 'DEPLOYED' } },
      ...(kept && { highAvailability: data }),
    } as unknown as ObservedDeployment;
    const chosen = chooseStop(observed);
    assert.equal(chosen.type === 'stop' ? `stop ${chosen.upgradeMode}` : `wait ${chosen.pending.reason}`, choice);
  });
}
