import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { JobStatus, Savepoint } from '../../../src/api/flink-deployment/types.ts';
import type { SavepointProgress } from '../../../src/engine/flink-port.ts';
import type { SnapshotType } from '../../../src/engine/snapshots/job.ts';
import { settleTrigger } from '../../../src/engine/snapshots/settle.ts';
import { triggerIdFor, withTrigger } from '../../../src/engine/snapshots/trigger.ts';
import { lastReconciled } from '../../../src/engine/status/bookkeeping.ts';
import { configurationOf, noon, statusOf, type Told } from './snapshot-jobs.ts';

const failed = { type: 'failed', error: new Error('no') } as const;
const done = { type: 'completed', path: 's3://new' } as const;
const unknown = { type: 'unknown' } as const;
const first: Savepoint = { location: 's3://first', timeStamp: 1, triggerType: 'PERIODIC', formatType: 'CANONICAL' };

interface Row {
  readonly name: string;
  readonly type?: SnapshotType;
  readonly trigger?: 'MANUAL' | 'PERIODIC';
  /** Seconds since the trigger. */
  readonly after?: number;
  /** What its owner asks for by now. */
  readonly nonce?: number;
  readonly progress?: SavepointProgress;
  readonly isLost?: boolean;
  readonly state?: JobStatus['state'];
  readonly reconciliation?: Told['reconciliation'];
  readonly error?: string;
  /** Whether its trigger is there, the nonce that is seen, what is told. */
  readonly comesTo: string;
  readonly history?: readonly Savepoint[];
}

const entry = { location: 's3://new', timeStamp: noon, formatType: 'CANONICAL' } as const;

/** Source: `spec/flink-engine.md` 7.8, 2.4.1, 11. */
const rows: readonly Row[] = [
  { name: 'it is taken', progress: { type: 'pending' }, comesTo: 'pending 1' },
  { name: 'nobody answers', comesTo: 'pending 1' },
  { name: 'nobody answers for long', after: 3600, comesTo: 'pending 1' },
  {
    name: 'it is there',
    progress: done,
    comesTo: 'over 2',
    history: [first, { ...entry, triggerType: 'MANUAL', triggerNonce: 2 }],
  },
  {
    name: 'it is there, and another one is wanted by now',
    progress: done,
    nonce: 3,
    comesTo: 'over 1',
    history: [first, { ...entry, triggerType: 'MANUAL' }],
  },
  {
    name: 'it is there, and the job has ended since',
    progress: done,
    state: 'FAILED',
    comesTo: 'over 2',
    history: [first, { ...entry, triggerType: 'MANUAL', triggerNonce: 2 }],
  },
  {
    name: 'a periodic one is there',
    trigger: 'PERIODIC',
    progress: done,
    comesTo: 'over 1',
    history: [first, { ...entry, triggerType: 'PERIODIC' }],
  },
  {
    name: 'one is there that is known',
    progress: { type: 'completed', path: 's3://first' },
    comesTo: 'over 2',
    history: [first],
  },
  {
    name: 'it has failed soon',
    progress: failed,
    after: 59,
    comesTo: 'over 1 SavepointError Savepoint failed for savepointTriggerNonce: 2: no',
  },
  {
    name: 'it has failed late',
    progress: failed,
    after: 60,
    comesTo: 'over 2 SavepointError Savepoint failed for savepointTriggerNonce: 2: no',
  },
  {
    name: 'it has failed late, and another one is wanted by now',
    progress: failed,
    after: 60,
    nonce: 3,
    comesTo: 'over 1 SavepointError Savepoint failed: no',
  },
  {
    name: 'a periodic one has failed',
    trigger: 'PERIODIC',
    progress: failed,
    comesTo: 'over 1 SavepointError Periodic savepoint failed: no, spent',
  },
  { name: 'nobody knows it yet', progress: unknown, after: 59, comesTo: 'pending 1' },
  {
    name: 'nobody knows it',
    progress: unknown,
    after: 61,
    comesTo:
      'over 1 SavepointError Savepoint failed for savepointTriggerNonce: 2: the JobManager does not know it any more',
  },
  {
    name: 'the job restarts',
    state: 'RESTARTING',
    progress: { type: 'pending' },
    comesTo: 'over 1 SavepointError Savepoint failed for savepointTriggerNonce: 2: the job does not run any more',
  },
  {
    name: 'the job has ended',
    state: 'FAILED',
    comesTo: 'over 2 SavepointError Savepoint failed for savepointTriggerNonce: 2: the job does not run any more',
  },
  { name: 'the job does not answer', state: 'RECONCILING', comesTo: 'pending 1' },
  {
    name: 'the job is lost',
    state: 'RECONCILING',
    error: 'Job Not Found',
    comesTo: 'over 1 SavepointError Savepoint failed for savepointTriggerNonce: 2: the job does not run any more',
  },
  {
    name: 'its JobManager is lost',
    state: 'RECONCILING',
    isLost: true,
    comesTo: 'over 1 SavepointError Savepoint failed for savepointTriggerNonce: 2: the job does not run any more',
  },
  { name: 'the job is being stopped', state: 'FINISHED', reconciliation: 'UPGRADING', comesTo: 'pending 1' },
  { name: 'a checkpoint is there', type: 'checkpoint', progress: { type: 'completed', path: '' }, comesTo: 'over 2' },
  {
    name: 'a checkpoint has failed',
    type: 'checkpoint',
    progress: failed,
    comesTo: 'over 1 CheckpointError Checkpoint failed for checkpointTriggerNonce: 2: no',
  },
  {
    name: 'a periodic checkpoint has failed',
    type: 'checkpoint',
    trigger: 'PERIODIC',
    progress: failed,
    comesTo: 'over 1 CheckpointError Periodic checkpoint failed: no, spent',
  },
];

