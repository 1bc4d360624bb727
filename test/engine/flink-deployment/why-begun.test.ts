import assert from 'node:assert/strict';
import { test } from 'node:test';
import { latestState } from '../../../src/engine/flink-deployment/deploy.ts';
import { steps } from '../../../src/engine/flink-deployment/steps/index.ts';
import type { Status } from '../../../src/engine/flink-deployment/subject.ts';
import { restartsAnnotation } from '../../../src/engine/restarts.ts';
import { readRestores, restoresAnnotation } from '../../../src/engine/restores.ts';
import { decide } from '../../../src/engine/step.ts';
import {
  applicationSpec,
  data,
  type Facts,
  gone,
  kept,
  now,
  observedDeployment,
} from '../../support/observed-deployment.ts';

const path = 's3://savepoints/1';
const stateful = applicationSpec({ upgradeMode: 'savepoint', state: 'running' });
const another = applicationSpec({ upgradeMode: 'savepoint', state: 'running' }, { image: 'flink:2' });

interface Was {
  readonly spec?: typeof stateful;
  readonly stopped?: 'stateless' | 'savepoint' | 'last-state';
  readonly job?: Status['jobStatus'];
  readonly state?: 'UPGRADING' | 'DEPLOYED' | 'ROLLING_BACK';
  readonly jobManager?: Status['jobManagerDeploymentStatus'];
  readonly generation?: number;
  readonly suspended?: boolean;
}

/** A deployment of which nothing runs any more. */
function was({ spec = stateful, stopped = 'savepoint', suspended = false, ...more }: Was): Status {
  const job = { ...spec.job, upgradeMode: stopped, state: suspended ? ('suspended' as const) : ('running' as const) };
  return {
    jobStatus: { state: 'FINISHED', jobId: 'a'.repeat(32), upgradeSavepointPath: path, ...more.job },
    jobManagerDeploymentStatus: more.jobManager ?? 'READY',
    observedGeneration: more.generation ?? 1,
    reconciliationStatus: {
      state: more.state ?? 'UPGRADING',
      reconciliationTimestamp: now.getTime() - 60_000,
      lastReconciledSpec: kept({ ...spec, job } as typeof stateful),
      lastStableSpec: kept(stateful),
    },
  };
}

/** The engine has begun to restart it. */
const restarted = (({ deployment }) => ({
  ...deployment,
  metadata: {
    ...deployment.metadata,
    annotations: { [restartsAnnotation]: JSON.stringify({ count: 1, at: now.getTime() - 5000, generation: 2 }) },
  },
  status: was({}),
}))(observedDeployment({ wanted: stateful }));

