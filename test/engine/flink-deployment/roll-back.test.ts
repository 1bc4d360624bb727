import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { ReconcilableSpec } from '../../../src/engine/flink-deployment/configuration/from-spec.ts';
import { latestState } from '../../../src/engine/flink-deployment/deploy.ts';
import { steps } from '../../../src/engine/flink-deployment/steps/index.ts';
import type { Status } from '../../../src/engine/flink-deployment/subject.ts';
import { lastReconciled } from '../../../src/engine/status/bookkeeping.ts';
import { decide } from '../../../src/engine/step.ts';
import {
  applicationSpec,
  data,
  type Facts,
  gone,
  kept,
  now,
  observedDeployment,
  running,
} from '../../support/observed-deployment.ts';

const rollbackOn = { 'kubernetes.operator.deployment.rollback.enabled': 'true' };
const good = applicationSpec({ upgradeMode: 'last-state', state: 'running' });
const bad = applicationSpec({ upgradeMode: 'last-state', state: 'running' }, { image: 'bad' });
const minutes = (count: number) => now.getTime() - count * 60_000;

/** A spec was deployed six minutes ago, and its job was never seen to run. */
function unproven(
  changes: Partial<Status> = {},
  { last = bad, stable = good as ReconcilableSpec | null } = {},
): Status {
  return {
    jobStatus: { state: 'RECONCILING', jobId: 'a'.repeat(32) },
    jobManagerDeploymentStatus: 'DEPLOYING',
    observedGeneration: 2,
    reconciliationStatus: {
      state: 'DEPLOYED',
      reconciliationTimestamp: minutes(6),
      lastReconciledSpec: kept(last),
      ...(stable && { lastStableSpec: kept(stable) }),
    },
    ...changes,
  };
}

const outcome = (facts: Facts) =>
  decide(steps, observedDeployment({ wanted: bad, configuration: rollbackOn, remains: running, ...facts }));

interface Row {
  readonly row: number;
  readonly name: string;
  readonly facts: Facts;
  /** State of the reconciliation, and how the cluster is stopped. */
  readonly becomes: string;
}

/** Source: `spec/flink-engine.md` 5.1. */
const rows: readonly Row[] = [
  {
    row: 2,
    name: 'its owner has written another spec',
    facts: {
      status: unproven(),
      highAvailability: data,
      wanted: applicationSpec({ upgradeMode: 'last-state' }, { image: 'better' }),
    },
    becomes: 'UPGRADING last-state',
  },
  {
    row: 3,
    name: 'it is not asked for',
    facts: { status: unproven(), highAvailability: data, configuration: {} },
    becomes: 'DEPLOYED',
  },
  {
    row: 3,
    name: 'the spec has proven itself',
    facts: { status: unproven({}, { stable: bad }), highAvailability: data },
    becomes: 'DEPLOYED',
  },
  {
    row: 4,
    name: 'nothing was ever stable',
    facts: { status: unproven({}, { stable: null }), highAvailability: data },
    becomes: 'DEPLOYED',
  },
  {
    row: 5,
    name: 'what was stable last was suspended',
    facts: {
      status: unproven({}, { stable: applicationSpec({ upgradeMode: 'last-state', state: 'suspended' }) }),
      highAvailability: data,
    },
    becomes: 'DEPLOYED',
  },
  {
    row: 6,
    name: 'another Flink version was stable',
    facts: { status: unproven({}, { stable: { ...good, flinkVersion: 'v1_19' } }), highAvailability: data },
    becomes: 'DEPLOYED',
  },
  {
    row: 7,
    name: 'its time is not over',
    facts: {
      status: unproven({
        reconciliationStatus: { ...unproven().reconciliationStatus, reconciliationTimestamp: minutes(4) },
      }),
      highAvailability: data,
    },
    becomes: 'DEPLOYED',
  },
  {
    row: 8,
    name: 'it was begun from a savepoint, and never began',
    facts: {
      status: unproven(
        { jobStatus: { state: 'RECONCILING', upgradeSavepointPath: 's3://savepoint' } },
        { last: applicationSpec({ upgradeMode: 'savepoint', state: 'running' }, { image: 'bad' }) },
      ),
      neverStarted: true,
    },
    becomes: 'ROLLING_BACK savepoint',
  },
  {
    row: 10,
    name: 'it was begun from a savepoint, and may have come further since',
    facts: {
      status: unproven(
        { jobStatus: { state: 'RECONCILING', upgradeSavepointPath: 's3://savepoint' } },
        { last: applicationSpec({ upgradeMode: 'savepoint', state: 'running' }, { image: 'bad' }) },
      ),
    },
    becomes: 'DEPLOYED',
  },
  {
    row: 9,
    name: 'what high availability keeps is there',
    facts: { status: unproven(), highAvailability: data },
    becomes: 'ROLLING_BACK last-state',
  },
  {
    row: 10,
    name: 'what high availability kept is lost',
    facts: { status: unproven({ jobStatus: { state: 'RECONCILING', upgradeSavepointPath: latestState } }) },
    becomes: 'DEPLOYED',
  },
];

for (const { row, name, facts, becomes } of rows) {
  test(`row ${row} of 5.1: ${name}`, () => {
    const { status } = outcome(facts);
    const mode = lastReconciled(status)?.spec.job?.upgradeMode;
    const { state } = status.reconciliationStatus ?? {};
    assert.equal(state === 'DEPLOYED' ? state : `${state} ${mode}`, becomes);
  });
}

