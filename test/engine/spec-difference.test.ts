import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { FlinkDeploymentSpec } from '../../src/api/flink-deployment/types.ts';
import { type ChangeType, specChanges, strongest } from '../../src/engine/spec-difference.ts';

const spec: FlinkDeploymentSpec = {
  image: 'flink:1.20',
  flinkVersion: 'v1_20',
  restartNonce: 1,
  flinkConfiguration: { a: '1', nested: { b: 'x' } },
  jobManager: { replicas: 1, resource: { cpu: 1 } },
  taskManager: { replicas: 2, resource: { cpu: 1 } },
  job: {
    jarURI: 'local:///a.jar',
    parallelism: 2,
    upgradeMode: 'savepoint',
    savepointRedeployNonce: 1,
    state: 'running',
  },
};

interface Row {
  readonly change: object;
  readonly path: string;
  readonly native: ChangeType | undefined;
  readonly standalone?: ChangeType;
}

const job = (change: object) => ({ job: { ...spec.job, ...change } });
const conf = (change: object) => ({ flinkConfiguration: { ...spec.flinkConfiguration, ...change } });

const rows: readonly Row[] = [
  { change: job({ jarURI: 'local:///b.jar' }), path: 'job.jarURI', native: 'upgrade' },
  { change: job({ entryClass: 'A' }), path: 'job.entryClass', native: 'upgrade' },
  { change: job({ args: ['x'] }), path: 'job.args', native: 'upgrade' },
  { change: job({ state: 'suspended' }), path: 'job.state', native: 'upgrade' },
  { change: job({ parallelism: 3 }), path: 'job.parallelism', native: 'upgrade', standalone: 'scale' },
  { change: job({ upgradeMode: 'stateless' }), path: 'job.upgradeMode', native: 'ignore' },
  { change: job({ allowNonRestoredState: true }), path: 'job.allowNonRestoredState', native: 'ignore' },
  { change: job({ initialSavepointPath: 's' }), path: 'job.initialSavepointPath', native: 'ignore' },
  { change: job({ savepointTriggerNonce: 1 }), path: 'job.savepointTriggerNonce', native: 'ignore' },
  { change: job({ savepointRedeployNonce: 2 }), path: 'job.savepointRedeployNonce', native: 'savepoint-redeploy' },
  { change: job({ savepointRedeployNonce: null }), path: '', native: undefined },
  { change: { restartNonce: 2 }, path: 'restartNonce', native: 'upgrade' },
  { change: { restartNonce: undefined }, path: '', native: undefined },
  { change: { image: 'flink:2' }, path: 'image', native: 'upgrade' },
  { change: { ingress: { template: 'x' } }, path: 'ingress', native: 'ignore' },
  { change: { jobManager: { ...spec.jobManager, replicas: 2 } }, path: 'jobManager', native: 'upgrade' },
  {
    change: { taskManager: { ...spec.taskManager, replicas: 3 } },
    path: 'taskManager.replicas',
    native: 'upgrade',
    standalone: 'scale',
  },
  {
    change: { taskManager: { ...spec.taskManager, resource: { cpu: 2 } } },
    path: 'taskManager.resource',
    native: 'upgrade',
  },
  { change: { taskManager: undefined }, path: 'taskManager', native: 'upgrade' },
  { change: conf({ a: '2' }), path: 'flinkConfiguration.a', native: 'upgrade' },
  { change: conf({ 'nested.c': '2' }), path: 'flinkConfiguration.nested.c', native: 'upgrade' },
  { change: { flinkConfiguration: { nested: { b: 'x' } } }, path: 'flinkConfiguration.a', native: 'upgrade' },
  { change: { flinkConfiguration: { a: 1, 'nested.b': 'x' } }, path: '', native: undefined },
  {
    change: conf({ 'kubernetes.operator.x': '1' }),
    path: 'flinkConfiguration.kubernetes.operator.x',
    native: 'ignore',
  },
  {
    change: conf({ 'job.autoscaler.enabled': 'true' }),
    path: 'flinkConfiguration.job.autoscaler.enabled',
    native: 'ignore',
  },
  { change: conf({ 'parallelism.default': '1' }), path: 'flinkConfiguration.parallelism.default', native: 'ignore' },
  {
    change: conf({ 'pipeline.jobvertex-parallelism-overrides': 'a:1' }),
    path: 'flinkConfiguration.pipeline.jobvertex-parallelism-overrides',
    native: 'scale',
    standalone: 'upgrade',
  },
];

for (const { change, path, native, standalone = native } of rows) {
  test(`a change of ${path || JSON.stringify(change)}`, () => {
    const of = (mode: 'native' | 'standalone') => specChanges(spec, { ...spec, ...change }, mode);
    assert.deepEqual(of('native'), native ? [{ path, type: native }] : []);
    assert.deepEqual(of('standalone'), standalone ? [{ path, type: standalone }] : []);
  });
}

test('the strongest of several changes counts', () => {
  const changes = (...types: ChangeType[]) => types.map((type) => ({ path: 'x', type }));
  assert.equal(strongest([]), 'ignore');
  assert.equal(strongest(changes('ignore', 'scale')), 'scale');
  assert.equal(strongest(changes('upgrade', 'savepoint-redeploy', 'scale')), 'savepoint-redeploy');
});