function settle({ type = 'savepoint', trigger = 'MANUAL', after = 2, nonce = 2, isLost = false, ...row }: Row) {
  const field = type === 'savepoint' ? 'savepointTriggerNonce' : 'checkpointTriggerNonce';
  const { state, reconciliation, error, progress } = row;
  const told: Told = {
    last: { [field]: 1 },
    jobStatus: { savepointInfo: { lastSavepoint: first, savepointHistory: [first] } },
    ...(state && { state }),
    ...(reconciliation && { reconciliation }),
    ...(error !== undefined && { error }),
  };
  const triggerId = trigger === 'MANUAL' ? triggerIdFor(2, 'a'.repeat(32)) : 'b1';
  const format = type === 'savepoint' ? 'CANONICAL' : 'FULL';
  const pending = { triggerId, since: noon, trigger, format };
  const status = withTrigger(statusOf(told), type, pending);
  const now = new Date(noon + after * 1000);
  const wanted = { job: { [field]: nonce } };
  const settling = { status, wanted, configuration: configurationOf(), progress, isLost, now };
  return settleTrigger(settling, type);
}

for (const row of rows) {
  test(`a triggered snapshot: ${row.name}`, () => {
    const { status, happenings, spent } = settle(row);
    const { savepointInfo, checkpointInfo } = status.jobStatus ?? {};
    const { savepointTriggerNonce, checkpointTriggerNonce } = lastReconciled(status)?.spec.job ?? {};
    const info = row.type === 'checkpoint' ? checkpointInfo : savepointInfo;
    const told = happenings.map(({ reason, message }) => ` ${reason} ${message}`).join('');
    const seen = savepointTriggerNonce ?? checkpointTriggerNonce;
    const is = `${info?.triggerId ? 'pending' : 'over'} ${seen}${told}${spent === noon ? ', spent' : ''}`;
    assert.equal(is, row.comesTo);
    assert.deepEqual(savepointInfo?.savepointHistory, row.history ?? [first]);
    assert.deepEqual(savepointInfo?.lastSavepoint, (row.history ?? [first]).at(-1));
  });
}

test('a periodic snapshot that is there is what the next one is counted from', () => {
  const savepoint = settle({ name: '', trigger: 'PERIODIC', progress: done, comesTo: '' }).status.jobStatus;
  assert.equal(savepoint?.savepointInfo?.lastPeriodicSavepointTimestamp, noon);
  const row: Row = { name: '', type: 'checkpoint', trigger: 'PERIODIC', progress: done, comesTo: '' };
  const { checkpointInfo } = settle(row).status.jobStatus ?? {};
  assert.deepEqual(checkpointInfo, {
    lastPeriodicCheckpointTimestamp: noon,
    lastCheckpoint: { timeStamp: noon, triggerType: 'PERIODIC', formatType: 'FULL' },
  });
});

test('a savepoint with which the job is stopped is none of these', () => {
  const savepointInfo = { triggerId: 'a1', triggerTimestamp: noon, triggerType: 'UPGRADE' } as const;
  const status = statusOf({ state: 'FAILED', jobStatus: { savepointInfo } });
  const settling = {
    status,
    wanted: {},
    configuration: configurationOf(),
    progress: done,
    isLost: true,
    now: new Date(),
  };
  assert.equal(settleTrigger(settling, 'savepoint').status, status);
});

const nonces = [0, 1, 2, -1, Number.MAX_SAFE_INTEGER];
test('a trigger is for one nonce', () => {
  const ids = nonces.map((nonce) => triggerIdFor(nonce, 'a'.repeat(32)));
  assert.equal(new Set(ids).size, nonces.length);
  for (const id of ids) assert.match(id, /^[0-9a-f]{32}$/);
});
