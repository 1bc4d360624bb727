import assert from 'node:assert/strict';
import { test } from 'node:test';
import { remembered } from '../../src/engine/remembered.ts';

test('the same question is answered once, and another one anew', () => {
  let done = 0;
  const sum = remembered(({ of }: { of: number }, more: number) => {
    done++;
    return of + more;
  });
  const [one, other] = [{ of: 1 }, { of: 1 }];
  assert.deepEqual([sum(one, 1), sum(one, 1), sum(one, 2), sum(one, 1), sum(other, 1)], [2, 2, 3, 2, 2]);
  assert.equal(done, 4);
});

test('no answer is an answer', () => {
  let done = 0;
  const find = remembered((_: object) => {
    done++;
    return undefined;
  });
  const subject = {};
  assert.deepEqual([find(subject), find(subject)], [undefined, undefined]);
  assert.equal(done, 1);
});
