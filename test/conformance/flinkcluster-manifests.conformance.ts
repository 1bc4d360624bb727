import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { isDeepStrictEqual } from 'node:util';
import { parse } from 'yaml';
import type { KubeObject } from '../../src/api/meta.ts';
import { convertToV1beta1 } from '../../src/conversion/flink-cluster/convert.ts';
import { controllerRevision } from '../../src/engine/flink-cluster/revision.ts';
import { childrenOf, stored } from '../support/flink-cluster-children.ts';
import { corpusFolder } from './corpus.ts';
import { byKey } from './flinkcluster-manifests/by-key.ts';
import { differences, solid } from './flinkcluster-manifests/differences.ts';
import { essence } from './flinkcluster-manifests/old-version.ts';
import { ourWay, ourWayOfRevision, withoutNeededQuotes } from './flinkcluster-manifests/our-ways.ts';
import { type RecordedCluster, recordedClusters } from './flinkcluster-manifests/recording.ts';

/** What we make of every recorded FlinkCluster is what was recorded, object by object, the revision of its spec among them. */

interface Divergence {
  readonly ids: readonly string[];
  readonly reason: string;
  /** Every line in which what we make differs from what was recorded. */
  readonly verdict: readonly string[];
}

const file = new URL('flinkcluster-manifests/divergences.yaml', import.meta.url);
const { divergences } = parse(readFileSync(file, 'utf8')) as { readonly divergences: readonly Divergence[] };
const folder = corpusFolder('flinkcluster-manifests');

test('recorded clusters that diverge on purpose are few', () => {
  assert.ok(divergences.flatMap(({ ids }) => ids).length <= 10);
});

if (folder) {
  for (const recorded of recordedClusters(folder)) {
    const wanted = divergences.filter(({ ids }) => ids.includes(recorded.id)).flatMap(({ verdict }) => verdict);
    if (recorded.revision) {
      // Whoever stored it: what is left out means what the reference would have filled in.
      for (const form of ['input', 'defaulted'] as const) {
        test(`${recorded.id} as ${form}`, () => {
          assert.deepEqual(childDifferences(recorded, recorded[form]), wanted.toSorted());
          checkRevision(recorded, recorded[form]);
        });
      }
    } else {
      test(`${recorded.id}, as v1beta1`, () => {
        const own = childrenOf(convertToV1beta1(recorded.input));
        assert.deepEqual(differences(essence(recorded.expected), essence(own)), wanted.toSorted());
      });
    }
  }
} else test('recorded clusters', { skip: 'no corpus here' });

function childDifferences({ defaulted, expected }: RecordedCluster, object: KubeObject): string[] {
  const { name = '' } = object.metadata;
  const { taskManager } = defaulted.spec as { readonly taskManager: { readonly deploymentType?: unknown } };
  const recorded = ourWay(expected, taskManager.deploymentType);
  return differences(byKey(recorded, name), byKey(childrenOf(object).map(withoutNeededQuotes), name));
}

/** What is not filled in our way has the content that was recorded, and with it the name. */
function checkRevision({ revision, defaulted }: RecordedCluster, object: KubeObject): void {
  const own = controllerRevision(stored(object), 1);
  const isOurWay = !isDeepStrictEqual(ourWayOfRevision(defaulted.spec), defaulted.spec);
  if (!isOurWay || object === defaulted) assert.deepEqual(solid(own), solid(revision));
  else assert.deepEqual(solid(own.data), solid(ourWayOfRevision(revision?.data)));
}
