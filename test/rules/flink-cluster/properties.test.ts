import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import type { KubeObject } from '../../../src/api/meta.ts';
import { v1alpha1, v1beta1 } from '../../../src/conversion/flink-cluster/convert.ts';
import { defaultFlinkCluster, defaultFlinkClusterV1alpha1 } from '../../../src/defaults/flink-cluster.ts';
import { flinkClusterRules, flinkClusterV1alpha1Rules } from '../../../src/rules/flink-cluster/index.ts';
import { checkRules, type Rule } from '../../../src/rules/rule.ts';
import { checkSchema } from '../../../src/rules/schema.ts';
import { isObject, withoutNulls } from '../../../src/values/json.ts';
import { arbitraryCluster, deeplyFrozen } from '../../support/arbitrary-cluster.ts';
import { told } from '../../support/cluster-findings.ts';

const versions = [
  { apiVersion: v1beta1, kind: 'flinkClusterV1beta1', rules: flinkClusterRules, defaults: defaultFlinkCluster },
  {
    apiVersion: v1alpha1,
    kind: 'flinkClusterV1alpha1',
    rules: flinkClusterV1alpha1Rules,
    defaults: defaultFlinkClusterV1alpha1,
  },
] as const;

const now = new Date('2026-01-10T10:00:00Z');

for (const { apiVersion, kind, rules, defaults } of versions) {
  /** As rules get to see it: without nulls and what breaks the schema. */
  const readable = arbitraryCluster(apiVersion).map((cluster) => {
    const stripped = withoutNulls(cluster, 100);
    const seen = (checkSchema(kind, stripped).repaired ?? stripped) as KubeObject;
    return { ...seen, spec: isObject(seen.spec) ? seen.spec : {} };
  });

  const find = (object: KubeObject, previous?: KubeObject) =>
    checkRules(rules as readonly Rule<never>[], object as never, {
      now,
      operation: previous ? 'UPDATE' : 'CREATE',
      ...(previous && { previous }),
    }).map(told);

  describe(`rules of ${apiVersion}`, () => {
    test('whatever is stored, no rule throws or changes anything', () => {
      fc.assert(
        fc.property(readable, readable, (object, previous) => {
          find(deeplyFrozen(object), deeplyFrozen(previous));
        }),
        { numRuns: 300 },
      );
    });

    test('without an old object no rule throws', () => {
      fc.assert(
        fc.property(readable, (object) => {
          checkRules(rules as readonly Rule<never>[], object as never, { now, operation: 'UPDATE' });
        }),
        { numRuns: 100 },
      );
    });

    test('an object is judged as it is judged with its defaults written out (S-09)', () => {
      const verdict = (found: string[]) => found.filter((line) => !line.endsWith('(warning)'));
      fc.assert(
        fc.property(readable, (object) => {
          assert.deepEqual(verdict(find(object)), verdict(find(defaults(object))));
        }),
        { numRuns: 300 },
      );
    });
  });
}
