import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { FlinkDeploymentStatus } from '../../../src/api/flink-deployment/types.ts';
import { chooseStop, type StopChoice } from '../../../src/engine/flink-deployment/choose-stop.ts';
import { latestState } from '../../../src/engine/flink-deployment/deploy.ts';
import type { ObservedDeployment } from '../../../src/engine/flink-deployment/observed.ts';
import type { CheckpointTimes } from '../../../src/engine/flink-port.ts';
import { EffectiveConfiguration } from '../../../src/values/effective-configuration.ts';

const data = { maps: [], exists: true, hasCheckpoint: true };

interface Row {
  /** Of the table. */
  readonly row: number;
  readonly name: string;
  readonly mode: 'stateless' | 'savepoint' | 'last-state';
  readonly job: FlinkDeploymentStatus['jobStatus'];
  readonly jobManager?: FlinkDeploymentStatus['jobManagerDeploymentStatus'];
  /** What high availability keeps is there. */
  readonly kept?: true;
  /** What is wanted has no high availability any more. */
  readonly forgets?: true;
  readonly version?: 'v2_0';
  readonly configuration?: Readonly<Record<string, string>>;
  /** No process of the JobManager has ever begun; and how its job was to begin. */
  readonly neverStarted?: 'stateless' | 'savepoint' | 'last-state';
  readonly checkpoints?: CheckpointTimes;
  readonly choice: string;
}

const now = new Date('2026-01-01T12:00:00Z');
const minutesAgo = (count: number) => now.getTime() - count * 60_000;
const aged = { 'kubernetes.operator.job.upgrade.last-state.max.allowed.checkpoint.age': '10 min' };
const old = { state: 'RUNNING', startTime: String(minutesAgo(60)) } as const;
const savepoints = { 'execution.checkpointing.savepoint-dir': 's3://savepoints' };
const noFallback = { 'kubernetes.operator.job.upgrade.last-state-fallback.enabled': 'false' };
const cancels = { 'kubernetes.operator.job.upgrade.last-state.job-cancel.enabled': 'true' };

