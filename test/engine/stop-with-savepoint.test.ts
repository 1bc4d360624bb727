import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { FlinkDeploymentStatus } from '../../src/api/flink-deployment/types.ts';
import type { Action } from '../../src/engine/action.ts';
import type { EngineLimits } from '../../src/engine/options.ts';
import { pendingStop } from '../../src/engine/pending-stop.ts';
import type { Decision } from '../../src/engine/step.ts';
import {
  beginSavepoint,
  finishSavepoint,
  type StopProgress,
  savepointBeforeDeletion,
} from '../../src/engine/stop-with-savepoint.ts';
import { EffectiveConfiguration } from '../../src/values/effective-configuration.ts';

type Status = FlinkDeploymentStatus;

const began = 1_700_000_000_000;
const own = { triggerId: 'a1', since: began };
const limits = {
  times: { reconcile: 60_000, progress: 10_000, restReady: 10_000 },
  errors: { field: 2048, stackTrace: undefined, causes: 2, labels: [] },
} as unknown as EngineLimits;

interface Told {
  readonly state?: string;
  readonly begun?: boolean;
  readonly savepoint?: StopProgress;
  /** Seconds since the trigger. */
  readonly after?: number;
  readonly configuration?: Readonly<Record<string, string>>;
}

function job({ state = 'RUNNING', begun = true, savepoint, after = 2, configuration = {} }: Told) {
  const savepointInfo = { triggerId: own.triggerId, triggerTimestamp: began, triggerType: 'UPGRADE' };
  return {
    status: {
      jobStatus: { jobId: 'j', state, upgradeSavepointPath: 'old', ...(begun && { savepointInfo }) },
      reconciliationStatus: { state: 'DEPLOYED' },
    } as Status,
    savepoint,
    configuration: new EffectiveConfiguration(
      new Map(Object.entries({ 'state.savepoints.dir': 's3://savepoints', ...configuration })),
      [],
    ),
    place: { namespace: 'n', cluster: 'c', port: 8081, secure: false, timeout: 1, cancelTimeout: 1 },
    limits,
    randomId: () => 'b2',
    now: new Date(began + after * 1000),
  };
}

/** What a decision comes to, in short. */
function inShort(decision: Decision<Status> | undefined): string {
  if (!decision) return 'nothing';
  const { status, actions = [], happenings = [], again } = decision;
  const { state, upgradeSavepointPath: path } = status.jobStatus ?? {};
  const told = happenings.map(({ reason }) => reason);
  const sent = actions.map((action) =>
    action.type === 'stopWithSavepoint' ? `send ${action.stop.triggerId}` : action.type,
  );
  return [pendingStop(status)?.triggerId ?? 'no trigger', state, path, ...sent, ...told, again].join(' ');
}

const goOn = (status: Status): Decision<Status> => ({
  status,
  actions: [{ type: 'abandonSubmission', uid: 'goes on' }],
});
const finish = (told: Told, isChanged = true) =>
  inShort(finishSavepoint(job(told), { isChanged, goOn, record: (status) => ({ status, actions: [] }) }));

test('a savepoint is begun under a trigger that stands in the status', () => {
  const decision = beginSavepoint(job({ begun: false }));
  assert.equal(inShort(decision), 'b2 RUNNING old send b2 1000');
  assert.deepEqual(pendingStop(decision.status), { triggerId: 'b2', since: began + 2000 });
  const [action] = decision.actions ?? [];
  assert.ok(action?.type === 'stopWithSavepoint');
  assert.deepEqual(action.stop, { triggerId: 'b2', directory: 's3://savepoints', drain: false, format: 'CANONICAL' });
});

const failed = { type: 'failed', error: new Error('no') } as const;
const done = { type: 'completed', path: 'new' } as const;

