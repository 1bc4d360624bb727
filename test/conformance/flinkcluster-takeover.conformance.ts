import assert from 'node:assert/strict';
import { test } from 'node:test';
import { corpusFolder } from './corpus.ts';
import { solid } from './flinkcluster-manifests/differences.ts';
import { recordedClusters } from './flinkcluster-manifests/recording.ts';
import { leftRunning } from './flinkcluster-takeover/left.ts';
import { takeOver } from './flinkcluster-takeover/take-over.ts';

/** A FlinkCluster that the reference operator has made, and left running, is taken over as it is, and can be handed back (design D3). */

const folder = corpusFolder('flinkcluster-manifests');

if (folder) {
  const running = [...recordedClusters(folder)].flatMap((recorded) => {
    const left = leftRunning(recorded);
    return left ? [{ id: recorded.id, left }] : [];
  });

  test('there are clusters to be taken over', () => assert.ok(running.length >= 25, String(running.length)));

  for (const { id, left } of running) {
    test(`takes over ${id}`, async () => {
      const { acts, status } = await takeOver(left);
      assert.deepEqual(acts, []);
      // The reference goes on from what it has written itself.
      assert.deepEqual(solid({ ...status, lastUpdateTime: 0 }), solid({ ...left.status, lastUpdateTime: 0 }));
    });
  }
} else test('clusters of the reference operator', { skip: 'no corpus here' });
