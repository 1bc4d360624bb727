import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { FlinkDeploymentSpec, FlinkDeploymentStatus, JobStatus } from '../../../src/api/flink-deployment/types.ts';
import { latestState } from '../../../src/engine/flink-deployment/deploy.ts';
import { type DeploymentFacts, previewDeployment } from '../../../src/engine/preview/deployment.ts';
import type { Effect } from '../../../src/engine/preview/effect.ts';
import { healthyStatus } from '../../../src/engine/preview/imagined.ts';
import { inShort, inWords } from '../../../src/engine/preview/words.ts';
import { OperatorConfiguration } from '../../../src/values/effective-configuration.ts';

type Mode = 'stateless' | 'savepoint' | 'last-state';
type Job = NonNullable<FlinkDeploymentSpec['job']>;

const now = new Date('2026-11-26T12:00:00Z');
const checkpoints = { 'execution.checkpointing.interval': '1 min', 'execution.checkpointing.dir': 's3://checkpoints' };
const directory = { 'execution.checkpointing.savepoint-dir': 's3://savepoints' };
const overrides = 'pipeline.jobvertex-parallelism-overrides';
const kept = { 'high-availability.type': 'kubernetes', 'high-availability.storageDir': 's3://ha' };

interface Row {
  readonly name: string;
  /** Of the old and the new spec. */
  readonly mode?: Mode;
  readonly old?: Partial<Job>;
  readonly edit?: Partial<FlinkDeploymentSpec>;
  readonly job?: Partial<Job>;
  readonly configuration?: Readonly<Record<string, string>>;
  readonly jobStatus?: JobStatus;
  readonly status?: FlinkDeploymentStatus;
  readonly facts?: Partial<DeploymentFacts>;
  /** `change: stop → begin`, with what is waited for and why state may be lost. */
  readonly told: string;
}

const data = (exists: boolean) => ({ highAvailability: { maps: [], exists, hasCheckpoint: exists } });

