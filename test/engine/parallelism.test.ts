import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Reply, ResourceRequirements } from '../../src/engine/flink-port.ts';
import { chooseScaling, overridesOf, unreached } from '../../src/engine/parallelism.ts';
import { EffectiveConfiguration } from '../../src/values/effective-configuration.ts';

type Told = Reply<ResourceRequirements | undefined>;
type Overrides = Readonly<Record<string, number>>;

const told = (bounds: Readonly<Record<string, readonly [number, number]>>): Told => ({
  type: 'answer',
  value: Object.fromEntries(
    Object.entries(bounds).map(([id, [lowerBound, upperBound]]) => [id, { lowerBound, upperBound }]),
  ),
});

interface Row {
  readonly name: string;
  readonly seen: Told | undefined;
  readonly before?: Overrides;
  readonly after: Overrides;
  readonly course: string;
}

/** Source: `spec/flink-engine.md` 4.8. */
const rows: readonly Row[] = [
  { name: 'more tasks', seen: told({ a: [1, 2] }), after: { a: 4 }, course: 'tell a 1–4' },
  { name: 'fewer tasks', seen: told({ a: [1, 4] }), after: { a: 2 }, course: 'tell a 1–2' },
  { name: 'fewer than were enough', seen: told({ a: [3, 4] }), after: { a: 2 }, course: 'tell a 2–2' },
  {
    name: 'one vertex of two: the other stays as it is',
    seen: told({ a: [1, 2], b: [2, 5] }),
    after: { a: 4 },
    course: 'tell a 1–4, b 2–5',
  },
  { name: 'told already', seen: told({ a: [1, 4], b: [1, 2] }), before: { a: 2 }, after: { a: 4 }, course: 'told' },
  { name: 'a vertex that the job has not', seen: told({ a: [1, 2] }), after: { z: 4 }, course: 'told' },
  {
    name: 'a vertex that has no override any more',
    seen: told({ a: [1, 2], b: [1, 2] }),
    before: { a: 2, b: 2 },
    after: { a: 4 },
    course: 'restart',
  },
  {
    name: 'an override that goes, of a vertex that the job has not',
    seen: told({ a: [1, 2] }),
    before: { a: 2, z: 2 },
    after: { a: 2 },
    course: 'told',
  },
  {
    name: 'Flink refuses to say',
    seen: { type: 'refused', error: new Error('no') },
    after: { a: 4 },
    course: 'restart',
  },
  { name: 'nobody answers', seen: { type: 'silent', error: new Error('late') }, after: { a: 4 }, course: 'wait' },
  { name: 'the job is not there', seen: { type: 'answer', value: undefined }, after: { a: 4 }, course: 'wait' },
  { name: 'nobody was asked', seen: undefined, after: { a: 4 }, course: 'wait' },
];

for (const { name, seen, before = {}, after, course } of rows) {
  test(`scaling while the job runs: ${name}`, () => {
    const chosen = chooseScaling(seen, new Map(Object.entries(before)), new Map(Object.entries(after)));
    const requirements = chosen.type === 'tell' ? Object.entries(chosen.requirements) : [];
    const words = requirements.map(([id, { lowerBound, upperBound }]) => `${id} ${lowerBound}–${upperBound}`);
    assert.equal([chosen.type, words.join(', ')].join(' ').trim(), course);
  });
}

const overrides = (text: string) => {
  const entries = new Map([['pipeline.jobvertex-parallelism-overrides', text]]);
  return [...overridesOf(new EffectiveConfiguration(entries, []))];
};

test('overrides are numbers of tasks; what is none counts as left out', () => {
  assert.deepEqual(overrides('a:2,b:3'), [
    ['a', 2],
    ['b', 3],
  ]);
  assert.deepEqual(overrides('a:two,b:0,c:-1,d:1'), [['d', 1]]);
  assert.deepEqual(overrides(''), []);
});

test('a vertex that the job has not is waited for by nobody', () => {
  const wanted = new Map([
    ['a', 2],
    ['b', 4],
    ['z', 9],
  ]);
  const seen = (a: number, b: number) =>
    new Map([
      ['a', a],
      ['b', b],
    ]);
  assert.deepEqual(unreached(wanted, seen(2, 4)), []);
  assert.deepEqual(unreached(wanted, seen(2, 3)), ['b with 3 of 4 tasks']);
});
