import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { JobStatus } from '../../../src/api/flink-deployment/types.ts';
import type { FlinkCluster, SavepointProgress } from '../../../src/engine/flink-port.ts';
import type { Snapshot } from '../../../src/engine/flink-state-snapshot/subject.ts';
import type { Ports, Recollection } from '../../../src/engine/ports.ts';
import { lookAtSnapshots } from '../../../src/engine/snapshots/look.ts';
import { OperatorConfiguration } from '../../../src/values/effective-configuration.ts';
import { configurationOf, jobOf, noon, snapshotOf } from './snapshot-jobs.ts';

interface Told {
  readonly resources?: readonly Snapshot[];
  readonly jobStatus?: JobStatus;
  readonly recollection?: Recollection;
  readonly progress?: SavepointProgress;
  readonly isKnown?: boolean;
  readonly now?: number;
  readonly operator?: Readonly<Record<string, string>>;
  readonly configuration?: Readonly<Record<string, string>>;
}

const minute = 60_000;
const creationTimestamp = new Date(noon - 60 * minute).toISOString();

async function look({
  resources = [],
  jobStatus,
  recollection = {},
  progress,
  isKnown = true,
  now = noon,
  ...keys
}: Told) {
  const { of, status, wanted } = jobOf({ ...(jobStatus && { jobStatus }) });
  const ports = {
    memory: { of: () => recollection },
    resources: { isKnown: () => isKnown },
    operator: () => OperatorConfiguration.from(keys.operator ?? {}),
    snapshotsOf: () => resources,
    timeZone: 'UTC',
  } as unknown as Ports;
  const flink = { savepoint: () => Promise.resolve({ type: 'answer', value: progress }) } as unknown as FlinkCluster;
  const configuration = configurationOf(keys.configuration);
  const owner = { ...of, metadata: { ...of.metadata, creationTimestamp } };
  const looking = { of: owner, status, wanted, configuration, flink, isLost: false, now: new Date(now) };
  return lookAtSnapshots(looking, ports);
}

test('where the clock is behind, they are counted from the first look on', async () => {
  const recollection: Recollection = {};
  const behind = noon - 120 * minute;
  const first = await look({ recollection, now: behind });
  const second = await look({ recollection, now: behind + minute });
  assert.deepEqual(
    [first, second].map(({ snapshots }) => snapshots.lastPeriodic.savepoint),
    [behind, behind],
  );
});

const periodic = (minutes: number, name = 'a') => snapshotOf(name, minutes, 'FAILED');
const times: readonly (Told & { readonly name: string; readonly minutes: number })[] = [
  { name: 'there was none', minutes: 60 },
  { name: 'there are some', resources: [periodic(20), periodic(10), periodic(30)], minutes: 10 },
  { name: 'one of before the job', resources: [periodic(90)], minutes: 60 },
  {
    name: 'somebody has asked for one',
    resources: [snapshotOf('a', 5, 'COMPLETED', { trigger: 'MANUAL' })],
    minutes: 60,
  },
  { name: 'one of the other type', resources: [snapshotOf('a', 5, 'COMPLETED', { type: 'checkpoint' })], minutes: 60 },
  {
    name: 'one whose time was after it was made, as clocks differ',
    resources: [periodic(10, `orders-savepoint-periodic-${noon - 9 * minute}`)],
    minutes: 9,
  },
  {
    name: 'one whose time is to come, as the clock was set back',
    resources: [periodic(10, `orders-savepoint-periodic-${noon + 9 * minute}`)],
    minutes: 10,
  },
  { name: 'one that is gone', recollection: { periodic: { savepoint: noon - minute, checkpoint: 0 } }, minutes: 1 },
  {
    name: 'the status tells of one',
    jobStatus: { savepointInfo: { lastPeriodicSavepointTimestamp: noon - 2 * minute } },
    minutes: 2,
  },
  {
    name: 'one has come to nothing',
    jobStatus: { savepointInfo: { triggerId: 'a1', triggerTimestamp: noon - 3 * minute, triggerType: 'PERIODIC' } },
    progress: { type: 'failed', error: new Error('no') },
    minutes: 3,
  },
];

for (const { name, minutes, ...told } of times) {
  test(`periodic savepoints are counted from the last one: ${name}`, async () => {
    const { snapshots } = await look(told);
    assert.equal((noon - snapshots.lastPeriodic.savepoint) / minute, minutes);
  });
}

test('what was seen once is known, whatever becomes of it', async () => {
  const recollection: Recollection = {};
  await look({ resources: [periodic(10)], recollection });
  const { snapshots } = await look({ resources: [], recollection });
  assert.equal(snapshots.lastPeriodic.savepoint, noon - 10 * minute);
});

test('snapshots are listed from the oldest on, without those that go', async () => {
  const going = periodic(1, 'going');
  const resources = [periodic(10, 'c'), periodic(20, 'b'), periodic(20, 'a'), deleted(going)];
  const { snapshots } = await look({ resources });
  assert.deepEqual(
    snapshots.resources.map(({ metadata }) => metadata.name),
    ['a', 'b', 'c'],
  );
});

const deleted = (snapshot: Snapshot): Snapshot => ({
  ...snapshot,
  metadata: { ...snapshot.metadata, deletionTimestamp: creationTimestamp },
});

const switches: readonly (Told & { readonly name: string; readonly are: boolean })[] = [
  { name: 'as ever', are: true },
  { name: 'no such kind', isKnown: false, are: false },
  { name: 'not of this job', configuration: { 'kubernetes.operator.snapshot.resource.enabled': 'false' }, are: false },
  {
    name: 'not of this operator, whatever the job says',
    operator: { 'kubernetes.operator.snapshot.resource.enabled': 'false' },
    configuration: { 'kubernetes.operator.snapshot.resource.enabled': 'true' },
    are: false,
  },
];

for (const { name, are, ...told } of switches) {
  test(`snapshots are objects: ${name}`, async () => assert.equal((await look(told)).snapshots.areResources, are));
}