/** Source: `spec/flink-engine.md` 3.2, 4.2, 4.3. */
const rows: readonly Row[] = [
  {
    name: 'a parallelism that Flink takes while the job runs',
    mode: 'savepoint',
    configuration: { 'jobmanager.scheduler': 'Adaptive', [overrides]: 'a1:2' },
    edit: { flinkConfiguration: { 'jobmanager.scheduler': 'Adaptive', [overrides]: 'a1:4' } },
    told: 'scale: scaled → goes-on',
  },
  {
    name: 'a parallelism that is to be that of the program again',
    mode: 'savepoint',
    configuration: { 'jobmanager.scheduler': 'Adaptive', [overrides]: 'a1:2' },
    edit: { flinkConfiguration: { 'jobmanager.scheduler': 'Adaptive' } },
    told: 'scale: savepoint → savepoint',
  },
  {
    name: 'a parallelism of which the cluster says nothing',
    mode: 'savepoint',
    configuration: { 'jobmanager.scheduler': 'Adaptive', [overrides]: 'a1:2' },
    edit: { flinkConfiguration: { 'jobmanager.scheduler': 'Adaptive', [overrides]: 'a1:4' } },
    facts: { scaling: 'wait' },
    told: 'scale: nothing → goes-on, waits ScalingPending',
  },
  {
    name: 'what was kept of a job is gone when it is to begin again',
    mode: 'last-state',
    old: { state: 'suspended', upgradeMode: 'last-state' },
    configuration: kept,
    job: { state: 'running' },
    status: { jobManagerDeploymentStatus: 'ERROR' },
    jobStatus: { state: 'FINISHED', upgradeSavepointPath: latestState },
    facts: data(false),
    told: 'upgrade: ended → rests, waits ManualRestoreRequired for a person',
  },
  {
    name: 'a savepoint that its owner has asked for is taken',
    mode: 'savepoint',
    jobStatus: { state: 'RUNNING', savepointInfo: { triggerId: 't', triggerTimestamp: 1, triggerType: 'MANUAL' } },
    told: 'upgrade: nothing → goes-on, waits UpgradePending',
  },
  { name: 'nothing differs', edit: {}, told: 'ignore: nothing → goes-on' },
  { name: 'what needs no restart', edit: { ingress: { template: '{{name}}.x' } }, told: 'ignore: nothing → goes-on' },
  { name: 'a stateless job without checkpoints', mode: 'stateless', told: 'upgrade: stateless → empty' },
  {
    name: 'a stateless job that makes checkpoints',
    mode: 'stateless',
    configuration: checkpoints,
    told: 'upgrade: stateless → empty, loses stateless-upgrade',
  },
  {
    name: 'a stateless job that has a savepoint',
    mode: 'stateless',
    jobStatus: { state: 'RUNNING', upgradeSavepointPath: 's3://1' },
    told: 'upgrade: stateless → empty, loses stateless-upgrade',
  },
  { name: 'savepoint, running', mode: 'savepoint', told: 'upgrade: savepoint → savepoint' },
  {
    name: 'savepoint, restarting, with high availability',
    mode: 'savepoint',
    configuration: kept,
    jobStatus: { state: 'RESTARTING' },
    told: 'upgrade: last-state → last-state',
  },
  {
    name: 'savepoint, restarting, and nothing else will do',
    mode: 'savepoint',
    configuration: { ...kept, 'kubernetes.operator.job.upgrade.last-state-fallback.enabled': 'false' },
    jobStatus: { state: 'RESTARTING' },
    told: 'upgrade: nothing → goes-on, waits UpgradePending',
  },
  { name: 'last-state, running', mode: 'last-state', configuration: kept, told: 'upgrade: last-state → last-state' },
  { name: 'last-state without high availability', mode: 'last-state', told: 'upgrade: cancel → checkpoint' },
  {
    name: 'last-state, and nothing is kept after all',
    mode: 'last-state',
    configuration: kept,
    facts: data(false),
    told: 'upgrade: cancel → checkpoint',
  },
  {
    name: 'last-state, and everything is gone',
    mode: 'last-state',
    configuration: kept,
    jobStatus: { state: 'RECONCILING' },
    status: { jobManagerDeploymentStatus: 'MISSING' },
    facts: data(false),
    told: 'upgrade: nothing → goes-on, waits ManualRestoreRequired for a person',
  },
  {
    name: 'another version, with a place for savepoints',
    mode: 'last-state',
    configuration: { ...kept, ...directory },
    edit: { flinkVersion: 'v2_0' },
    told: 'upgrade: savepoint → savepoint',
  },
  {
    name: 'another version, with no place for savepoints',
    mode: 'last-state',
    configuration: kept,
    edit: { flinkVersion: 'v2_0' },
    told: 'upgrade: cancel → checkpoint',
  },
  {
    name: 'a last checkpoint that is too old',
    mode: 'last-state',
    configuration: { ...kept, 'kubernetes.operator.job.upgrade.last-state.max.allowed.checkpoint.age': '1 h' },
    facts: { checkpoints: { completedAt: now.getTime() - 7_200_000, underWaySince: undefined } },
    told: 'upgrade: savepoint → savepoint',
  },
  {
    name: 'a job that has ended',
    mode: 'savepoint',
    jobStatus: { state: 'FINISHED', upgradeSavepointPath: 's3://1' },
    told: 'upgrade: ended → path s3://1',
  },
  {
    name: 'a job that has ended, and nobody knows where its state is',
    mode: 'savepoint',
    jobStatus: { state: 'FAILED', upgradeSavepointPath: latestState },
    told: 'upgrade: nothing → goes-on, waits ManualRestoreRequired for a person',
  },
  { name: 'suspending', mode: 'savepoint', job: { state: 'suspended' }, told: 'upgrade: savepoint → rests' },
  {
    name: 'suspending without state',
    mode: 'stateless',
    configuration: checkpoints,
    job: { state: 'suspended' },
    told: 'upgrade: stateless → rests, loses stateless-upgrade',
  },
  {
    name: 'resuming from the savepoint of the suspension',
    mode: 'savepoint',
    old: { state: 'suspended' },
    job: { state: 'running' },
    jobStatus: { state: 'FINISHED', upgradeSavepointPath: 's3://1' },
    told: 'upgrade: nothing → path s3://1',
  },
  {
    name: 'resuming what was stopped stateless',
    old: { state: 'suspended', upgradeMode: 'stateless' },
    job: { state: 'running', upgradeMode: 'savepoint' },
    jobStatus: { state: 'FINISHED' },
    told: 'upgrade: nothing → empty, loses stopped-without-state',
  },
  {
    name: 'an edit of what is suspended',
    mode: 'savepoint',
    old: { state: 'suspended' },
    job: { state: 'suspended', args: ['one'] },
    told: 'upgrade: nothing → rests',
  },
  {
    name: 'a redeployment',
    mode: 'savepoint',
    job: { savepointRedeployNonce: 2, initialSavepointPath: 's3://given' },
    told: 'savepoint-redeploy: stateless → path s3://given, loses redeploy',
  },
  {
    name: 'another program that may leave state out',
    mode: 'savepoint',
    old: { allowNonRestoredState: true },
    job: { allowNonRestoredState: true, jarURI: 'local:///other.jar' },
    told: 'upgrade: savepoint → savepoint, loses non-restored-state',
  },
  {
    name: 'another parallelism of a program that may leave state out',
    mode: 'savepoint',
    old: { allowNonRestoredState: true },
    job: { allowNonRestoredState: true, parallelism: 3 },
    edit: {},
    told: 'upgrade: savepoint → savepoint',
  },
  {
    name: 'a deployment is under way',
    mode: 'savepoint',
    status: { jobManagerDeploymentStatus: 'MISSING', reconciliationStatus: { state: 'UPGRADING' } },
    told: 'upgrade: nothing → goes-on, waits Deploying',
  },
  {
    name: 'a stop is under way',
    mode: 'savepoint',
    status: { reconciliationStatus: { state: 'UPGRADING' } },
    jobStatus: { state: 'FINISHED', upgradeSavepointPath: 's3://1' },
    told: 'upgrade: nothing → path s3://1',
  },
  {
    name: 'a savepoint is under way, though the spec is changed back',
    mode: 'savepoint',
    edit: {},
    jobStatus: { state: 'RUNNING', savepointInfo: { triggerId: 't', triggerTimestamp: 1, triggerType: 'UPGRADE' } },
    told: 'ignore: savepoint → savepoint',
  },
];

