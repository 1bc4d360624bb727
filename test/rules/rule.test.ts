import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fieldPath } from '../../src/api/field-path.ts';
import {
  checkRules,
  duplicate,
  finding,
  forbidden,
  invalid,
  nothing,
  notSupported,
  type Problem,
  problemsOf,
  type Rule,
  type RuleWatch,
  required,
} from '../../src/rules/rule.ts';

interface Thing {
  readonly size?: number;
}

function rule(id: string, check: Rule<Thing>['check'], rest: Partial<Rule<Thing>> = {}): Rule<Thing> {
  return { id, summary: '', explanation: '', examples: { good: '', bad: '' }, check, ...rest };
}

const small = rule('small', ({ size = 0 }, at) =>
  size > 9 ? [invalid(at.size, 'is too large', { fix: 'shrink it' })] : nothing,
);
const broken = rule('broken', () => {
  throw new Error('a slip');
});

/** A watch whose clock goes on by what each rule is said to take. */
function watchWith(
  clock: readonly number[],
): RuleWatch & { finishedRules: [string, number][]; failedRules: [string, string][] } {
  const times = [...clock];
  const finishedRules: [string, number][] = [];
  const failedRules: [string, string][] = [];
  return {
    now: () => times.shift() ?? 0,
    budget: 10,
    timed: true,
    finished: (id, milliseconds) => finishedRules.push([id, milliseconds]),
    failed: (id, error) => failedRules.push([id, (error as Error).message]),
    finishedRules,
    failedRules,
  };
}

test('a finding is a problem with its rule and the text of its path', () => {
  assert.deepEqual(checkRules([small], { size: 10 }, {}), [
    {
      rule: 'small',
      severity: 'error',
      category: 'invalid',
      path: 'size',
      reason: 'FieldValueInvalid',
      message: 'is too large',
      fix: 'shrink it',
    },
  ]);
});

test('severity and category are those of the rule', () => {
  const at = fieldPath<Thing>();
  const { severity, category } = finding({ id: 'x', severity: 'warning', category: 'change' }, forbidden(at, 'no'));
  assert.deepEqual([severity, category], ['warning', 'change']);
});

const reasons: [(path: Problem['path'], message: string) => Problem, Problem['reason']][] = [
  [required, 'FieldValueRequired'],
  [invalid, 'FieldValueInvalid'],
  [notSupported, 'FieldValueNotSupported'],
  [forbidden, 'FieldValueForbidden'],
  [duplicate, 'FieldValueDuplicate'],
];

for (const [make, reason] of reasons) {
  test(`${make.name || reason} has the reason ${reason}`, () => {
    assert.equal(make(fieldPath<Thing>(), 'x').reason, reason);
  });
}

test('a rule that throws stops the caller who does not watch', () => {
  assert.throws(() => checkRules([broken], {}, {}), /a slip/);
});

test('a watched rule that throws is reported, and the rest still decide', () => {
  const watch = watchWith([0, 1, 3]);
  const findings = checkRules([broken, small], { size: 10 }, {}, watch);
  assert.deepEqual(
    findings.map((found) => found.rule),
    ['small'],
  );
  assert.deepEqual(watch.failedRules, [['broken', 'a slip']]);
});

test('each rule is told how long it took, from the end of the one before', () => {
  const watch = watchWith([5, 6, 9]);
  checkRules([small, rule('other', () => nothing)], {}, {}, watch);
  assert.deepEqual(watch.finishedRules, [
    ['small', 1],
    ['other', 3],
  ]);
});

test('without timing, the clock is asked from the first finding of a rule on', () => {
  const endless = rule('endless', function* (_, at) {
    while (true) yield invalid(at.size, 'again');
  });
  const watch = { ...watchWith([0, 4, 8, 12]), timed: false };
  assert.equal(checkRules([small, endless], {}, {}, watch).length, 3);
  assert.deepEqual(watch.failedRules, [['endless', 'rule endless took more than 10 ms']]);
  assert.deepEqual(watch.finishedRules, []);
});

test('a condition is asked once for neighbours that share it, and keeps them from running', () => {
  let asked = 0;
  const when = ({ size = 0 }: Thing) => {
    asked++;
    return size > 9;
  };
  const family = [rule('a', small.check, { when }), rule('b', small.check, { when })];
  assert.equal(checkRules(family, { size: 1 }, {}).length, 0);
  assert.equal(asked, 1);
  assert.equal(checkRules(family, { size: 10 }, {}).length, 2);
  assert.equal(asked, 2);
  assert.deepEqual([...problemsOf(rule('a', small.check, { when }), { size: 1 }, fieldPath<Thing>(), {})], []);
});

test('a condition that throws is reported for its rule', () => {
  const watch = watchWith([0, 1, 2]);
  const failing = rule('failing', () => nothing, {
    when: () => {
      throw new Error('a slip');
    },
  });
  assert.equal(checkRules([failing, small], { size: 10 }, {}, watch).length, 1);
  assert.deepEqual(watch.failedRules, [['failing', 'a slip']]);
});

test('a rule that overruns its budget is cut off and keeps what it has found', () => {
  const endless = rule('endless', function* (_, at) {
    while (true) yield invalid(at.size, 'again');
  });
  const watch = watchWith([0, 4, 8, 12, 13, 14]);
  const findings = checkRules([endless, small], { size: 10 }, {}, watch);
  assert.deepEqual(
    findings.map((found) => found.rule),
    ['endless', 'endless', 'endless', 'small'],
  );
  assert.deepEqual(watch.failedRules, [['endless', 'rule endless took more than 10 ms']]);
});
