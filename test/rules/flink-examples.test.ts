import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { parse } from 'yaml';
import { flinkBlueGreenDeploymentRules } from '../../src/rules/flink-blue-green-deployment/index.ts';
import { flinkDeploymentRules } from '../../src/rules/flink-deployment/index.ts';
import { flinkSessionJobRules } from '../../src/rules/flink-session-job/index.ts';
import { flinkStateSnapshotRules } from '../../src/rules/flink-state-snapshot/index.ts';
import type { Finding, Rule, RuleExamples } from '../../src/rules/rule.ts';
import {
  blueGreenFindings,
  deploymentFindings,
  sessionJobFindings,
  snapshotFindings,
  type World,
} from '../support/flink-findings.ts';

interface Kind {
  readonly name: string;
  readonly rules: readonly Pick<Rule<never, never>, 'id' | 'summary' | 'explanation' | 'examples'>[];
  find(changes: object, world: World): readonly Finding[] | Promise<readonly Finding[]>;
}

const kinds: readonly Kind[] = [
  { name: 'FlinkDeployment', rules: flinkDeploymentRules, find: deploymentFindings },
  { name: 'FlinkSessionJob', rules: flinkSessionJobRules, find: sessionJobFindings },
  { name: 'FlinkStateSnapshot', rules: flinkStateSnapshotRules, find: snapshotFindings },
  { name: 'FlinkBlueGreenDeployment', rules: flinkBlueGreenDeploymentRules, find: blueGreenFindings },
];

function worldOf({ given = {} }: RuleExamples): World {
  return Object.fromEntries(Object.entries(given).map(([name, yaml]) => [name, parse(yaml)]));
}

/** Longer ones are cut where they are shown, so the first words must do. */
const longest = { summary: 160, message: 160, fix: 120 };

for (const { name, rules, find } of kinds) {
  describe(`examples of the rules of ${name}`, () => {
    for (const { id, examples, summary, explanation } of rules) {
      const findings = async (yaml: string) => find(parse(yaml), worldOf(examples));

      test(`${id}: the good one passes`, async () => {
        const found = await findings(examples.good);
        assert.deepEqual(
          found.filter(({ severity, rule }) => severity === 'error' || rule === id),
          [],
        );
      });

      test(`${id}: the bad one is found`, async () => {
        const found = await findings(examples.bad);
        assert.ok(found.some(({ rule }) => rule === id));
      });

      test(`${id}: reads like a sentence`, async () => {
        assert.match(summary, /^\S.*\.$/);
        assert.match(explanation, /^\S.*\.$/);
        assert.ok(summary.length <= longest.summary, `${summary.length} characters`);
        for (const { message, fix = '' } of await findings(examples.bad)) {
          assert.ok(message.length <= longest.message, message);
          assert.ok(fix.length <= longest.fix, fix);
          assert.doesNotMatch(message + fix, /undefined|\.$/);
        }
      });
    }
  });

  test(`rule ids of ${name} are unique`, () => {
    const ids = rules.map(({ id }) => id);
    assert.deepEqual(ids, [...new Set(ids)]);
  });
}
