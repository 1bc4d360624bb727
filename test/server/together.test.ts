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

test('no more than eight are done in one go', async () => {
  const together = createGathering();
  let done = 0;
  for (let i = 0; i < 20; i++) together(() => done++);
  const turns = [];
  for (let turn = 0; turn < 3; turn++) {
    await setImmediate();
    turns.push(done);
  }
  assert.deepEqual(turns, [8, 16, 20]);
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
