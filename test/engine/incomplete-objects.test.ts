import assert from 'node:assert/strict';
import { test } from 'node:test';
import { flinkDeploymentEngine } from '../../src/engine/flink-deployment/engine.ts';
import { nextJobManagerStatus } from '../../src/engine/flink-deployment/job-manager-status.ts';
import type { Deployment, Status } from '../../src/engine/flink-deployment/subject.ts';
import { flinkSessionJobEngine } from '../../src/engine/flink-session-job/engine.ts';
import { steps } from '../../src/engine/flink-session-job/steps.ts';
import type { SessionJob } from '../../src/engine/flink-session-job/subject.ts';
import type { Ports } from '../../src/engine/ports.ts';
import { decide } from '../../src/engine/step.ts';
import { OperatorConfiguration } from '../../src/values/effective-configuration.ts';
import { applicationSpec, kept, now, observedDeployment } from '../support/observed-deployment.ts';
import { observedSessionJob, sessionCluster } from '../support/observed-session-job.ts';

/** What is left out of an object crashes nothing. Source: `spec/flink-engine.md` 11, found by reading 15. */

const { job: _, ...session } = applicationSpec();

/** A Kubernetes with nothing in it. */
function emptyWorld(findings: readonly string[]): Ports {
  return {
    clock: { now: () => now, elapsed: () => 0 },
    randomId: () => 'f'.repeat(32),
    operator: () => OperatorConfiguration.from({}),
    findings: async () => findings,
    children: { find: async () => undefined, list: async () => [] },
    resources: { find: () => undefined, values: () => [], isKnown: () => true },
    memory: { of: () => ({}) },
    snapshotsOf: () => [],
    submissions: { state: () => ({ type: 'none' }) },
    flink: () => ({}),
    defaultLogFiles: {},
    timeZone: 'UTC',
  } as unknown as Ports;
}

function stored(spec: unknown, status: Status | undefined, metadata: object = {}): Deployment {
  const { deployment } = observedDeployment({});
  return { ...deployment, spec, status, metadata: { ...deployment.metadata, ...metadata } } as Deployment;
}

test('a session cluster that is being upgraded, and whose spec is invalid', async () => {
  const status: Status = {
    jobManagerDeploymentStatus: 'READY',
    observedGeneration: 1,
    reconciliationStatus: { state: 'UPGRADING', lastReconciledSpec: kept(session as never) },
  };
  const considered = await flinkDeploymentEngine.consider(stored(session, status), emptyWorld(['it is wrong']));
  assert.equal(considered?.decision.pending?.reason, 'InvalidSpec');
  assert.equal(considered?.decision.actions?.at(-1)?.type, 'createCluster');
});

test('a deployment without a status, whose spec is invalid', async () => {
  const considered = await flinkDeploymentEngine.consider(stored(session, undefined), emptyWorld(['it is wrong']));
  assert.deepEqual([considered?.decision.pending?.reason, considered?.decision.actions], ['InvalidSpec', undefined]);
});

test('a job of which nothing is known', () => {
  const status: Status = { reconciliationStatus: { state: 'DEPLOYED', lastReconciledSpec: kept(applicationSpec()) } };
  const { conditions } = flinkDeploymentEngine.complete(status, stored(applicationSpec(), status), undefined, now);
  assert.deepEqual(
    conditions?.map(({ type, reason }) => `${type} ${reason}`),
    ['Running Reconciling', 'SpecApplied Deploying'],
  );
});

test('a Deployment without a status', () => {
  const seen = { deployment: {}, pods: [{}], answers: false };
  assert.deepEqual(nextJobManagerStatus('MISSING', seen), { status: 'DEPLOYING' });
});

test('a session job that is being upgraded while its JobManager is not ready', () => {
  const spec = { deploymentName: 'app', job: { upgradeMode: 'savepoint', state: 'suspended' } } as const;
  const status = { reconciliationStatus: { state: 'UPGRADING', lastReconciledSpec: kept(spec as never) } } as const;
  const cluster = { ...sessionCluster(), ready: false };
  const decision = decide(steps, observedSessionJob({ wanted: spec, status, cluster }));
  assert.deepEqual([decision.actions, decision.status], [undefined, status]);
});

for (const [name, spec] of [
  ['a session cluster', session],
  ['one without a spec, as canaries are', undefined],
  ['one of a version that nobody knows', { flinkVersion: 'v9_9' }],
] as const) {
  test(`${name} that was never deployed is deleted`, async () => {
    const deployment = stored(spec, undefined, { deletionTimestamp: now.toISOString() });
    const considered = await flinkDeploymentEngine.consider(deployment, emptyWorld([]));
    assert.equal(considered?.decision.released, true);
    const { lifecycleState } = flinkDeploymentEngine.complete(considered.decision.status, deployment, undefined, now);
    assert.equal(lifecycleState, 'DELETED');
  });
}

test('a session job without a spec, as canaries are, is deleted', async () => {
  const job = stored(undefined, undefined, { deletionTimestamp: now.toISOString() }) as unknown as SessionJob;
  const considered = await flinkSessionJobEngine.consider({ ...job, kind: 'FlinkSessionJob' }, emptyWorld([]));
  assert.equal(considered?.decision.released, true);
});
