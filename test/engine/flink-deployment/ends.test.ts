import assert from 'node:assert/strict';
import { test } from 'node:test';
import { latestState } from '../../../src/engine/flink-deployment/deploy.ts';
import { cleanUp } from '../../../src/engine/flink-deployment/steps/clean-up.ts';
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

type Mode = 'stateless' | 'savepoint' | 'last-state';

const jobId = 'a'.repeat(32);
const specOf = (upgradeMode: Mode, state: 'running' | 'suspended' = 'running') =>
  applicationSpec({ upgradeMode, state });

function statusOf(jobStatus: Status['jobStatus'], mode: Mode, state: 'running' | 'suspended' = 'running'): Status {
  const spec = kept({ ...specOf(mode, state) });
  return {
    observedGeneration: 2,
    jobStatus: { jobId, updateTime: String(now.getTime()), ...jobStatus },
    reconciliationStatus: { state: 'DEPLOYED', lastReconciledSpec: spec, lastStableSpec: spec },
  };
}

/** How a job begins that is lost with its JobManager. Source: `spec/flink-engine.md` 5.3. */
const lost = { jobManagerDeploymentStatus: 'MISSING' } as const;
const ha = { 'high-availability.type': 'kubernetes' };

for (const [name, wish, begun, path, facts, begins] of [
  [
    'from what high availability keeps',
    'savepoint',
    'savepoint',
    's',
    { highAvailability: data, configuration: ha },
    `last-state ${latestState}`,
  ],
  ['from the savepoint that it was begun from, stateless', 'stateless', 'savepoint', 's', {}, 'savepoint s'],
  ['empty, as it was begun', 'stateless', 'stateless', undefined, {}, 'stateless undefined'],
] as const) {
  test(`5.3, a job begins again ${name}`, () => {
    const { upgradeMode: _, ...job } = specOf(wish).job ?? {};
    const spec = kept(applicationSpec({ ...job, upgradeMode: begun }));
    const status: Status = {
      ...statusOf({ state: 'RECONCILING', ...(path && { upgradeSavepointPath: path }) }, wish),
      ...lost,
      reconciliationStatus: { state: 'DEPLOYED', lastReconciledSpec: spec },
    };
    const { done } = decide(
      steps,
      observedDeployment({ wanted: specOf(wish), status, remains: gone, ...(facts as Facts) }),
    );
    const mode = lastReconciled(done ?? {})?.spec.job?.upgradeMode;
    assert.equal(`${mode} ${mode === 'stateless' ? undefined : done?.jobStatus?.upgradeSavepointPath}`, begins);
  });
}

/** What becomes of an application that is deleted. Source: `spec/flink-engine.md` 5.6, 11. */
const keeps = { 'kubernetes.operator.job.savepoint-on-deletion': 'true' };

for (const [name, facts, does] of [
  ['that was never deployed', { remains: gone }, 'goes'],
  ['whose job has ended', { status: statusOf({ state: 'FINISHED' }, 'savepoint'), remains: running }, 'remove'],
  ['whose job runs', { status: statusOf({ state: 'RUNNING' }, 'savepoint'), remains: running }, 'cancelJob remove'],
  [
    'whose job runs, with a savepoint',
    { status: statusOf({ state: 'RUNNING' }, 'savepoint'), remains: running, configuration: keeps },
    'stopWithSavepoint',
  ],
  [
    'whose job does not run, and so has no savepoint to give',
    { status: statusOf({ state: 'RESTARTING' }, 'savepoint'), remains: running, configuration: keeps },
    'cancelJob remove',
  ],
  [
    'that is gone, with what high availability keeps',
    {
      status: statusOf({ state: 'FINISHED' }, 'savepoint'),
      remains: gone,
      highAvailability: { ...data, maps: [{ name: 'app-cluster-config-map', uid: 'm', jobGraphs: [] }] },
    },
    'remove goes',
  ],
] as const) {
  test(`5.6, an application ${name}`, () => {
    const { actions = [], released } = decide(
      cleanUp,
      observedDeployment({ wanted: specOf('savepoint'), ...(facts as Facts) }),
    );
    assert.equal([...actions.map(({ type }) => type), released && 'goes'].filter(Boolean).join(' '), does);
  });
}

/** What can still happen to a job that has ended. Source: `spec/flink-engine.md` 5.8, 11. */
const changed = (upgradeMode: Mode) => applicationSpec({ upgradeMode, state: 'running' }, { image: 'flink:2' });

for (const [name, facts, becomes] of [
  [
    'FINISHED, and its spec changes',
    { status: statusOf({ state: 'FINISHED', upgradeSavepointPath: 's' }, 'savepoint'), wanted: changed('savepoint') },
    'UPGRADING savepoint',
  ],
  [
    'FAILED, and its spec changes',
    { status: statusOf({ state: 'FAILED', upgradeSavepointPath: 's' }, 'last-state'), wanted: changed('last-state') },
    'UPGRADING savepoint',
  ],
  [
    'FAILED, stateless, and its spec changes',
    { status: statusOf({ state: 'FAILED' }, 'stateless'), wanted: changed('stateless') },
    'UPGRADING stateless',
  ],
  [
    'FINISHED',
    { status: statusOf({ state: 'FINISHED' }, 'savepoint'), wanted: specOf('savepoint') },
    'DEPLOYED savepoint',
  ],
  // Noted as suspended when its end was seen.
  [
    'CANCELED by somebody else, with a checkpoint',
    {
      status: statusOf({ state: 'CANCELED', upgradeSavepointPath: 's' }, 'stateless', 'suspended'),
      wanted: specOf('savepoint'),
    },
    'UPGRADING savepoint',
  ],
  [
    'CANCELED by somebody else, stateless',
    {
      status: statusOf({ state: 'CANCELED', upgradeSavepointPath: 's' }, 'stateless', 'suspended'),
      wanted: specOf('stateless'),
    },
    'UPGRADING stateless',
  ],
] as const) {
  test(`5.8, a job that is ${name}`, () => {
    const { status } = decide(steps, observedDeployment({ remains: running, ...(facts as Facts) }));
    const mode = lastReconciled(status)?.spec.job?.upgradeMode;
    assert.equal(`${status.reconciliationStatus?.state} ${mode}`, becomes);
  });
}
