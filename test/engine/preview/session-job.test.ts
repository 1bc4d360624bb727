import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { FlinkSessionJobSpec, FlinkSessionJobStatus } from '../../../src/api/flink-session-job/types.ts';
import type { Effect } from '../../../src/engine/preview/effect.ts';
import { healthyStatus } from '../../../src/engine/preview/imagined.ts';
import { previewSessionJob } from '../../../src/engine/preview/session-job.ts';
import { EffectiveConfiguration } from '../../../src/values/effective-configuration.ts';

type Job = NonNullable<FlinkSessionJobSpec['job']>;
type JobStatus = NonNullable<FlinkSessionJobStatus['jobStatus']>;

interface Row {
  readonly name: string;
  readonly mode: NonNullable<Job['upgradeMode']>;
  readonly old?: Partial<Job>;
  readonly job?: Partial<Job>;
  readonly jobStatus?: JobStatus;
  readonly stage?: 'UPGRADING';
  /** `null`: there is none. */
  readonly cluster?: 'unknown' | 'MISSING' | null;
  readonly told: string;
}

/** Source: `spec/flink-engine.md` 4.2, 4.3. */
const rows: readonly Row[] = [
  { name: 'stateless', mode: 'stateless', told: 'stateless → empty, loses stateless-upgrade' },
  { name: 'savepoint, running', mode: 'savepoint', told: 'savepoint → savepoint' },
  {
    name: 'savepoint, restarting',
    mode: 'savepoint',
    jobStatus: { state: 'RESTARTING' },
    told: 'nothing → goes-on, waits UpgradePending',
  },
  { name: 'last-state, running', mode: 'last-state', told: 'cancel → checkpoint' },
  {
    name: 'a job that has failed',
    mode: 'last-state',
    jobStatus: { state: 'FAILED', upgradeSavepointPath: 's3://1' },
    told: 'ended → path s3://1',
  },
  {
    name: 'a job that has failed without state',
    mode: 'last-state',
    jobStatus: { state: 'FAILED' },
    told: 'ended → empty',
  },
  { name: 'suspending', mode: 'savepoint', job: { state: 'suspended' }, told: 'savepoint → rests' },
  {
    name: 'resuming',
    mode: 'savepoint',
    old: { state: 'suspended' },
    job: { state: 'running' },
    jobStatus: { state: 'FINISHED', upgradeSavepointPath: 's3://1' },
    told: 'nothing → path s3://1',
  },
  {
    name: 'an edit of what is suspended',
    mode: 'savepoint',
    old: { state: 'suspended' },
    job: { state: 'suspended', parallelism: 3 },
    told: 'nothing → rests',
  },
  {
    name: 'a redeployment',
    mode: 'savepoint',
    job: { savepointRedeployNonce: 2, initialSavepointPath: 's3://given' },
    told: 'stateless → path s3://given, loses redeploy',
  },
  {
    name: 'a stop is under way',
    mode: 'last-state',
    stage: 'UPGRADING',
    jobStatus: { state: 'CANCELLING' },
    told: 'nothing → checkpoint',
  },
  {
    name: 'a submission is under way',
    mode: 'last-state',
    old: { state: 'suspended' },
    stage: 'UPGRADING',
    jobStatus: { state: 'RECONCILING' },
    job: { state: 'running' },
    told: 'nothing → goes-on, waits Deploying',
  },
  { name: 'on a cluster of which nobody knows', mode: 'savepoint', cluster: 'unknown', told: 'savepoint → savepoint' },
  {
    name: 'on a cluster that is not ready',
    mode: 'savepoint',
    cluster: 'MISSING',
    told: 'savepoint → savepoint, waits SessionCluster',
  },
  { name: 'without a cluster', mode: 'savepoint', cluster: null, told: 'savepoint → savepoint, waits SessionCluster' },
];

const configuration = new EffectiveConfiguration(new Map([['execution.checkpointing.interval', '1 min']]), []);

function preview({ mode, old, job = { args: ['two'] }, jobStatus, stage, cluster }: Row): Effect {
  const spec = { deploymentName: 'session', job: { parallelism: 1, upgradeMode: mode, ...old } };
  const healthy = healthyStatus(spec) as FlinkSessionJobStatus;
  const status = {
    ...healthy,
    reconciliationStatus: { ...healthy.reconciliationStatus, ...(stage && { state: stage }) },
    jobStatus: jobStatus ?? healthy.jobStatus ?? {},
  };
  const session = { metadata: {}, spec: {}, status: { jobManagerDeploymentStatus: cluster ?? 'READY' } };
  const known = cluster === 'unknown' ? cluster : cluster === null ? undefined : (session as never);
  const object = { spec: { ...spec, job: { ...spec.job, ...job } } };
  return previewSessionJob(object, status, { configuration, cluster: known });
}

for (const row of rows) {
  test(`what an edit of a session job does: ${row.name}`, () => {
    const { stop, begin, blocked, loss } = preview(row);
    const from = begin.type === 'path' ? `path ${begin.path}` : begin.type;
    const told = `${stop} → ${from}${blocked ? `, waits ${blocked.reason}` : ''}${loss ? `, loses ${loss.reason}` : ''}`;
    assert.equal(told, row.told);
  });
}
