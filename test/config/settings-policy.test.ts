import assert from 'node:assert/strict';
import { test } from 'node:test';
import { policyOf } from '../../src/config/policy.ts';
import type { RuleSettings } from '../../src/config/settings-type.ts';

const plain: RuleSettings = {
  mode: 'enforce',
  modes: {},
  namespaces: {},
  stateLoss: 'warn',
  onError: 'allow',
  budgetMilliseconds: 100,
};

const cases: { name: string; rules: Partial<RuleSettings>; namespace?: string; mode: string }[] = [
  { name: 'nothing set', rules: {}, mode: 'enforce' },
  { name: 'the general mode', rules: { mode: 'warn' }, mode: 'warn' },
  { name: 'the mode of the rule', rules: { modes: { r: 'off' } }, mode: 'off' },
  { name: 'the mode of another rule', rules: { modes: { s: 'off' } }, mode: 'enforce' },
  {
    name: 'the mode of the namespace',
    rules: { mode: 'warn', namespaces: { a: { mode: 'enforce' } } },
    namespace: 'a',
    mode: 'enforce',
  },
  { name: 'another namespace', rules: { namespaces: { a: { mode: 'off' } } }, namespace: 'b', mode: 'enforce' },
  { name: 'no namespace', rules: { namespaces: { a: { mode: 'off' } } }, mode: 'enforce' },
  {
    name: 'a rule that is off stays off in a namespace that enforces',
    rules: { modes: { r: 'off' }, namespaces: { a: { mode: 'enforce' } } },
    namespace: 'a',
    mode: 'off',
  },
  {
    name: 'a namespace that only warns also softens a rule that is enforced',
    rules: { mode: 'off', modes: { r: 'enforce' }, namespaces: { a: { mode: 'warn' } } },
    namespace: 'a',
    mode: 'warn',
  },
  {
    name: 'the namespace names the rule',
    rules: { modes: { r: 'off' }, namespaces: { a: { mode: 'off', modes: { r: 'enforce' } } } },
    namespace: 'a',
    mode: 'enforce',
  },
  {
    name: 'the namespace names only another rule',
    rules: { modes: { r: 'warn' }, namespaces: { a: { modes: { s: 'off' } } } },
    namespace: 'a',
    mode: 'warn',
  },
  { name: 'a namespace named as a prototype', rules: { modes: { s: 'off' } }, namespace: '__proto__', mode: 'enforce' },
];

for (const { name, rules, namespace, mode } of cases) {
  test(`mode of a rule: ${name}`, () => {
    const policy = policyOf({ rules: { ...plain, ...rules }, defaults: 'full' });
    assert.equal(policy.mode('r', namespace), mode);
  });
}

test('the policy hands on the other settings of rules', () => {
  const { onRuleError, ruleBudget, defaults } = policyOf({
    rules: { ...plain, onError: 'deny', budgetMilliseconds: 7 },
    defaults: 'minimal',
  });
  assert.deepEqual({ onRuleError, ruleBudget, defaults }, { onRuleError: 'deny', ruleBudget: 7, defaults: 'minimal' });
});

const losses: { name: string; rules: Partial<RuleSettings>; namespace?: string; mode: string }[] = [
  { name: 'nothing set', rules: {}, mode: 'warn' },
  { name: 'refused', rules: { stateLoss: 'deny' }, mode: 'enforce' },
  { name: 'not spoken of', rules: { stateLoss: 'allow' }, mode: 'off' },
  { name: 'where rules only warn', rules: { mode: 'warn', stateLoss: 'deny' }, mode: 'warn' },
  { name: 'where rules are off', rules: { mode: 'off' }, mode: 'off' },
  { name: 'by the mode of the rule', rules: { modes: { 'state-loss': 'enforce' } }, mode: 'enforce' },
  {
    name: 'by the mode of the rule in a namespace',
    rules: { namespaces: { a: { modes: { 'state-loss': 'enforce' } } } },
    namespace: 'a',
    mode: 'enforce',
  },
  {
    name: 'in a namespace that only warns',
    rules: { stateLoss: 'deny', namespaces: { a: { mode: 'warn' } } },
    namespace: 'a',
    mode: 'warn',
  },
  {
    name: 'in a namespace that enforces where no other does',
    rules: { mode: 'off', namespaces: { a: { mode: 'enforce' } } },
    namespace: 'a',
    mode: 'warn',
  },
];

for (const { name, rules, namespace, mode } of losses) {
  test(`mode of edits that lose state: ${name}`, () => {
    const policy = policyOf({ rules: { ...plain, ...rules }, defaults: 'full' });
    assert.equal(policy.mode('state-loss', namespace), mode);
  });
}
