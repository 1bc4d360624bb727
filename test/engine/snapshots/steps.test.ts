import assert from 'node:assert/strict';
import { test } from 'node:test';
import { lookAfterSnapshots, recordUpgrade, waitForSavepoint } from '../../../src/engine/snapshots/steps.ts';
import { pendingTrigger } from '../../../src/engine/snapshots/trigger.ts';
import { lastReconciled } from '../../../src/engine/status/bookkeeping.ts';
import type { Decision } from '../../../src/engine/step.ts';
import { jobOf, noon, type Status, snapshotOf, type Told } from './snapshot-jobs.ts';

const unknown = { type: 'unknown' } as const;
const history = { 'kubernetes.operator.savepoint.history.max.count': '1' };
const every = (type: string, interval: string) => ({ [`kubernetes.operator.periodic.${type}.interval`]: interval });
const triggered = (since: number, triggerType: 'MANUAL' | 'PERIODIC' | 'UPGRADE' = 'MANUAL') => ({
  savepointInfo: { triggerId: 'b1', triggerTimestamp: since, triggerType, formatType: 'NATIVE' as const },
});
const checkpointing = {
  checkpointInfo: { triggerId: 'c1', triggerTimestamp: noon, triggerType: 'MANUAL', formatType: 'FULL' },
} as const;

/** What a decision comes to, in short. */
function inShort(decision: Decision<Status> | undefined): string {
  if (!decision) return 'nothing';
  const actions = (decision.actions ?? []).map((action) => {
    if (action.type === 'ensure') return `make ${action.child.metadata.name}`;
    if (action.type === 'remove') return `remove ${action.key.name} of ${action.key.uid}`;
    if (action.type === 'takeSnapshot') return `take ${JSON.stringify(Object.values(action.request))}`;
    return action.type === 'disposeSavepoint' ? `dispose ${action.path}` : action.type;
  });
  const told = (decision.happenings ?? []).map(({ reason }) => reason);
  return [...actions, ...told, decision.pending?.reason, decision.again]
    .filter((part) => part !== undefined)
    .join(', ');
}

const off = { areResources: false };

interface Row extends Told {
  readonly name: string;
  readonly comesTo: string;
}

const rows: readonly Row[] = [
  { name: 'nothing is asked for', comesTo: 'nothing' },
  { name: 'it does not run', state: 'FAILED', wanted: { savepointTriggerNonce: 2 }, comesTo: 'nothing' },
  {
    name: 'a savepoint and a checkpoint',
    wanted: { savepointTriggerNonce: 2, checkpointTriggerNonce: 3 },
    comesTo: 'make orders-savepoint-manual-2-12345678, make orders-checkpoint-manual-3-12345678',
  },
  {
    name: 'one is due soon',
    configuration: every('savepoint', '15 min'),
    now: noon - 30_000,
    comesTo: '30000',
  },
  {
    name: 'the first of two is due soon',
    configuration: { ...every('savepoint', '15 min'), ...every('checkpoint', '0 50 59 11 * ? *') },
    now: noon - 30_000,
    comesTo: 'CheckpointError, 30000',
  },
  {
    name: 'one of two is due sooner',
    configuration: { ...every('savepoint', '15 min'), ...every('checkpoint', '50 59 11 * * ?') },
    now: noon - 30_000,
    comesTo: '20000',
  },
  {
    name: 'one is due, and the next one soon',
    configuration: every('savepoint', '20 s'),
    now: noon - 15_000,
    comesTo: `make orders-savepoint-periodic-${noon - 20_000}, 15000`,
  },
  { name: 'one is due late', configuration: every('savepoint', '1 h'), comesTo: 'nothing' },
  {
    name: 'old ones go with a new one',
    configuration: { ...history, ...every('savepoint', '10 min') },
    snapshots: { resources: [snapshotOf('a', 2, 'COMPLETED'), snapshotOf('b', 1, 'COMPLETED')] },
    comesTo: `make orders-savepoint-periodic-${noon - 300_000}, remove a of uid of a`,
  },
  {
    name: 'nobody cleans up',
    configuration: { ...history, 'kubernetes.operator.savepoint.cleanup.enabled': 'false' },
    snapshots: { resources: [snapshotOf('a', 2, 'COMPLETED'), snapshotOf('b', 1, 'COMPLETED')] },
    comesTo: 'nothing',
  },
  {
    name: 'a savepoint that only the status tells of',
    snapshots: off,
    wanted: { savepointTriggerNonce: 2 },
    comesTo: 'take ["savepoint","aaaaaaaaaaaaaaaa0000000000000002","s3://savepoints","CANONICAL"], 1000',
  },
  {
    name: 'a checkpoint that only the status tells of',
    snapshots: off,
    wanted: { checkpointTriggerNonce: 2 },
    configuration: { 'kubernetes.operator.checkpoint.type': 'INCREMENTAL' },
    comesTo: 'take ["checkpoint","aaaaaaaaaaaaaaaa0000000000000002","INCREMENTAL"], 1000',
  },
  {
    name: 'a periodic one that only the status tells of',
    snapshots: off,
    configuration: every('savepoint', '10 min'),
    comesTo: 'take ["savepoint","aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa","s3://savepoints","CANONICAL"], 1000',
  },
  { name: 'one is taken', snapshots: off, jobStatus: triggered(noon - 2000), comesTo: '1000' },
  { name: 'one is taken for long', snapshots: off, jobStatus: triggered(noon - 90_000), comesTo: '10000' },
  {
    name: 'one that nobody knows yet',
    snapshots: { ...off, progress: { savepoint: unknown } },
    jobStatus: triggered(noon - 2000),
    comesTo: 'take ["savepoint","b1","s3://savepoints","NATIVE"], 1000',
  },
  {
    name: 'a checkpoint that nobody knows yet',
    snapshots: { ...off, progress: { checkpoint: unknown } },
    jobStatus: checkpointing,
    comesTo: 'take ["checkpoint","c1","FULL"], 1000',
  },
  {
    name: 'a history that is too long',
    snapshots: off,
    configuration: history,
    jobStatus: { savepointInfo: { savepointHistory: [{ location: 'a' }, { location: 'b' }] } },
    comesTo: 'dispose a, 10000',
  },
];

