import assert from 'node:assert/strict';
import { test } from 'node:test';
import { tellAgain } from '../../../src/engine/flink-deployment/steps/scale-in-place.ts';
import { answer, inShort, now, observe, type World } from './scaling-world.ts';

const scaledFor = (seconds: number, reason: string) => [
  {
    type: 'Scaled',
    status: 'False',
    reason,
    lastTransitionTime: new Date(now.getTime() - seconds * 1000).toISOString(),
  },
];

const looks: readonly (readonly [name: string, world: World, scaled: string, happenings: string[], again: string])[] = [
  ['as it is to be', { has: new Map([['a', 4]]) }, 'True Reached', [], 'nothing'],
  [
    'not yet',
    { has: new Map([['a', 2]]), told: answer({ a: { lowerBound: 1, upperBound: 4 } }) },
    'False ScalingPending',
    [],
    'nothing',
  ],
  [
    'not yet, and it lasts',
    {
      has: new Map([['a', 2]]),
      told: answer({ a: { lowerBound: 1, upperBound: 4 } }),
      conditions: scaledFor(299, 'ScalingPending'),
    },
    'False ScalingPending',
    [],
    'nothing',
  ],
  [
    'not in time',
    {
      has: new Map([['a', 2]]),
      told: answer({ a: { lowerBound: 1, upperBound: 4 } }),
      conditions: scaledFor(300, 'ScalingPending'),
    },
    'False ScalingIncomplete',
    ['ScalingIncomplete'],
    'nothing',
  ],
  [
    'not in time, as was said before',
    {
      has: new Map([['a', 2]]),
      told: answer({ a: { lowerBound: 1, upperBound: 4 } }),
      conditions: scaledFor(900, 'ScalingIncomplete'),
    },
    'False ScalingIncomplete',
    [],
    'nothing',
  ],
  [
    'as a JobManager began it that was told nothing',
    { has: new Map([['a', 2]]) },
    'False ScalingPending',
    [],
    'tell a:4, 2',
  ],
  [
    'restarting',
    { state: 'RESTARTING', conditions: scaledFor(5, 'ScalingPending') },
    'False ScalingPending',
    [],
    'nothing',
  ],
  [
    'no longer there to be asked',
    { state: 'RECONCILING', conditions: scaledFor(5, 'ScalingPending') },
    '',
    [],
    'nothing',
  ],
];

for (const [name, world, scaled, reasons, again] of looks) {
  test(`a job that was told its parallelism: ${name}`, async () => {
    const { observed, status, happenings } = await observe({ overrides: ['a:4'], seenGeneration: 2, ...world });
    const condition = status.conditions?.find(({ type }) => type === 'Scaled');
    assert.equal(condition ? `${condition.status} ${condition.reason}` : '', scaled);
    assert.deepEqual(
      happenings.map(({ reason }) => reason),
      reasons,
    );
    assert.equal(inShort(tellAgain(observed)), again);
  });
}
