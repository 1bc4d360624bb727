import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { SavepointProgress } from '../../src/engine/flink-port.ts';
import { cleanUp } from '../../src/engine/flink-state-snapshot/clean-up.ts';
import type { ObservedSnapshot } from '../../src/engine/flink-state-snapshot/observed.ts';
import { steps } from '../../src/engine/flink-state-snapshot/steps.ts';
import type { Snapshot, Status } from '../../src/engine/flink-state-snapshot/subject.ts';
import type { EngineLimits } from '../../src/engine/options.ts';
import { type Decision, decide } from '../../src/engine/step.ts';
import { EffectiveConfiguration } from '../../src/values/effective-configuration.ts';

const began = Date.parse('2026-01-01T00:00:00.000Z');

interface Told {
  readonly spec?: object;
  readonly status?: Status;
  /** State of the job; no job where it is null. */
  readonly job?: string | null;
  readonly ready?: boolean;
  readonly progress?: SavepointProgress;
  /** Seconds since the beginning. */
  readonly at?: number;
  readonly waited?: number;
}

const jobReference = { kind: 'FlinkDeployment', name: 'orders' };

function observed({
  spec = { savepoint: {} },
  status = {},
  job = 'RUNNING',
  ready = true,
  progress,
  at = 0,
  waited = 0,
}: Told) {
  const target = {
    status: { jobStatus: { jobId: 'j', state: job } },
    configuration: new EffectiveConfiguration(new Map([['state.savepoints.dir', 's3://savepoints']]), []),
    place: {},
    ready,
  };
  return {
    snapshot: { metadata: { name: 's', uid: 'u' }, spec: { jobReference, ...spec } } as unknown as Snapshot,
    status,
    target: job === null ? undefined : target,
    progress,
    waited,
    limits: {
      times: { reconcile: 60_000, progress: 10_000, restReady: 10_000 },
      errors: { field: 2048, stackTrace: undefined, causes: 2, labels: [] },
    } as unknown as EngineLimits,
    randomId: () => 'b2',
    now: new Date(began + at * 1000),
  } as unknown as ObservedSnapshot;
}

function inShort({ status, actions = [], happenings = [], again, released, labels }: Decision<Status>): string {
  const facts = [status.state, status.triggerId, status.path, status.failures && `${status.failures} failures`];
  const sent = actions.map((action) => (action.type === 'takeSnapshot' ? action.request.type : action.type));
  const told = happenings.map(({ reason }) => reason);
  if (labels && status.state) assert.equal(labels['snapshot.state'], status.state);
  return [...facts, ...sent, ...told, again, released && 'released']
    .filter((part) => part !== undefined && part !== 0)
    .join(' ');
}

const under: Status = {
  state: 'IN_PROGRESS',
  triggerId: 'a1',
  triggerTimestamp: new Date(began).toISOString(),
  failures: 0,
};
const failedOnce: Status = {
  ...under,
  state: 'TRIGGER_PENDING',
  failures: 1,
  resultTimestamp: new Date(began).toISOString(),
};
const failed = { type: 'failed', error: new Error('no') } as const;
const done = (path: string) => ({ type: 'completed', path }) as const;