for (const { name, comesTo, ...told } of rows) {
  test(`snapshots of a job: ${name}`, () => assert.equal(inShort(lookAfterSnapshots(jobOf(told))), comesTo));
}

test('a nonce counts as seen when its snapshot is made, and nothing of what is stable changes', () => {
  const last = { savepointTriggerNonce: 1 };
  const decision = lookAfterSnapshots(jobOf({ last, wanted: { savepointTriggerNonce: 2, checkpointTriggerNonce: 3 } }));
  assert.ok(decision?.done);
  const [before, after] = [decision.status, decision.done].map((status) => lastReconciled(status)?.spec.job);
  assert.deepEqual(before, { state: 'running', savepointTriggerNonce: 1 });
  assert.deepEqual(after, { state: 'running', savepointTriggerNonce: 2, checkpointTriggerNonce: 3 });
  const { lastReconciledSpec, lastStableSpec } = decision.done.reconciliationStatus ?? {};
  assert.equal(lastStableSpec, lastReconciledSpec);
});

test('a trigger stands in the status before it is sent', () => {
  const decision = lookAfterSnapshots(jobOf({ snapshots: off, wanted: { savepointTriggerNonce: 2 } }));
  assert.ok(decision);
  assert.deepEqual(decision.status.jobStatus?.savepointInfo, {
    triggerId: 'aaaaaaaaaaaaaaaa0000000000000002',
    triggerTimestamp: noon,
    triggerType: 'MANUAL',
    formatType: 'CANONICAL',
  });
  assert.equal(decision.done, undefined);
});

const waits: readonly (Row & { readonly isChanged?: boolean })[] = [
  { name: 'none is taken', comesTo: 'nothing' },
  { name: 'one is taken', jobStatus: triggered(noon), comesTo: 'UpgradePending, 1000' },
  { name: 'one is taken, and nothing waits', jobStatus: triggered(noon), isChanged: false, comesTo: 'nothing' },
  { name: 'a checkpoint is taken', jobStatus: checkpointing, comesTo: 'nothing' },
  { name: 'the job is being stopped with one', jobStatus: triggered(noon, 'UPGRADE'), comesTo: 'nothing' },
  { name: 'the job is stopped', jobStatus: triggered(noon), reconciliation: 'UPGRADING', comesTo: 'nothing' },
  {
    name: 'nobody wants to wait',
    jobStatus: triggered(noon),
    configuration: { 'kubernetes.operator.job.upgrade.ignore-pending-savepoint': 'true' },
    comesTo: 'nothing',
  },
  {
    name: 'nobody knows it yet',
    jobStatus: triggered(noon),
    snapshots: { ...off, progress: { savepoint: unknown } },
    comesTo: 'take ["savepoint","b1","s3://savepoints","NATIVE"], UpgradePending, 1000',
  },
];

for (const { name, comesTo, isChanged = true, ...told } of waits) {
  test(`a change and a savepoint: ${name}`, () =>
    assert.equal(inShort(waitForSavepoint(jobOf(told), isChanged)), comesTo));
}

test('the savepoint of an upgrade is noted in one place', () => {
  const asObject = recordUpgrade(jobOf(), jobOf().status, 's3://a', 16);
  assert.deepEqual(asObject.status, jobOf().status);
  assert.equal(inShort(asObject), 'make orders-savepoint-upgrade-16');
  const job = jobOf({ snapshots: off, jobStatus: triggered(noon) });
  const inStatus = recordUpgrade(job, job.status, 's3://a', 16);
  assert.deepEqual(inStatus.actions, []);
  assert.deepEqual(inStatus.status.jobStatus?.savepointInfo?.savepointHistory?.length, 1);
  assert.ok(pendingTrigger(inStatus.status, 'savepoint'));
});