const rows: readonly (Told & { readonly name: string; readonly isChanged?: boolean; readonly comesTo: string })[] = [
  { name: 'nothing was begun', begun: false, comesTo: 'nothing' },
  { name: 'it is taken', savepoint: { type: 'pending' }, comesTo: 'a1 RUNNING old 1000' },
  { name: 'it is taken for long', savepoint: { type: 'pending' }, after: 90, comesTo: 'a1 RUNNING old 10000' },
  { name: 'nobody answers', savepoint: { type: 'silent' }, comesTo: 'a1 RUNNING old 1000' },
  { name: 'nobody can be asked', comesTo: 'a1 RUNNING old 1000' },
  { name: 'it is there', savepoint: done, comesTo: 'no trigger FINISHED new abandonSubmission ' },
  {
    name: 'it is there, and the job was seen to end',
    state: 'FINISHED',
    savepoint: done,
    comesTo: 'no trigger FINISHED new abandonSubmission ',
  },
  {
    name: 'it is there, and the spec is as before',
    savepoint: done,
    isChanged: false,
    comesTo: 'no trigger FINISHED new abandonSubmission ',
  },
  { name: 'it has failed', savepoint: failed, comesTo: 'no trigger RUNNING old SavepointError 10000' },
  {
    name: 'it has failed with the job',
    state: 'FAILED',
    savepoint: failed,
    comesTo: 'no trigger FAILED old abandonSubmission ',
  },
  {
    name: 'nobody knows it, and it is still wanted',
    savepoint: { type: 'unknown' },
    comesTo: 'a1 RUNNING old send a1 1000',
  },
  {
    name: 'nobody knows it yet, and it is not wanted any more',
    savepoint: { type: 'unknown' },
    isChanged: false,
    comesTo: 'a1 RUNNING old 1000',
  },
  {
    name: 'nobody knows it, nobody wants it',
    savepoint: { type: 'unknown' },
    isChanged: false,
    after: 90,
    comesTo: 'no trigger RUNNING old ',
  },
  {
    name: 'nobody knows it, and the job has ended',
    state: 'FINISHED',
    savepoint: { type: 'unknown' },
    comesTo: 'no trigger FINISHED old abandonSubmission ',
  },
  {
    name: 'the job has ended, and the savepoint not yet',
    state: 'FINISHED',
    savepoint: { type: 'pending' },
    comesTo: 'a1 FINISHED old 1000',
  },
];

for (const { name, isChanged, comesTo, ...told } of rows) {
  test(`a stop with a savepoint: ${name}`, () => assert.equal(finish(told, isChanged), comesTo));
}

test('a savepoint is recorded before anything goes on', () => {
  const note: Action = { type: 'abandonSubmission', uid: 'noted' };
  const decision = finishSavepoint(job({ savepoint: done }), {
    isChanged: true,
    goOn,
    record: (status, path, since) => ({ status: { ...status, error: `${path} ${since}` }, actions: [note] }),
  });
  assert.deepEqual(decision?.actions, [note, ...(goOn({}).actions ?? [])]);
  assert.equal(decision.status.error, `new ${began}`);
});

const wanted = { 'kubernetes.operator.job.savepoint-on-deletion': 'true' };
const deletions: readonly (Told & { readonly name: string; readonly comesTo: string })[] = [
  { name: 'nobody wants one', begun: false, configuration: {}, comesTo: 'nothing' },
  { name: 'it runs', begun: false, comesTo: 'b2 RUNNING old send b2 1000' },
  { name: 'it does not run', begun: false, state: 'RESTARTING', comesTo: 'nothing' },
  { name: 'it has ended', begun: false, state: 'FAILED', comesTo: 'nothing' },
  { name: 'it is taken', savepoint: { type: 'pending' }, comesTo: 'a1 RUNNING old 1000' },
  { name: 'it is there', savepoint: done, comesTo: 'no trigger FINISHED new SavepointCompleted 0' },
  { name: 'it has failed', savepoint: failed, comesTo: 'no trigger RUNNING old SavepointError 10000' },
  { name: 'nobody knows it', savepoint: { type: 'unknown' }, comesTo: 'a1 RUNNING old send a1 1000' },
];

const unrecorded = <S>(status: S) => ({ status, actions: [] });

for (const { name, comesTo, configuration = wanted, ...told } of deletions) {
  test(`a savepoint of a job that goes: ${name}`, () =>
    assert.equal(inShort(savepointBeforeDeletion(job({ ...told, configuration }), unrecorded)), comesTo));
}

test('a savepoint of a job that goes is recorded', () => {
  const actions = (path: string, since: number) => [{ type: 'abandonSubmission', uid: `${path} ${since}` }] as const;
  const decision = savepointBeforeDeletion(job({ savepoint: done, configuration: wanted }), (status, path, since) => ({
    status,
    actions: actions(path, since),
  }));
  assert.deepEqual(decision?.actions, actions('new', began));
});
