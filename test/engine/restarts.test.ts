import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Resource } from '../../src/engine/ports.ts';
import { mostRestarts, nextRestart, restartsAnnotation } from '../../src/engine/restarts.ts';

const metadata = { name: 'app', namespace: 'default', uid: 'u', generation: 3, resourceVersion: '1' };
const second = 1000;

const after = (restarts: unknown): Resource['metadata'] => ({
  ...metadata,
  annotations: { [restartsAnnotation]: typeof restarts === 'string' ? restarts : JSON.stringify(restarts) },
});

test('a job is begun again at once, then after pauses that double, and in the end no more', () => {
  let known: Resource['metadata'] = metadata;
  let now = 0;
  const pauses: number[] = [];
  for (;;) {
    const badSince = now;
    let next = nextRestart(known, badSince, now);
    if (next.type === 'never') break;
    if (next.type === 'later') {
      pauses.push(next.milliseconds / second);
      now += next.milliseconds;
      next = nextRestart(known, badSince, now);
    } else pauses.push(0);
    assert.equal(next.type, 'now');
    known = { ...metadata, annotations: { ...(next.type === 'now' && next.annotations) } };
  }
  assert.deepEqual(pauses, [0, 10, 20, 40, 80, 160, 320, 600, 600, 600]);
  assert.equal(pauses.length, mostRestarts);
});

for (const [name, restarts, badSince, type] of [
  ['ran for ten minutes before it failed', { count: 10, at: 0, generation: 3 }, 601 * second, 'now'],
  ['failed again soon', { count: 10, at: 0, generation: 3 }, 599 * second, 'never'],
  ['has another spec since', { count: 10, at: 0, generation: 2 }, 1, 'now'],
  ['was begun again in the future, by a clock that was wrong', { count: 2, at: 9e9, generation: 3 }, 0, 'now'],
  ['has an annotation that somebody else has written', 'many', 0, 'now'],
  ['has an annotation of another shape', { count: 'many' }, 0, 'now'],
] as const) {
  test(`a job that ${name}: ${type}`, () => {
    assert.equal(nextRestart(after(restarts), badSince, badSince).type, type);
  });
}
