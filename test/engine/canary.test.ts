import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Canaries, isCanary } from '../../src/engine/canary.ts';

const label = (value: unknown) => ({ labels: { 'flink.apache.org/canary': value } });

const metadata = [
  { name: 'labelled', of: label('true'), canary: true },
  { name: 'labelled in capitals', of: label('True'), canary: true },
  { name: 'labelled otherwise', of: label('yes'), canary: false },
  { name: 'with another label', of: { labels: { app: 'true' } }, canary: false },
  { name: 'without labels', of: {}, canary: false },
];

for (const { name, of, canary } of metadata) {
  test(`an object ${name} is ${canary ? 'a' : 'no'} canary`, () => assert.equal(isCanary(of), canary));
}

test('a canary is new once, and again after it was forgotten', () => {
  const canaries = new Canaries();
  assert.equal(canaries.seen('a', 1), true);
  assert.equal(canaries.seen('a', 2), false);
  canaries.forget('a');
  assert.equal(canaries.seen('a', 3), true);
});

test('a canary whose raised generation was seen is healthy', () => {
  const canaries = new Canaries();
  canaries.seen('a', 1);
  canaries.seen('a', 2);
  assert.equal(canaries.check('a'), true);
  assert.deepEqual(canaries.unhealthy, []);
});

test('a canary is healthy until it is checked', () => {
  const canaries = new Canaries();
  canaries.seen('a', 1);
  assert.deepEqual([...canaries.all()], [{ name: 'a', healthy: true }]);
});

test('a canary whose change nobody saw is unhealthy until the next one is seen', () => {
  const canaries = new Canaries();
  canaries.seen('a', 1);
  canaries.seen('b', 1);
  canaries.seen('b', 2);
  assert.equal(canaries.check('a'), false);
  assert.equal(canaries.check('b'), true);
  assert.deepEqual(canaries.unhealthy, ['a']);
  canaries.seen('a', 3);
  assert.deepEqual(canaries.unhealthy, ['a']);
  assert.equal(canaries.check('a'), true);
  assert.deepEqual(canaries.unhealthy, []);
});

test('a generation counts for one check only', () => {
  const canaries = new Canaries();
  canaries.seen('a', 1);
  canaries.seen('a', 2);
  assert.equal(canaries.check('a'), true);
  assert.equal(canaries.check('a'), false);
});

test('a canary that was replaced begins anew with the next check', () => {
  const canaries = new Canaries();
  canaries.seen('a', 9);
  canaries.seen('a', 1);
  assert.equal(canaries.check('a'), false);
  canaries.seen('a', 2);
  assert.equal(canaries.check('a'), true);
});

test('a canary that is gone is neither checked nor held against anybody', () => {
  const canaries = new Canaries();
  canaries.seen('a', 1);
  canaries.check('a');
  canaries.forget('a');
  assert.equal(canaries.check('a'), undefined);
  assert.deepEqual([...canaries.all()], []);
});
