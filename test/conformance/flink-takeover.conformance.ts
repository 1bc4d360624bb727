import assert from 'node:assert/strict';
import { test } from 'node:test';
import { corpusFolder } from './corpus.ts';
import { recordings } from './flink-lifecycle/recording.ts';
import { keeps, leftRunning, takeOver } from './flink-lifecycle/takeover.ts';

/** What the reference operator has deployed, and left running, is taken over as it is: nothing restarts, and the status says the same (design D3). */

const folder = corpusFolder('flink-reconcile');

if (folder) {
  const running = [...recordings(folder)].filter((recording) => leftRunning(recording));

  test('there are clusters and jobs to be taken over', () => assert.ok(running.length >= 20));

  for (const recording of running) {
    test(`takes over ${recording.id}`, async () => {
      const { acts, objects } = await takeOver(recording);
      assert.deepEqual(acts, []);
      for (const object of objects) assert.ok(keeps(object), `${object.name}: ${JSON.stringify(object.after)}`);
    });
  }
} else test('clusters of the reference operator', { skip: 'no corpus here' });