/** Source: `spec/flink-engine.md` 7.3, 7.4. */
const rows: readonly (Told & { readonly name: string; readonly comesTo: string })[] = [
  { name: 'new', comesTo: 'IN_PROGRESS b2 savepoint 1000' },
  { name: 'a new checkpoint', spec: { checkpoint: {} }, comesTo: 'IN_PROGRESS b2 checkpoint 1000' },
  { name: 'there already', spec: { savepoint: { alreadyExists: true, path: 'p' } }, job: null, comesTo: 'COMPLETED p' },
  { name: 'of nobody', job: null, comesTo: 'ABANDONED SnapshotAbandoned' },
  { name: 'of a job that has ended', job: 'FAILED', comesTo: 'ABANDONED SnapshotAbandoned' },
  { name: 'of a job that does not run now', job: 'RESTARTING', comesTo: 'TRIGGER_PENDING 60000' },
  { name: 'of a job that is not heard of', ready: false, comesTo: 'TRIGGER_PENDING 60000' },
  {
    name: 'of a job that has not run for long',
    job: 'RESTARTING',
    waited: 600_001,
    comesTo: 'ABANDONED SnapshotAbandoned',
  },
  { name: 'under way', status: under, progress: { type: 'pending' }, comesTo: 'IN_PROGRESS a1 1000' },
  { name: 'under way for long', status: under, progress: { type: 'pending' }, at: 90, comesTo: 'IN_PROGRESS a1 10000' },
  { name: 'not heard of', status: under, comesTo: 'IN_PROGRESS a1 1000' },
  { name: 'done', status: under, progress: done('p'), comesTo: 'COMPLETED a1 p' },
  {
    name: 'done, and the job has ended since',
    status: under,
    job: 'FINISHED',
    progress: done('p'),
    comesTo: 'COMPLETED a1 p',
  },
  {
    name: 'done, and its path is not told yet',
    spec: { checkpoint: {} },
    status: under,
    progress: done(''),
    comesTo: 'IN_PROGRESS a1 1000',
  },
  {
    name: 'done, and its path is never told',
    spec: { checkpoint: {} },
    status: under,
    progress: done(''),
    at: 90,
    comesTo: 'COMPLETED a1  CheckpointError',
  },
  { name: 'failed', status: under, progress: failed, comesTo: 'TRIGGER_PENDING a1 1 failures SavepointError 10000' },
  {
    name: 'a failed checkpoint',
    spec: { checkpoint: {} },
    status: under,
    progress: failed,
    comesTo: 'TRIGGER_PENDING a1 1 failures CheckpointError 10000',
  },
  {
    name: 'failed for the third time',
    status: { ...under, failures: 2 },
    progress: failed,
    comesTo: 'TRIGGER_PENDING a1 3 failures SavepointError 40000',
  },
  {
    name: 'failed once too often',
    spec: { savepoint: {}, backoffLimit: 0 },
    status: under,
    progress: failed,
    comesTo: 'FAILED a1 1 failures SavepointError',
  },
  {
    name: 'unknown, soon after',
    status: under,
    progress: { type: 'unknown' },
    comesTo: 'IN_PROGRESS a1 savepoint 1000',
  },
  {
    name: 'unknown, long after',
    status: under,
    progress: { type: 'unknown' },
    at: 90,
    comesTo: 'TRIGGER_PENDING a1 1 failures SavepointError 10000',
  },
  { name: 'before the next try', status: failedOnce, at: 4, comesTo: 'TRIGGER_PENDING a1 1 failures 6000' },
  { name: 'at the next try', status: failedOnce, at: 10, comesTo: 'IN_PROGRESS b2 1 failures savepoint 1000' },
  {
    name: 'when somebody has set the clock back',
    status: failedOnce,
    at: -4000,
    comesTo: 'IN_PROGRESS b2 1 failures savepoint 1000',
  },
  { name: 'at its end', status: { state: 'FAILED', failures: 3 }, job: null, comesTo: 'FAILED 3 failures' },
];

for (const { name, comesTo, ...told } of rows) {
  test(`a snapshot: ${name}`, () => assert.equal(inShort(decide(steps, observed(told))), comesTo));
}

const kept: Status = { state: 'COMPLETED', path: 'p' };

/** Source: `spec/flink-engine.md` 7.10. */
const deletions: readonly (Told & { readonly name: string; readonly comesTo: string })[] = [
  { name: 'a checkpoint', spec: { checkpoint: {} }, status: kept, comesTo: 'COMPLETED p released' },
  {
    name: 'a savepoint that is to stay',
    spec: { savepoint: { disposeOnDelete: false } },
    status: kept,
    comesTo: 'COMPLETED p released',
  },
  {
    name: 'a savepoint of nobody',
    spec: { jobReference: undefined, savepoint: {} },
    status: kept,
    comesTo: 'COMPLETED p released',
  },
  { name: 'a savepoint', status: kept, comesTo: 'COMPLETED p disposeSavepoint released' },
  {
    name: 'a savepoint of a job that has ended',
    status: kept,
    job: 'FINISHED',
    comesTo: 'COMPLETED p disposeSavepoint released',
  },
  {
    name: 'a savepoint whose cluster does not answer',
    status: kept,
    ready: false,
    comesTo: 'COMPLETED p CleanupFailed 60000',
  },
  { name: 'a savepoint whose job is gone', status: kept, job: null, comesTo: 'COMPLETED p CleanupFailed released' },
  { name: 'one that is under way', status: under, progress: { type: 'pending' }, comesTo: 'IN_PROGRESS a1 10000' },
  { name: 'one that is done meanwhile', status: under, progress: done('p'), comesTo: 'COMPLETED a1 p' },
  { name: 'one that has failed meanwhile', status: under, progress: failed, comesTo: 'IN_PROGRESS a1 released' },
  { name: 'one whose job has ended', status: under, job: 'FAILED', comesTo: 'IN_PROGRESS a1 released' },
  {
    name: 'one of which nobody has heard for long',
    status: under,
    ready: false,
    waited: 600_001,
    comesTo: 'IN_PROGRESS a1 released',
  },
  { name: 'one that has failed', status: { state: 'FAILED' }, comesTo: 'FAILED released' },
];

for (const { name, comesTo, ...told } of deletions) {
  test(`a snapshot that goes: ${name}`, () => assert.equal(inShort(decide(cleanUp, observed(told))), comesTo));
}
