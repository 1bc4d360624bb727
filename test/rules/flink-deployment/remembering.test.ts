import assert from 'node:assert/strict';
import { test } from 'node:test';
import { remembering } from '../../../src/rules/flink-deployment/remembering.ts';

function counted() {
  let calls = 0;
  const read = remembering((text) => {
    calls++;
    return text === 'none' ? undefined : text.length;
  });
  return { read, calls: () => calls };
}

test('an answer is worked out once, also where it is undefined', () => {
  const { read, calls } = counted();
  assert.deepEqual([read('abc'), read('abc'), read('none'), read('none')], [3, 3, undefined, undefined]);
  assert.equal(calls(), 2);
});

test('long texts are not kept', () => {
  const { read, calls } = counted();
  const long = 'x'.repeat(101);
  assert.deepEqual([read(long), read(long)], [101, 101]);
  assert.equal(calls(), 2);
});

test('the memory starts anew when it is full', () => {
  const { read, calls } = counted();
  for (let i = 0; i < 1001; i++) read(`text ${i}`);
  read('text 0');
  assert.equal(calls(), 1002);
});
