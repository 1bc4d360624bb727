import assert from 'node:assert/strict';
import { test } from 'node:test';
import { latestState } from '../../../src/engine/flink-deployment/deploy.ts';
import { withHealth } from '../../../src/engine/flink-deployment/health.ts';
import { steps } from '../../../src/engine/flink-deployment/steps/index.ts';
import type { Status } from '../../../src/engine/flink-deployment/subject.ts';
import { restartsAnnotation } from '../../../src/engine/restarts.ts';
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

type Mode = 'stateless' | 'savepoint' | 'last-state';

const specOf = (upgradeMode: Mode) => applicationSpec({ upgradeMode, state: 'running' });

/** Of a job that was deployed; `begun` says how. */
function deployed(changes: Partial<Status>, wish: Mode, begun: Mode = 'stateless'): Status {
  const spec = kept({ ...specOf(wish), job: { ...specOf(wish).job, upgradeMode: begun } as never });
  return {
    observedGeneration: 2,
    reconciliationStatus: { state: 'DEPLOYED', lastReconciledSpec: spec, lastStableSpec: spec },
    ...changes,
    jobStatus: { jobId: 'a'.repeat(32), updateTime: String(now.getTime()), ...changes.jobStatus },
  };
}

const decided = (wish: Mode, facts: Facts) => decide(steps, observedDeployment({ wanted: specOf(wish), ...facts }));

/** How a cluster ends, or what becomes of it at once. */
function told(wish: Mode, facts: Facts): string {
  const { status, done, actions = [], pending } = decided(wish, facts);
  if (pending) return pending.reason;
  const mode = lastReconciled(done ?? status)?.spec.job?.upgradeMode;
  const types = [...new Set(actions.map(({ type }) => type))];
  return types.length === 0 ? 'nothing' : `${types.join(', ')}: ${mode}`;
}

interface Row {
  readonly name: string;
  readonly wish: Mode;
  readonly facts: Facts;
  readonly outcome: string;
}

const missing = { jobManagerDeploymentStatus: 'MISSING', jobStatus: { state: 'RECONCILING' } } as const;
const ha = { 'high-availability.type': 'kubernetes' };

/** Source: `spec/flink-engine.md` 5.2, 5.3. */
const lost: readonly Row[] = [
  {
    name: 'with what high availability keeps',
    wish: 'last-state',
    facts: { status: deployed(missing, 'last-state'), remains: gone, highAvailability: data, configuration: ha },
    outcome: 'createCluster: last-state',
  },
  {
    name: 'without it, stateless',
    wish: 'stateless',
    facts: { status: deployed(missing, 'stateless'), remains: gone },
    outcome: 'createCluster: stateless',
  },
  {
    name: 'without it, stateless, and begun from a savepoint',
    wish: 'stateless',
    facts: {
      status: deployed(
        { ...missing, jobStatus: { state: 'RECONCILING', upgradeSavepointPath: 's' } },
        'stateless',
        'savepoint',
      ),
      remains: gone,
    },
    outcome: 'createCluster: savepoint',
  },
  {
    name: 'without it, stateful',
    wish: 'savepoint',
    facts: { status: deployed(missing, 'savepoint'), remains: gone },
    outcome: 'nothing',
  },
  {
    name: 'where recovery is not asked for',
    wish: 'stateless',
    facts: {
      status: deployed(missing, 'stateless'),
      remains: gone,
      configuration: { 'kubernetes.operator.jm-deployment-recovery.enabled': 'false' },
    },
    outcome: 'nothing',
  },
  {
    name: 'of a job that has ended',
    wish: 'stateless',
    facts: { status: deployed({ ...missing, jobStatus: { state: 'FINISHED' } }, 'stateless'), remains: gone },
    outcome: 'nothing',
  },
  {
    name: 'whose TaskManagers are there yet',
    wish: 'stateless',
    facts: {
      status: deployed(missing, 'stateless'),
      remains: { jobManager: undefined, taskManagers: running.jobManager, pods: 1 },
    },
    outcome: 'remove: stateless',
  },
];

const restart = { 'kubernetes.operator.job.restart.failed': 'true' };
const failed = (wish: Mode, jobStatus: Status['jobStatus'] = {}, begun?: Mode) =>
  deployed({ jobStatus: { state: 'FAILED', ...jobStatus } }, wish, begun);