test('a job that answers is cancelled first, so that its last checkpoint is known', () => {
  const jobStatus = { state: 'RESTARTING', jobId: 'a'.repeat(32) } as const;
  const decision = outcome({ status: unproven({ jobManagerDeploymentStatus: 'READY', jobStatus }) });
  assert.equal(decision.status.reconciliationStatus?.state, 'ROLLING_BACK');
  assert.equal(decision.status.jobStatus?.state, 'CANCELLING');
  assert.deepEqual(
    decision.actions?.map(({ type }) => type),
    ['cancelJob'],
  );
  // Whoever comes after a crash asks it again.
  const again = outcome({ status: { ...decision.status, jobStatus } });
  assert.deepEqual(
    again.actions?.map(({ type }) => type),
    ['cancelJob'],
  );
  const ends = outcome({ status: decision.status });
  assert.equal(ends.actions, undefined);
  assert.equal(ends.status.reconciliationStatus?.state, 'ROLLING_BACK');
  const left = { ...jobStatus, state: 'CANCELED', upgradeSavepointPath: 's3://last' } as const;
  const stopped = outcome({ status: { ...decision.status, jobStatus: left } });
  assert.deepEqual(
    stopped.actions?.map(({ type }) => type),
    ['remove'],
  );
});

/** What has been stopped to make room. */
function rolling(changes: Partial<Status> = {}): Status {
  const { status } = outcome({ status: unproven(), highAvailability: data });
  return { ...status, ...changes };
}

test('row 1 of 5.1: the stable spec is deployed when the other is gone, and the one that failed stays in view', () => {
  const decision = outcome({ status: rolling(), remains: gone, highAvailability: data });
  const create = decision.actions?.find((action) => action.type === 'createCluster');
  assert.equal(create?.plan.spec.image, 'flink:1');
  assert.equal(decision.done?.reconciliationStatus?.state, 'ROLLED_BACK');
  assert.equal(lastReconciled<ReconcilableSpec>(decision.done as Status)?.spec.image, 'bad');
  assert.equal(decision.done?.jobStatus?.upgradeSavepointPath, latestState);
});

test('a process that died over it goes on with the stable spec', () => {
  const begun = outcome({ status: rolling(), remains: gone, highAvailability: data }).status;
  assert.equal(begun.reconciliationStatus?.state, 'ROLLING_BACK');
  const { status, done, actions } = outcome({ status: begun, remains: running, highAvailability: data });
  const [create] = actions ?? [];
  assert.equal(create?.type === 'createCluster' && create.plan.spec.image, 'flink:1');
  assert.equal(status.reconciliationStatus?.state, 'ROLLING_BACK');
  assert.equal(done?.reconciliationStatus?.state, 'ROLLED_BACK');
});

test('a spec that is written while the failed one is being stopped takes the place of the stable one', () => {
  const wanted = applicationSpec({ upgradeMode: 'last-state' }, { image: 'better' });
  const { done, actions } = outcome({ status: rolling(), remains: gone, highAvailability: data, wanted });
  const create = actions?.find((action) => action.type === 'createCluster');
  assert.equal(create?.plan.spec.image, 'better');
  assert.equal(done?.reconciliationStatus?.state, 'DEPLOYED');
});

function rolledBack(changes: Partial<Status> = {}): Status {
  const { done } = outcome({ status: rolling(), remains: gone, highAvailability: data });
  const jobStatus = { ...done?.jobStatus, state: 'RUNNING' } as const;
  return { ...done, jobStatus, jobManagerDeploymentStatus: 'READY', ...changes };
}

test('nothing is done about the spec that failed', () => {
  const status = rolledBack();
  assert.deepEqual(outcome({ status }), { status });
});

test('its owner accepts the rollback by writing the stable spec, and nothing restarts', () => {
  const decision = outcome({ status: rolledBack(), wanted: good });
  assert.equal(decision.actions, undefined);
  assert.equal(decision.status.reconciliationStatus?.state, 'DEPLOYED');
  assert.equal(lastReconciled<ReconcilableSpec>(decision.status)?.spec.image, 'flink:1');
});

test('another spec follows the stable one', () => {
  const wanted = applicationSpec({ upgradeMode: 'last-state' }, { image: 'better' });
  const decision = outcome({ status: rolledBack(), wanted, highAvailability: data });
  assert.equal(decision.status.reconciliationStatus?.state, 'UPGRADING');
  assert.equal(lastReconciled<ReconcilableSpec>(decision.status)?.spec.image, 'flink:1');
});

test('a JobManager that is lost after a rollback comes back with the stable spec', () => {
  const lost = rolledBack({ jobManagerDeploymentStatus: 'MISSING' });
  const configuration = { ...rollbackOn, 'high-availability.type': 'kubernetes' };
  const status = { ...lost, jobStatus: { ...lost.jobStatus, state: 'RECONCILING' } as const };
  const { done, actions } = outcome({ status, remains: gone, highAvailability: data, configuration });
  const create = actions?.find((action) => action.type === 'createCluster');
  assert.equal(create?.plan.spec.image, 'flink:1');
  assert.equal(done?.reconciliationStatus?.state, 'ROLLED_BACK');
});
