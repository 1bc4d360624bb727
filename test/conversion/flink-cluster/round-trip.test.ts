import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import {
  convertToV1alpha1,
  convertToV1beta1,
  v1alpha1,
  v1beta1,
} from '../../../src/conversion/flink-cluster/convert.ts';
import { arbitraryCluster, deeplyFrozen } from '../../support/arbitrary-cluster.ts';

/** As the object travels: JSON out, JSON in. */
const sent = <T>(value: T): T => JSON.parse(JSON.stringify(value));

const ways = [
  { from: v1alpha1, there: convertToV1beta1, back: convertToV1alpha1 },
  { from: v1beta1, there: convertToV1alpha1, back: convertToV1beta1 },
];

for (const { from, there, back } of ways) {
  test(`whatever the object of ${from}, it comes back as it was`, () => {
    fc.assert(
      fc.property(arbitraryCluster(from), (cluster) => {
        const original = deeplyFrozen(sent(cluster));
        assert.deepEqual(sent(back(sent(there(original)))), original);
      }),
      { numRuns: 500 },
    );
  });

  test(`an object of ${from} may go back and forth as often as it likes`, () => {
    fc.assert(
      fc.property(arbitraryCluster(from), (cluster) => {
        const once = sent(there(sent(cluster)));
        assert.deepEqual(sent(there(sent(back(once)))), once);
      }),
      { numRuns: 150 },
    );
  });
}