/** Source: `spec/flink-engine.md` 4.3. */
const rows: readonly Row[] = [
  { row: 1, name: 'stateless, ended', mode: 'stateless', job: { state: 'FAILED' }, choice: 'stop stateless' },
  { row: 2, name: 'stateless, running', mode: 'stateless', job: { state: 'RUNNING' }, choice: 'stop stateless' },
  {
    row: 3,
    name: 'ended, and nobody knows where its state is',
    mode: 'last-state',
    job: { state: 'FAILED', upgradeSavepointPath: latestState },
    choice: 'wait ManualRestoreRequired',
  },
  {
    row: 3,
    name: 'ended, with a state that only Flink can find',
    mode: 'savepoint',
    job: { state: 'FINISHED', upgradeSavepointPath: '<checkpoint-not-externally-addressable>' },
    choice: 'wait ManualRestoreRequired',
  },
  {
    row: 4,
    name: 'ended by itself',
    mode: 'savepoint',
    job: { state: 'FINISHED', upgradeSavepointPath: 's' },
    choice: 'stop savepoint',
  },
  { row: 4, name: 'ended without state', mode: 'last-state', job: { state: 'FAILED' }, choice: 'stop savepoint' },
  {
    row: 4,
    name: 'cancelled, with what was kept of it still there',
    mode: 'last-state',
    job: { state: 'CANCELED', upgradeSavepointPath: 's' },
    jobManager: 'MISSING',
    kept: true,
    choice: 'stop savepoint',
  },
  {
    row: 15,
    name: 'ended as it seems, while it may have begun again',
    mode: 'last-state',
    job: { state: 'FAILED', upgradeSavepointPath: 's' },
    jobManager: 'MISSING',
    kept: true,
    choice: 'stop last-state',
  },
  {
    row: 5,
    name: 'being cancelled',
    mode: 'savepoint',
    job: { state: 'CANCELLING' },
    kept: true,
    choice: 'wait Stopping',
  },
  { row: 6, name: 'savepoint, running', mode: 'savepoint', job: { state: 'RUNNING' }, kept: true, choice: 'savepoint' },
  {
    row: 6,
    name: 'savepoint, running, another version',
    mode: 'savepoint',
    job: { state: 'RUNNING' },
    version: 'v2_0',
    choice: 'savepoint',
  },
  {
    row: 7,
    name: 'savepoint, not running, and nothing else will do',
    mode: 'savepoint',
    job: { state: 'RESTARTING' },
    kept: true,
    configuration: noFallback,
    choice: 'wait UpgradePending',
  },
  {
    row: 8,
    name: 'savepoint, not running',
    mode: 'savepoint',
    job: { state: 'RECONCILING' },
    kept: true,
    choice: 'stop last-state',
  },
  {
    row: 9,
    name: 'another version, running, with a place for savepoints',
    mode: 'last-state',
    job: { state: 'RUNNING' },
    kept: true,
    version: 'v2_0',
    configuration: savepoints,
    choice: 'savepoint',
  },
  {
    row: 10,
    name: 'another version, running, with no place for savepoints',
    mode: 'last-state',
    job: { state: 'RUNNING' },
    kept: true,
    version: 'v2_0',
    choice: 'cancel',
  },
  {
    row: 10,
    name: 'another version, restarting',
    mode: 'savepoint',
    job: { state: 'RESTARTING' },
    kept: true,
    version: 'v2_0',
    configuration: { ...savepoints, ...noFallback },
    choice: 'cancel',
  },
  {
    row: 11,
    name: 'another version, and nobody answers',
    mode: 'last-state',
    job: { state: 'RECONCILING' },
    kept: true,
    version: 'v2_0',
    configuration: savepoints,
    choice: 'wait UpgradePending',
  },
  {
    row: 12,
    name: 'last state, running',
    mode: 'last-state',
    job: { state: 'RUNNING' },
    kept: true,
    choice: 'stop last-state',
  },
  {
    row: 12,
    name: 'last state, running, without high availability',
    mode: 'last-state',
    job: { state: 'RUNNING' },
    choice: 'cancel',
  },
  {
    row: 13,
    name: 'last state, restarting, and it may be cancelled',
    mode: 'last-state',
    job: { state: 'RESTARTING' },
    kept: true,
    configuration: cancels,
    choice: 'cancel',
  },
  {
    row: 15,
    name: 'last state, and nobody answers',
    mode: 'last-state',
    job: { state: 'RECONCILING' },
    jobManager: 'DEPLOYING',
    kept: true,
    configuration: cancels,
    choice: 'stop last-state',
  },
  {
    row: 12,
    name: 'running for a short time only, so that its state is not old',
    mode: 'last-state',
    job: { state: 'RUNNING', startTime: String(minutesAgo(5)) },
    kept: true,
    configuration: aged,
    choice: 'stop last-state',
  },
  {
    row: 12,
    name: 'running, with a new checkpoint',
    mode: 'last-state',
    job: old,
    kept: true,
    configuration: aged,
    checkpoints: { completedAt: minutesAgo(9), underWaySince: undefined },
    choice: 'stop last-state',
  },
  {
    row: 12,
    name: 'running, with a new checkpoint under way',
    mode: 'last-state',
    job: old,
    kept: true,
    configuration: aged,
    checkpoints: { completedAt: minutesAgo(11), underWaySince: minutesAgo(1) },
    choice: 'wait UpgradePending',
  },
  {
    row: 12,
    name: 'running, with an old checkpoint, and one that is written for too long',
    mode: 'last-state',
    job: old,
    kept: true,
    configuration: aged,
    checkpoints: { completedAt: undefined, underWaySince: minutesAgo(20) },
    choice: 'savepoint',
  },
  {
    row: 12,
    name: 'running, and its cluster does not say how old its state is',
    mode: 'last-state',
    job: old,
    kept: true,
    configuration: aged,
    choice: 'wait UpgradePending',
  },
  {
    row: 16,
    name: 'nothing of it ever began, with a savepoint to begin from',
    mode: 'savepoint',
    job: { state: 'RECONCILING', upgradeSavepointPath: 's' },
    jobManager: 'ERROR',
    neverStarted: 'savepoint',
    choice: 'stop savepoint',
  },
  {
    row: 16,
    name: 'nothing of it ever began, and it was to begin empty though an older state is known',
    mode: 'savepoint',
    job: { state: 'RECONCILING', upgradeSavepointPath: 's' },
    jobManager: 'DEPLOYING',
    neverStarted: 'stateless',
    choice: 'stop stateless',
  },
  {
    row: 16,
    name: 'nothing of it ever began, and its state is found by what high availability kept',
    mode: 'savepoint',
    job: { state: 'RECONCILING', upgradeSavepointPath: latestState },
    jobManager: 'ERROR',
    neverStarted: 'last-state',
    choice: 'wait ManualRestoreRequired, lost',
  },
  {
    row: 15,
    name: 'high availability is to go, and the job answers',
    mode: 'last-state',
    job: { state: 'RUNNING' },
    kept: true,
    forgets: true,
    choice: 'cancel',
  },
  {
    row: 18,
    name: 'high availability is to go, and the job does not answer',
    mode: 'last-state',
    job: { state: 'RECONCILING' },
    jobManager: 'DEPLOYING',
    kept: true,
    forgets: true,
    choice: 'wait UpgradePending',
  },
  {
    row: 17,
    name: 'nothing is there, and nothing was kept',
    mode: 'last-state',
    job: { state: 'RECONCILING' },
    jobManager: 'MISSING',
    choice: 'wait ManualRestoreRequired, lost',
  },
  {
    row: 18,
    name: 'nobody answers, and nothing was kept',
    mode: 'savepoint',
    job: { state: 'RECONCILING' },
    jobManager: 'DEPLOYED_NOT_READY',
    choice: 'wait UpgradePending',
  },
];

for (const {
  row,
  name,
  mode,
  job,
  jobManager = 'READY',
  kept,
  version = 'v1_20',
  configuration = {},
  neverStarted,
  checkpoints,
  forgets,
  choice,
} of rows) {
  test(`stopping for another spec, row ${row}: ${name}`, () => {
    const spec = { flinkVersion: 'v1_20' as const, job: { upgradeMode: mode, parallelism: 1 } };
    const observed = {
      wanted: { ...spec, flinkVersion: version },
      last: { spec: neverStarted ? { ...spec, job: { ...spec.job, upgradeMode: neverStarted } } : spec },
      neverStarted: neverStarted !== undefined,
      checkpoints,
      now,
      status: { jobStatus: job, jobManagerDeploymentStatus: jobManager, reconciliationStatus: { state: 'DEPLOYED' } },
      configuration: new EffectiveConfiguration(new Map(Object.entries(configuration)), []),
      ...(kept && { highAvailability: data }),
      ...(forgets && { findsAgain: false }),
    } as unknown as ObservedDeployment;
    assert.equal(told(chooseStop(observed)), choice);
  });
}

function told(choice: StopChoice): string {
  if (choice.type === 'stop') return `stop ${choice.upgradeMode}`;
  return choice.type === 'wait' ? `wait ${choice.pending.reason}${choice.lost ? ', lost' : ''}` : choice.type;
}
