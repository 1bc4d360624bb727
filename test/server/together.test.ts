import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setImmediate } from 'node:timers/promises';
import { createGathering } from '../../src/server/together.ts';

test('what comes in one turn of the event loop is done in its order, later', async () => {
  const together = createGathering();
  const done: string[] = [];
  together(() => done.push('a'));
  together(() => done.push('b'));
  assert.deepEqual(done, []);
  await setImmediate();
  assert.deepEqual(done, ['a', 'b']);
});

test('what comes while the work is done waits for the next turn', async () => {
  const together = createGathering();
  const done: string[] = [];
  together(() => {
    done.push('first');
    together(() => done.push('second'));
  });
  await setImmediate();
  assert.deepEqual(done, ['first']);
  await setImmediate();
  assert.deepEqual(done, ['first', 'second']);
});
