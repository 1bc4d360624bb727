import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { parse } from 'yaml';
import { flinkClusterRules, flinkClusterV1alpha1Rules } from '../../../src/rules/flink-cluster/index.ts';
import { type ClusterRow, clusterFindings, oldClusterFindings } from '../../support/cluster-findings.ts';

const versions = [
  { name: 'v1beta1', rules: flinkClusterRules, find: clusterFindings },
  { name: 'v1alpha1', rules: flinkClusterV1alpha1Rules, find: oldClusterFindings },
];

for (const { name, rules, find } of versions) {
  describe(`examples of the rules of FlinkCluster ${name}`, () => {
    for (const { id, examples, summary, explanation } of rules) {
      const row = (yaml: string): ClusterRow => ({
        name: id,
        object: parse(yaml),
        ...(examples.given?.previous && { previous: parse(examples.given.previous) }),
        finds: [],
      });

      test(`${id}: the good one passes`, () => {
        const findings = find(row(examples.good));
        assert.deepEqual(
          findings.filter(({ severity, rule }) => severity === 'error' || rule === id),
          [],
        );
      });

      test(`${id}: the bad one is found`, () => {
        assert.ok(find(row(examples.bad)).some(({ rule }) => rule === id));
      });

      test(`${id}: reads like a sentence`, () => {
        assert.match(summary, /^\S.*\.$/);
        assert.match(explanation, /^\S.*\.$/);
      });
    }
  });
}

test('rule ids of FlinkCluster are unique', () => {
  const ids = [...flinkClusterRules, ...flinkClusterV1alpha1Rules].map(({ id }) => id);
  assert.deepEqual(ids.toSorted(), [...new Set(ids)].toSorted());
});