function specOf({ mode = 'stateless', configuration = {} }: Row, job: Partial<Job> = {}): FlinkDeploymentSpec {
  const flinkConfiguration = configuration;
  return {
    image: 'flink:1',
    flinkVersion: 'v1_20',
    flinkConfiguration,
    job: { parallelism: 1, upgradeMode: mode, ...job },
  };
}

function preview(row: Row): Effect {
  const old = specOf(row, row.old);
  const healthy = healthyStatus(old) as FlinkDeploymentStatus;
  const status = {
    ...healthy,
    ...row.status,
    reconciliationStatus: { ...healthy.reconciliationStatus, ...row.status?.reconciliationStatus },
    jobStatus: row.jobStatus ?? healthy.jobStatus ?? {},
  };
  const edit = row.edit ?? (row.job ? {} : { image: 'flink:2' });
  const spec = { ...specOf(row, { ...row.old, ...row.job }), ...edit };
  const facts = { operator: OperatorConfiguration.from({}), now, ...row.facts };
  return previewDeployment({ metadata: { name: 'orders', namespace: 'shop' }, spec } as never, status, facts);
}

function told({ change, stop, begin, blocked, loss }: Effect): string {
  const waits = blocked ? `, waits ${blocked.reason}${blocked.needsPerson ? ' for a person' : ''}` : '';
  const from = begin.type === 'path' ? `path ${begin.path}` : begin.type;
  return `${change}: ${stop} → ${from}${waits}${loss ? `, loses ${loss.reason}` : ''}`;
}

for (const row of rows) {
  test(`what an edit does: ${row.name}`, () => assert.equal(told(preview(row)), row.told));
}

test('an edit is told in one short sentence, and in whole ones', () => {
  for (const row of rows) {
    const effect = preview(row);
    // A path and what is waited for may be longer, and are cut where they are shown.
    if (effect.begin.type !== 'path' && !effect.blocked) assert.ok((inShort(effect)?.length ?? 0) <= 120, row.name);
    for (const words of Object.values(inWords(effect))) assert.match(words, /^\S.*\S$/);
  }
});

const cluster = (flinkConfiguration: Record<string, string> = {}) => ({
  image: 'flink:1',
  flinkVersion: 'v1_20' as const,
  flinkConfiguration,
});

for (const { name, configuration, sessionJobs, wanted } of [
  { name: 'without high availability', wanted: 'upgrade: replaced → cluster, loses session-cluster' },
  { name: 'on which nothing runs', sessionJobs: [], wanted: 'upgrade: replaced → cluster' },
  { name: 'with high availability', configuration: kept, wanted: 'upgrade: replaced → cluster' },
]) {
  test(`what an edit does: a session cluster ${name}`, () => {
    const old = cluster(configuration);
    const spec = { ...old, image: 'flink:2' };
    const facts = { operator: OperatorConfiguration.from({}), now, ...(sessionJobs && { sessionJobs }) };
    const object = { metadata: { name: 'session', namespace: 'shop' }, spec } as never;
    assert.equal(told(previewDeployment(object, healthyStatus(old as never) as FlinkDeploymentStatus, facts)), wanted);
  });
}

test('what is new is deployed from the state that it names', () => {
  const facts = { operator: OperatorConfiguration.from({}), now };
  const of = (job: Partial<Job>) => {
    const spec = specOf({ name: '', told: '' }, job);
    return told(previewDeployment({ metadata: { name: 'orders', namespace: 'shop' }, spec } as never, {}, facts));
  };
  assert.equal(of({}), 'create: nothing → empty');
  assert.equal(of({ initialSavepointPath: 's3://given' }), 'create: nothing → path s3://given');
  assert.equal(of({ state: 'suspended' }), 'create: nothing → rests');
});
