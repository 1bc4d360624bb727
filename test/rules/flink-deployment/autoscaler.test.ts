import assert from 'node:assert/strict';
import { test } from 'node:test';
import { deploymentFindings, errors, type World } from '../../support/flink-findings.ts';

interface Row {
  readonly keys: Readonly<Record<string, unknown>>;
  readonly world?: World;
  /** Rule, and key without its prefix. */
  readonly finds: readonly [rule: string, key: string][];
}

const on = { 'job.autoscaler.enabled': 'true' };

function run({ keys, world, finds }: Row, more: object = on): void {
  test(`autoscaler: ${JSON.stringify(keys)}${more === on ? '' : ' off'}`, () => {
    const prefixed = Object.entries(keys).map(([key, value]) => [
      key.includes('.autoscaler.') || key.startsWith('kubernetes.') ? key : `job.autoscaler.${key}`,
      value,
    ]);
    const flinkConfiguration = { ...Object.fromEntries(prefixed), ...more };
    assert.deepEqual(
      errors(deploymentFindings({ spec: { flinkConfiguration } }, world)),
      finds.map(([rule, key]) => `autoscaler-${rule} at spec.flinkConfiguration['job.autoscaler.${key}']`),
    );
  });
}

const bounds: { key: string; inside: unknown[]; outside: unknown[]; more?: object }[] = [
  { key: 'scale-down.max-factor', inside: [0, 0.6, '1d', 'Infinity'], outside: [-0.1, '-Infinity'] },
  { key: 'scale-up.max-factor', inside: [0, 100_000], outside: [-1] },
  { key: 'utilization.target', inside: [0, 1, ' 0.5 '], outside: [1.01, -0.01] },
  { key: 'target.utilization.boundary', inside: [0, 2], outside: [-0.3] },
  { key: 'utilization.max', inside: [0.7, 1], outside: [0.69, 1.1] },
  { key: 'utilization.min', inside: [0, 0.7], outside: [-0.1, 0.71] },
  { key: 'memory.gc-pressure.threshold', inside: [0, 1], outside: [-0.1, 1.1] },
  { key: 'memory.heap-usage.threshold', inside: [0, 1], outside: [-0.1, 1.1] },
  {
    key: 'observed-scalability.coefficient-min',
    inside: [0.01, 1],
    outside: [0.009, 1.1],
    more: { 'observed-scalability.enabled': 'true' },
  },
  {
    key: 'scaling.effectiveness.threshold',
    inside: [0, 1],
    outside: [-0.1, 1.1],
    more: { 'scaling.effectiveness.detection.enabled': 'true' },
  },
  { key: 'memory.tuning.overhead', inside: [0, 1], outside: [-0.1, 1.1], more: { 'memory.tuning.enabled': 'true' } },
];

for (const { key, inside, outside, more = {} } of bounds) {
  for (const value of inside) run({ keys: { ...more, [key]: value }, finds: [] });
  for (const value of outside) {
    run({ keys: { ...more, [key]: value }, finds: [['number-out-of-range', key]] });
    run({ keys: { ...more, [key]: value }, finds: [] }, { 'job.autoscaler.enabled': 'false' });
    run({
      keys: { ...more, [`kubernetes.operator.job.autoscaler.${key}`]: value },
      finds: [['number-out-of-range', key]],
    });
  }
  for (const value of ['abc', '', '0,5', 'NaN']) {
    run({ keys: { ...more, [key]: value }, finds: [['number-unparsable', key]] });
  }
}

const rows: readonly Row[] = [
  { keys: { 'observed-scalability.coefficient-min': 7 }, finds: [] },
  { keys: { 'scaling.effectiveness.threshold': 'x' }, finds: [] },
  { keys: { 'memory.tuning.overhead': 7, 'memory.tuning.enabled': 'false' }, finds: [] },
  { keys: { 'utilization.max': 0.85, 'utilization.target': 0.9 }, finds: [['number-out-of-range', 'utilization.max']] },
  { keys: { 'utilization.min': 0.8, 'utilization.target': 0.9 }, finds: [] },
  {
    keys: { 'utilization.target': 'abc', 'utilization.max': 0.1 },
    finds: [['number-unparsable', 'utilization.target']],
  },
  { keys: { 'target.utilization': 2 }, finds: [['number-out-of-range', 'utilization.target']] },
  {
    keys: { 'kubernetes.operator.job.autoscaler.target.utilization': 0.5, 'target.utilization': 2 },
    finds: [],
  },
  {
    keys: { 'scale-up.max-factor': '' },
    world: { flinkConf: {} },
    finds: [['number-unparsable', 'scale-up.max-factor']],
  },
  {
    keys: {},
    world: { flinkConf: { 'job.autoscaler.scale-up.max-factor': '-1' } },
    finds: [['number-out-of-range', 'scale-up.max-factor']],
  },
  { keys: { 'excluded.periods': '9:30-10:50;* * * ? * MON-FRI' }, finds: [] },
  { keys: { 'excluded.periods': ['9:30-10:50', '10:00-11:00 && * * * ? * 2'] }, finds: [] },
  { keys: { 'excluded.periods': ' ' }, finds: [] },
  { keys: { 'excluded.periods': '9-10' }, finds: [['excluded-periods-invalid', 'excluded.periods']] },
  {
    keys: { 'excluded.periods': '9-10;9:30-10:00;* * * * *' },
    finds: [
      ['excluded-periods-invalid', 'excluded.periods'],
      ['excluded-periods-invalid', 'excluded.periods'],
    ],
  },
  {
    keys: { 'excluded.periods': '9:30-10:00 && 1:00-2:00' },
    finds: [['excluded-periods-invalid', 'excluded.periods']],
  },
  { keys: { 'excluded.periods': "'9:30-10:00" }, finds: [['excluded-periods-invalid', 'excluded.periods']] },
  {
    keys: { 'excluded.periods': '1:00-2:00;'.repeat(1001) },
    finds: [['excluded-periods-invalid', 'excluded.periods']],
  },
  { keys: { 'metrics.window': '60 s' }, finds: [] },
  { keys: { 'metrics.window': '59 s' }, finds: [['metrics-window-too-small', 'metrics.window']] },
  {
    keys: { 'metrics.window': '15 s' },
    world: { flinkConf: { 'kubernetes.operator.reconcile.interval': '15 s' } },
    finds: [],
  },
  {
    keys: { 'metrics.window': '30 s', 'kubernetes.operator.reconcile.interval': '31 s' },
    finds: [['metrics-window-too-small', 'metrics.window']],
  },
  { keys: { 'kubernetes.operator.reconcile.interval': '15 min' }, finds: [] },
  {
    keys: { 'kubernetes.operator.reconciler.reschedule.interval': '16 min' },
    finds: [['metrics-window-too-small', 'metrics.window']],
  },
];

for (const row of rows) run(row);

test('the autoscaler may be on in the defaults', () => {
  const flinkConfiguration = { 'job.autoscaler.scale-up.max-factor': -1 };
  const flinkConf = { 'kubernetes.operator.job.autoscaler.enabled': 'true' };
  assert.deepEqual(errors(deploymentFindings({ spec: { flinkConfiguration } }, { flinkConf })), [
    "autoscaler-number-out-of-range at spec.flinkConfiguration['job.autoscaler.scale-up.max-factor']",
  ]);
});

test('session clusters are judged as well', () => {
  const flinkConfiguration = { ...on, 'job.autoscaler.scale-up.max-factor': -1 };
  assert.equal(errors(deploymentFindings({ spec: { job: null, flinkConfiguration } })).length, 1);
});
