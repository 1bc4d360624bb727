import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Lifecycle, LifecycleTimes } from '../../src/engine/lifecycle-times.ts';

/** What the last look tells; each look is a state and its time. */
function after(...looks: readonly (readonly [Lifecycle, number])[]) {
  const times = new LifecycleTimes();
  const told = looks.map(([state, now]) => times.observe(state, now));
  return (told.at(-1) ?? []).map(({ in: what, name, milliseconds }) => `${what} ${name} ${milliseconds}`);
}

const cases: { name: string; looks: [Lifecycle, number][]; spent: string[] }[] = [
  { name: 'a first look tells nothing', looks: [['STABLE', 5]], spent: [] },
  {
    name: 'a look at the same state tells nothing',
    looks: [
      ['STABLE', 5],
      ['STABLE', 9],
    ],
    spent: [],
  },
  {
    name: 'a state is left when another one is seen',
    looks: [
      ['CREATED', 0],
      ['CREATED', 2],
      ['UPGRADING', 7],
    ],
    spent: ['state CREATED 7'],
  },
  {
    name: 'a submission counts from the last look at UPGRADING',
    looks: [
      ['UPGRADING', 0],
      ['UPGRADING', 20],
      ['DEPLOYED', 30],
    ],
    spent: ['state UPGRADING 30', 'transition Submission 10'],
  },
  {
    name: 'a stabilization counts from the first look at DEPLOYED',
    looks: [
      ['DEPLOYED', 0],
      ['DEPLOYED', 20],
      ['STABLE', 30],
    ],
    spent: ['state DEPLOYED 30', 'transition Stabilization 30'],
  },
  {
    name: 'an upgrade counts from the last look at STABLE',
    looks: [
      ['STABLE', 0],
      ['STABLE', 100],
      ['UPGRADING', 110],
      ['DEPLOYED', 120],
      ['STABLE', 150],
    ],
    spent: ['state DEPLOYED 30', 'transition Upgrade 50', 'transition Stabilization 30'],
  },
  {
    name: 'an upgrade that was changed on its way is one upgrade, stabilized since its last deployment',
    looks: [
      ['STABLE', 0],
      ['UPGRADING', 10],
      ['DEPLOYED', 20],
      ['UPGRADING', 30],
      ['DEPLOYED', 40],
      ['STABLE', 50],
    ],
    spent: ['state DEPLOYED 10', 'transition Upgrade 50', 'transition Stabilization 10'],
  },
  {
    name: 'a suspension counts from the last look at the running state',
    looks: [
      ['STABLE', 0],
      ['STABLE', 100],
      ['SUSPENDED', 104],
    ],
    spent: ['state STABLE 104', 'transition Suspend 4'],
  },
  {
    name: 'the first step of an upgrade is a suspension, from the state that was left last',
    looks: [
      ['STABLE', 0],
      ['UPGRADING', 10],
      ['DEPLOYED', 20],
      ['UPGRADING', 33],
    ],
    spent: ['state DEPLOYED 13', 'transition Suspend 13'],
  },
  {
    name: 'a resumption counts from the last look at SUSPENDED and is no upgrade',
    looks: [
      ['STABLE', 0],
      ['SUSPENDED', 10],
      ['SUSPENDED', 1000],
      ['UPGRADING', 1010],
      ['DEPLOYED', 1020],
      ['STABLE', 1060],
    ],
    spent: ['state DEPLOYED 40', 'transition Resume 60', 'transition Stabilization 40'],
  },
  {
    name: 'a rollback counts from the first look at DEPLOYED, its submission from the last at ROLLING_BACK',
    looks: [
      ['DEPLOYED', 0],
      ['DEPLOYED', 50],
      ['ROLLING_BACK', 60],
      ['ROLLING_BACK', 70],
      ['ROLLED_BACK', 75],
    ],
    spent: ['state ROLLING_BACK 15', 'transition Rollback 75', 'transition Submission 5'],
  },
  {
    name: 'what has failed on its way is no upgrade when it is stable again',
    looks: [
      ['STABLE', 0],
      ['UPGRADING', 10],
      ['FAILED', 20],
      ['STABLE', 30],
    ],
    spent: ['state FAILED 10'],
  },
  {
    name: 'what is created anew goes no way from what was before',
    looks: [
      ['STABLE', 0],
      ['CREATED', 10],
      ['STABLE', 20],
    ],
    spent: ['state CREATED 10'],
  },
];

for (const { name, looks, spent } of cases) test(name, () => assert.deepEqual(after(...looks), spent));

test('what is gone has left its last state, and begins anew when it is back', () => {
  const times = new LifecycleTimes();
  times.observe('STABLE', 0);
  assert.deepEqual(times.end(40), [{ in: 'state', name: 'STABLE', milliseconds: 40 }]);
  assert.deepEqual(times.end(50), []);
  assert.deepEqual(times.observe('STABLE', 60), []);
});