const rows: readonly { name: string; facts: Facts; notes: string }[] = [
  {
    name: 'a new object',
    facts: { wanted: applicationSpec() },
    notes: 'empty: first deployment; initialSavepointPath names no state',
  },
  {
    name: 'a new object that names a state',
    facts: { wanted: applicationSpec({ initialSavepointPath: path }) },
    notes: `savepoint ${path}: first deployment; initialSavepointPath names the state`,
  },
  {
    name: 'a change, after a savepoint',
    facts: { wanted: another, status: was({}) },
    notes: `savepoint ${path}: the spec has changed; this is the newest state that is known`,
  },
  {
    name: 'a change without state',
    facts: { wanted: applicationSpec({}, { image: 'flink:2' }), status: was({ stopped: 'stateless' }) },
    notes: 'empty: the spec has changed; upgradeMode is stateless',
  },
  {
    name: 'a change, by what high availability keeps',
    facts: { wanted: another, status: was({ stopped: 'last-state' }), highAvailability: data },
    notes: 'last-state: the spec has changed; high availability has kept its last checkpoint',
  },
  {
    name: 'a change of a job without a checkpoint',
    facts: {
      wanted: another,
      status: was({ stopped: 'last-state' }),
      highAvailability: { ...data, hasCheckpoint: false },
    },
    notes: `savepoint ${path}: the spec has changed; it had made no checkpoint since, as high availability knows`,
  },
  {
    name: 'a change, by cancelling',
    facts: {
      wanted: another,
      status: was({ suspended: true, job: { state: 'CANCELED', upgradeSavepointPath: 's3://state/chk-3' } }),
    },
    notes: 'checkpoint s3://state/chk-3: the spec has changed; it left this state',
  },
  {
    name: 'another restartNonce',
    facts: { wanted: { ...stateful, restartNonce: 2 }, status: was({}) },
    notes: `savepoint ${path}: another restartNonce; this is the newest state that is known`,
  },
  {
    name: 'another savepointRedeployNonce',
    facts: {
      wanted: applicationSpec({
        upgradeMode: 'savepoint',
        savepointRedeployNonce: 2,
        initialSavepointPath: 's3://savepoints/2',
      }),
      status: was({ job: { upgradeSavepointPath: 's3://savepoints/2' } }),
    },
    notes: 'savepoint s3://savepoints/2: another savepointRedeployNonce; initialSavepointPath names the state',
  },
  {
    name: 'a lost JobManager',
    facts: {
      wanted: stateful,
      status: was({ state: 'DEPLOYED', jobManager: 'MISSING', job: { state: 'RUNNING' } }),
      highAvailability: data,
      configuration: { 'high-availability.type': 'kubernetes' },
    },
    notes: 'last-state: the JobManager was lost; high availability has kept its last checkpoint',
  },
  {
    name: 'a job that somebody has cancelled',
    facts: {
      wanted: stateful,
      status: was({
        suspended: true,
        generation: 2,
        job: { state: 'CANCELED', upgradeSavepointPath: 's3://state/chk-3' },
      }),
    },
    notes: 'checkpoint s3://state/chk-3: the job was cancelled; it left this state',
  },
  {
    name: 'a job that was suspended',
    facts: { wanted: stateful, status: was({ suspended: true, state: 'DEPLOYED', jobManager: 'MISSING' }) },
    notes: `savepoint ${path}: the job is resumed; this is the newest state that is known`,
  },
  {
    name: 'a spec that did not prove itself',
    facts: {
      wanted: another,
      status: was({ spec: another, state: 'ROLLING_BACK', stopped: 'last-state' }),
      highAvailability: data,
    },
    notes: 'last-state: rolled back to the last stable spec; high availability has kept its last checkpoint',
  },
  {
    name: 'an attempt that came to nothing',
    facts: { wanted: stateful, status: was({ suspended: true, jobManager: 'MISSING', generation: 2 }) },
    notes: `savepoint ${path}: nothing came of the attempt before; this is the newest state that is known`,
  },
  {
    name: 'a job that was not healthy',
    facts: {
      wanted: stateful,
      status: was({ generation: 2, stopped: 'last-state' }),
      highAvailability: data,
      deployment: restarted,
    },
    notes: 'last-state: the job was not healthy; high availability has kept its last checkpoint',
  },
  {
    name: 'a job whose spec was changed, and changed back while it was stopped',
    facts: { wanted: stateful, status: was({ generation: 2 }) },
    notes: `savepoint ${path}: the job is begun again; this is the newest state that is known`,
  },
  {
    name: 'a job that had failed',
    facts: {
      wanted: stateful,
      status: was({ generation: 2, job: { state: 'FAILED', upgradeSavepointPath: 's3://state/chk-3' } }),
    },
    notes: 'checkpoint s3://state/chk-3: the job had failed; it left this state',
  },
];

for (const { name, facts, notes } of rows) {
  test(`what is noted of ${name}`, () => {
    const decision = decide(steps, observedDeployment({ remains: gone, ...facts }));
    const [entry, ...more] = readRestores(decision.annotations?.[restoresAnnotation]) ?? [];
    const where = entry?.path === undefined ? entry?.source : `${entry.source} ${entry.path}`;
    assert.equal(`${where}: ${entry?.why}`, notes);
    assert.deepEqual(more, []);
    assert.equal(entry?.jobId, decision.status.jobStatus?.jobId);
    assert.equal(entry?.generation, decision.status.observedGeneration);
  });
}

test('of a session cluster, which has no job, nothing is noted', () => {
  const { job: _, ...session } = applicationSpec();
  const decision = decide(steps, observedDeployment({ wanted: session as typeof stateful }));
  assert.deepEqual(
    decision.actions?.map(({ type }) => type),
    ['createCluster'],
  );
  assert.equal(decision.annotations, undefined);
});

test('nothing is noted where nothing is begun, as what was to be found again is lost', () => {
  const status = was({ stopped: 'last-state', job: { upgradeSavepointPath: latestState } });
  const decision = decide(steps, observedDeployment({ wanted: another, status, remains: gone }));
  assert.deepEqual([decision.annotations, decision.pending?.reason], [undefined, 'ManualRestoreRequired']);
});

for (const lost of [latestState, '<checkpoint-not-externally-addressable>']) {
  test(`a job is not begun from a state that nobody can find: ${lost}`, () => {
    const status = was({
      suspended: true,
      state: 'DEPLOYED',
      jobManager: 'MISSING',
      job: { upgradeSavepointPath: lost },
    });
    const decision = decide(steps, observedDeployment({ wanted: stateful, status, remains: gone }));
    assert.deepEqual([decision.actions, decision.pending?.reason], [undefined, 'ManualRestoreRequired']);
    assert.match(decision.status.error ?? '', /last checkpoint is unknown/);
  });
}

test('a job that has ended in a state that nobody can find is suspended all the same', () => {
  const lost = '<checkpoint-not-externally-addressable>';
  const status = was({ state: 'DEPLOYED', job: { upgradeSavepointPath: lost } });
  const wanted = applicationSpec({ upgradeMode: 'savepoint', state: 'suspended' });
  const decision = decide(steps, observedDeployment({ wanted, status, remains: gone }));
  assert.deepEqual([decision.status.reconciliationStatus?.state, decision.pending], ['UPGRADING', undefined]);
});
