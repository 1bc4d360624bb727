import assert from 'node:assert/strict';
import { test } from 'node:test';
import { perform } from '../../../src/engine/action.ts';
import { scaleInPlace } from '../../../src/engine/flink-deployment/steps/scale-in-place.ts';
import type { Deployment, Status } from '../../../src/engine/flink-deployment/subject.ts';
import type { Reply } from '../../../src/engine/flink-port.ts';
import type { Recollection } from '../../../src/engine/ports.ts';
import { lastReconciled } from '../../../src/engine/status/bookkeeping.ts';
import { adaptive, answer, inShort, jobId, observe, overridesKey, type World } from './scaling-world.ts';

interface Row extends World {
  readonly name: string;
  readonly does: string;
}

const more = ['a:2', 'a:4'] as const;
const reactive = { 'scheduler-mode': 'reactive' };
const off = { ...adaptive, 'kubernetes.operator.job.upgrade.inplace-scaling.enabled': 'false' };

/** Source: `spec/flink-engine.md` 4.8. */
const rows: readonly Row[] = [
  { name: 'another override', overrides: more, does: 'tell a:4, 1→2' },
  { name: 'the first override', overrides: [undefined, 'a:4'], does: 'tell a:4, 1→2' },
  { name: 'Flink 1.18', version: 'v1_18', overrides: more, does: 'tell a:4, 1→2' },
  { name: 'Flink 1.17', version: 'v1_17', overrides: more, does: 'nothing' },
  { name: 'switched off', configuration: off, overrides: more, does: 'nothing' },
  { name: 'another scheduler', configuration: {}, overrides: more, does: 'nothing' },
  { name: 'a job that restarts', state: 'RESTARTING', overrides: more, does: 'tell a:4, 1→2' },
  { name: 'a job that has ended', state: 'FINISHED', overrides: more, does: 'nothing' },
  { name: 'a job that nobody sees', state: 'RECONCILING', overrides: more, does: 'nothing' },
  { name: 'a JobManager that does not answer', jobManager: 'DEPLOYING', overrides: more, does: 'nothing' },
  { name: 'told already', told: answer({ a: { lowerBound: 1, upperBound: 4 } }), overrides: more, does: '2' },
  { name: 'no override any more', overrides: ['a:2,b:1', 'b:1'], does: 'upgrade' },
  {
    name: 'a cluster that does not say',
    told: { type: 'silent', error: new Error('late') },
    overrides: more,
    does: 'ScalingPending, 1',
  },
  {
    name: 'a scheduler that takes none',
    told: { type: 'refused', error: new Error('no') },
    overrides: more,
    does: 'upgrade',
  },
  {
    name: 'overrides of a standalone cluster',
    mode: 'standalone',
    overrides: more,
    does: 'nothing',
  },
  {
    name: 'TaskManagers of a session cluster',
    mode: 'standalone',
    session: true,
    replicas: [1, 3],
    taskManagers: 1,
    does: 'replicas {"spec":{"replicas":3}}, 1→2',
  },
  {
    name: 'TaskManagers of a session cluster that has them',
    mode: 'standalone',
    session: true,
    replicas: [1, 3],
    taskManagers: 3,
    does: '2',
  },
  {
    name: 'TaskManagers that have no Deployment',
    mode: 'standalone',
    session: true,
    replicas: [1, 3],
    does: 'upgrade',
  },
  {
    name: 'TaskManagers of a native session cluster',
    session: true,
    replicas: [1, 3],
    does: 'nothing',
  },
  {
    name: 'TaskManagers of a job that takes all',
    mode: 'standalone',
    configuration: reactive,
    replicas: [1, 3],
    taskManagers: 1,
    does: 'replicas {"spec":{"replicas":3}}, 1→2',
  },
  {
    name: 'TaskManagers of a job that does not',
    mode: 'standalone',
    replicas: [1, 3],
    taskManagers: 1,
    does: 'nothing',
  },
  { name: 'begun, and not told yet', overrides: ['a:4'], does: 'tell a:4, 1→2' },
  {
    name: 'begun, and told as it seems',
    told: answer({ a: { lowerBound: 1, upperBound: 4 } }),
    overrides: ['a:4'],
    does: 'nothing',
  },
  {
    name: 'begun, and refused',
    memory: { refusedScaling: { generation: 2, error: new Error('more than its most') } },
    overrides: ['a:4'],
    does: 'upgrade',
  },
  {
    name: 'begun, where another spec was refused',
    memory: { refusedScaling: { generation: 1, error: new Error('more than its most') } },
    overrides: ['a:4'],
    does: 'tell a:4, 1→2',
  },
  {
    name: 'TaskManagers, begun',
    mode: 'standalone',
    session: true,
    replicas: [3, 3],
    taskManagers: 1,
    does: 'replicas {"spec":{"replicas":3}}, 1→2',
  },
  { name: 'as it is deployed', overrides: ['a:4'], seenGeneration: 2, does: 'nothing' },
];

for (const { name, does, ...world } of rows) {
  test(`scaling in place: ${name}`, async () => {
    const { observed } = await observe(world);
    assert.equal(inShort(scaleInPlace(observed)), does);
  });
}

test('what is told is noted as deployed before, so that it can be taken back by whoever comes next', async () => {
  const { observed } = await observe({ overrides: more });
  const { status, happenings = [] } = scaleInPlace(observed) ?? {};
  const kept = lastReconciled(status as Status)?.spec as Deployment['spec'];
  assert.equal((kept.flinkConfiguration as Record<string, string>)[overridesKey], 'a:4');
  assert.deepEqual(
    happenings.map(({ reason, message }) => [reason, message]),
    [
      [
        'SpecChanged',
        `SCALE change(s) detected (Diff: FlinkDeploymentSpec[flinkConfiguration.${overridesKey}]), starting reconciliation.`,
      ],
      ['Scaling', 'In-place scaling triggered'],
    ],
  );
});

test('people are told why a job is stopped for another parallelism', async () => {
  const { observed } = await observe({ overrides: more, told: { type: 'refused', error: new Error('no scheduler') } });
  const [first] = scaleInPlace(observed)?.happenings ?? [];
  assert.equal(first?.reason, 'ScalingByUpgrade');
  assert.match(first?.message ?? '', /no scheduler$/);
});

test('a refusal is remembered for the spec, and no answer is none', async () => {
  const memory: Recollection = {};
  const action = {
    type: 'scaleJob',
    place: {} as never,
    jobId,
    requirements: {},
    asker: { uid: 'u', generation: 7 },
  } as const;
  const answered = (reply: Reply<void>) =>
    perform(action, { flink: () => ({ require: async () => reply }), memory: { of: () => memory } } as never);
  await answered({ type: 'answer', value: undefined });
  await assert.rejects(answered({ type: 'silent', error: new Error('late') }), /late/);
  assert.deepEqual(memory, {});
  const error = new Error('more than its most');
  await assert.rejects(answered({ type: 'refused', error }), { reason: 'ScalingRefused' });
  assert.deepEqual(memory, { refusedScaling: { generation: 7, error } });
});