/** Source: `spec/flink-engine.md` 5.5. */
const failures: readonly Row[] = [
  {
    name: 'where nobody wants it begun again',
    wish: 'last-state',
    facts: { status: failed('last-state', { upgradeSavepointPath: 's' }), remains: running },
    outcome: 'nothing',
  },
  {
    name: 'with its last checkpoint',
    wish: 'last-state',
    facts: { status: failed('last-state', { upgradeSavepointPath: 's' }), remains: running, configuration: restart },
    outcome: 'remove: savepoint',
  },
  {
    name: 'stateful, and without a checkpoint',
    wish: 'savepoint',
    facts: { status: failed('savepoint'), remains: running, configuration: restart },
    outcome: 'remove: savepoint',
  },
  {
    name: 'stateless',
    wish: 'stateless',
    facts: { status: failed('stateless', { upgradeSavepointPath: 's' }), remains: running, configuration: restart },
    outcome: 'remove: stateless',
  },
  {
    name: 'stateless, and begun from a savepoint',
    wish: 'stateless',
    facts: {
      status: failed('stateless', { upgradeSavepointPath: 's' }, 'savepoint'),
      remains: running,
      configuration: restart,
    },
    outcome: 'remove: savepoint',
  },
  {
    name: 'whose state nobody knows',
    wish: 'last-state',
    facts: {
      status: failed('last-state', { upgradeSavepointPath: latestState }),
      remains: running,
      configuration: restart,
    },
    outcome: 'ManualRestoreRequired',
  },
  {
    name: 'which may have begun again by itself since',
    wish: 'last-state',
    facts: {
      status: { ...failed('last-state', { upgradeSavepointPath: 's' }), jobManagerDeploymentStatus: 'DEPLOYING' },
      remains: running,
      highAvailability: data,
      configuration: restart,
    },
    outcome: 'remove: last-state',
  },
];

const sick = { restartsSince: 0, healthy: false, error: 'Restart count hit threshold: 64' };
function unhealthy(wish: Mode, jobStatus: Status['jobStatus'] = { state: 'RUNNING' }): Status {
  return withHealth(deployed({ jobStatus }, wish), {
    timeStamp: 1,
    numRestarts: 0,
    numRestartsEvaluationTimeStamp: 0,
    numCompletedCheckpoints: 0,
    numCompletedCheckpointsIncreasedTimeStamp: 0,
    healthResult: sick,
  });
}

/** Source: `spec/flink-engine.md` 5.4. */
const unhealthyJobs: readonly Row[] = [
  {
    name: 'with what high availability keeps',
    wish: 'last-state',
    facts: { status: unhealthy('last-state'), remains: running, highAvailability: data, configuration: ha },
    outcome: 'remove: last-state',
  },
  {
    name: 'stateful, and without it',
    wish: 'savepoint',
    facts: { status: unhealthy('savepoint'), remains: running },
    outcome: 'nothing',
  },
  {
    name: 'stateless',
    wish: 'stateless',
    facts: { status: unhealthy('stateless'), remains: running },
    outcome: 'cancelJob, remove: stateless',
  },
  {
    name: 'that has ended',
    wish: 'stateless',
    facts: { status: unhealthy('stateless', { state: 'FINISHED' }), remains: running },
    outcome: 'nothing',
  },
];

for (const [family, rows] of [
  ['5.2, a lost JobManager', lost],
  ['5.5, a job that has failed', failures],
  ['5.4, an unhealthy job', unhealthyJobs],
] as const) {
  for (const { name, wish, facts, outcome } of rows) {
    test(`${family} ${name}`, () => assert.equal(told(wish, facts), outcome));
  }
}

test('a job that has failed is begun again after a pause, and not for ever', () => {
  const facts = {
    status: failed('last-state', { upgradeSavepointPath: 's' }),
    remains: running,
    configuration: restart,
  };
  const first = decided('last-state', facts);
  assert.ok(first.annotations?.[restartsAnnotation]);
  const { deployment } = observedDeployment(facts);
  const after = (count: number) => ({
    ...deployment,
    spec: specOf('last-state'),
    metadata: {
      ...deployment.metadata,
      annotations: { [restartsAnnotation]: JSON.stringify({ count, at: now.getTime() - 1000, generation: 2 }) },
    },
  });
  const second = decided('last-state', { ...facts, deployment: after(1) });
  assert.deepEqual([second.pending?.reason, second.again, second.actions], ['RestartPending', 9000, undefined]);
  const last = decided('last-state', { ...facts, deployment: after(10) });
  assert.deepEqual([last.pending?.reason, last.actions], ['RestartsExhausted', undefined]);
});

/** Source: `spec/flink-engine.md` 5.7. */
for (const [name, state, hours, outcome] of [
  ['has just ended', 'FINISHED', 1, 'nothing'],
  ['ended a day ago', 'FINISHED', 25, 'remove: stateless'],
  ['failed a day ago', 'FAILED', 25, 'remove: stateless'],
  ['runs', 'RUNNING', 25, 'nothing'],
] as const) {
  test(`5.7, the cluster of a job that ${name}`, () => {
    const updateTime = String(now.getTime() - hours * 3_600_000);
    assert.equal(
      told('stateless', { status: deployed({ jobStatus: { state, updateTime } }, 'stateless'), remains: running }),
      outcome,
    );
  });
}

test('5.7, the cluster of a job of which nobody knows when it ended stays', () => {
  const { updateTime: _, ...jobStatus } = { ...deployed({ jobStatus: { state: 'FINISHED' } }, 'stateless').jobStatus };
  const status = { ...deployed({}, 'stateless'), jobStatus };
  assert.equal(told('stateless', { status, remains: running }), 'nothing');
});
