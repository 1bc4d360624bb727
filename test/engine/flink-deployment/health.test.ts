import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  type HealthInfo,
  healthLimits,
  healthOf,
  judgeHealth,
  withHealth,
} from '../../../src/engine/flink-deployment/health.ts';
import { EffectiveConfiguration } from '../../../src/values/effective-configuration.ts';

/** Source: `spec/flink-engine.md` 5.4. */

const minute = 60_000;
const limits = { restartWindow: 2 * minute, restarts: 2, checkpointWindow: 5 * minute };
const begun = (changes: Partial<HealthInfo> = {}): HealthInfo => ({
  timeStamp: 0,
  numRestarts: 10,
  numRestartsEvaluationTimeStamp: 0,
  numCompletedCheckpoints: 4,
  numCompletedCheckpointsIncreasedTimeStamp: 0,
  healthResult: { healthy: true, error: null },
  ...changes,
});

test('the first sample of a job is healthy', () => {
  const info = judgeHealth(undefined, { at: minute, restarts: 500, checkpoints: 0 }, limits);
  assert.deepEqual(info, {
    timeStamp: minute,
    numRestarts: 500,
    numRestartsEvaluationTimeStamp: minute,
    numCompletedCheckpoints: 0,
    numCompletedCheckpointsIncreasedTimeStamp: minute,
    healthResult: { healthy: true, error: null },
  });
});

for (const [name, seen, error, kept] of [
  ['as many restarts as may be', { at: minute, restarts: 12 }, '', [10, 0]],
  ['one restart too many', { at: minute, restarts: 13 }, 'Restart count hit threshold: 2', [10, 0]],
  ['restarts over a longer time than the window count less', { at: 4 * minute, restarts: 15 }, '', [15, 4 * minute]],
  ['too many even so', { at: 4 * minute, restarts: 16 }, 'Restart count hit threshold: 2', [16, 4 * minute]],
  ['another JobManager counts anew', { at: minute, restarts: 3 }, '', [3, minute]],
  ['a clock that was set back', { at: -minute, restarts: 13 }, 'Restart count hit threshold: 2', [10, 0]],
] as const) {
  test(`restarts: ${name}`, () => {
    const info = judgeHealth(begun(), { ...seen, checkpoints: 5 }, limits);
    assert.deepEqual([info.healthResult.error, info.healthResult.healthy], [error, error === '']);
    assert.deepEqual([info.numRestarts, info.numRestartsEvaluationTimeStamp], kept);
  });
}

for (const [name, seen, error, kept] of [
  ['another one', { at: 6 * minute, checkpoints: 5 }, '', [5, 6 * minute]],
  ['none, within the window', { at: 5 * minute, checkpoints: 4 }, '', [4, 0]],
  ['none for too long', { at: 6 * minute, checkpoints: 4 }, 'Cluster is not able to complete checkpoints', [4, 0]],
  ['another JobManager counts anew', { at: 6 * minute, checkpoints: 1 }, '', [1, 6 * minute]],
] as const) {
  test(`checkpoints: ${name}`, () => {
    const info = judgeHealth(begun(), { ...seen, restarts: 10 }, limits);
    assert.equal(info.healthResult.error, error);
    assert.deepEqual([info.numCompletedCheckpoints, info.numCompletedCheckpointsIncreasedTimeStamp], kept);
  });
}

test('what is wrong in both ways is told together', () => {
  const info = judgeHealth(begun(), { at: 6 * minute, restarts: 99, checkpoints: 4 }, limits);
  assert.equal(info.healthResult.error, 'Restart count hit threshold: 2|Cluster is not able to complete checkpoints');
});

const configured = (entries: Readonly<Record<string, string>>) =>
  healthLimits(new EffectiveConfiguration(new Map(Object.entries(entries)), []));
const on = { 'kubernetes.operator.cluster.health-check.enabled': 'true' };
const window = 'kubernetes.operator.cluster.health-check.checkpoint-progress.window';

for (const [name, entries, expected] of [
  ['of a job that makes none', on, undefined],
  ['by the interval and the timeout', { ...on, 'execution.checkpointing.interval': '1 min' }, 20 * minute],
  [
    'by the failures that are tolerated',
    {
      ...on,
      'execution.checkpointing.interval': '20 min',
      'execution.checkpointing.tolerable-failed-checkpoints': '1',
    },
    60 * minute,
  ],
  ['that is longer than these', { ...on, 'execution.checkpointing.interval': '1 min', [window]: '1 h' }, 60 * minute],
  [
    'that is shorter than these',
    { ...on, 'execution.checkpointing.interval': '1 min', [window]: '1 min' },
    20 * minute,
  ],
  [
    'that nobody asks for',
    {
      ...on,
      'execution.checkpointing.interval': '1 min',
      'kubernetes.operator.cluster.health-check.checkpoint-progress.enabled': 'false',
    },
    undefined,
  ],
] as const) {
  test(`window of checkpoints ${name}`, () => {
    assert.equal(configured(entries)?.checkpointWindow, expected);
  });
}

test('nothing is judged where it is not asked for', () => {
  assert.equal(configured({}), undefined);
  assert.deepEqual(configured(on), { restartWindow: 2 * minute, restarts: 64, checkpointWindow: undefined });
});

test('what somebody else has written there counts as nothing', () => {
  for (const text of ['', '{', 'null', '{}', '{"healthResult":{}}']) {
    assert.equal(healthOf({ clusterInfo: { ClusterHealthInfo: text } }), undefined);
  }
  assert.deepEqual(healthOf(withHealth({}, begun())), begun());
});
