import assert from 'node:assert/strict';
import { test } from 'node:test';
import { autoscalerOptions, utilizationTarget } from '../../src/values/autoscaler-options.ts';
import {
  booleanOption,
  type ConfigurationOption,
  doubleOption,
  durationOption,
  enumOption,
  floatOption,
  intOption,
  listOption,
  mapOption,
  memoryOption,
  stringOption,
} from '../../src/values/configuration-option.ts';
import * as options from '../../src/values/configuration-options.ts';
import { memoryOptions } from '../../src/values/memory-options.ts';

const readings: [ConfigurationOption<unknown>, string, unknown][] = [
  [booleanOption('k'), 'TRUE', true],
  [booleanOption('k'), 'yes', undefined],
  [intOption('k'), '5', 5],
  [intOption('k'), '5.0', undefined],
  [doubleOption('k'), '0.1', 0.1],
  [doubleOption('k'), '', undefined],
  [floatOption('k'), '0.1', 0.10000000149011612],
  [floatOption('k'), 'x', undefined],
  [durationOption('k'), '1 s', 1_000_000_000n],
  [memoryOption('k'), '1k', 1024n],
  [listOption('k'), 'a;b', ['a', 'b']],
  [mapOption('k'), 'a:b', new Map([['a', 'b']])],
  [stringOption('k'), '', ''],
  [enumOption('k', ['CANONICAL', 'Native']), 'native', 'Native'],
  [enumOption('k', ['CANONICAL', 'Native']), 'canonical', 'CANONICAL'],
  [enumOption('k', ['CANONICAL', 'Native']), 'nativ', undefined],
];
for (const [option, text, value] of readings) {
  test(`${option.type} reads ${JSON.stringify(text)}`, () => assert.deepEqual(option.read(text), value));
}

const all = [...Object.values(options), ...autoscalerOptions, ...memoryOptions] as ConfigurationOption<unknown>[];

test('no name belongs to two options', () => {
  const names = all.flatMap(({ key, fallbackKeys }) => [key, ...fallbackKeys]);
  assert.deepEqual(
    names.filter((name, i) => names.indexOf(name) !== i),
    [],
  );
});

test('every option of the autoscaler has the longer prefix as its first other name', () => {
  for (const { key, fallbackKeys } of autoscalerOptions) {
    assert.match(key, /^job\.autoscaler\./);
    assert.equal(fallbackKeys[0], `kubernetes.operator.${key}`);
  }
});

test('the other names of the utilization target, in their order', () => {
  assert.deepEqual(utilizationTarget.fallbackKeys, [
    'kubernetes.operator.job.autoscaler.utilization.target',
    'kubernetes.operator.job.autoscaler.target.utilization',
    'job.autoscaler.target.utilization',
  ]);
});
