import assert from 'node:assert/strict';
import { afterEach, beforeEach, describe, test } from 'node:test';
import fc from 'fast-check';
import { queueLimits } from '../../src/engine/options.ts';
import { type PassResult, WorkQueue, type WorkQueueOptions } from '../../src/engine/queue.ts';
import { OperatorConfiguration } from '../../src/values/effective-configuration.ts';
import { VirtualTime } from '../support/virtual-clock.ts';

const retry = { initial: 5000, multiplier: 1.5, longest: Number.POSITIVE_INFINITY, attempts: 15 };

let time: VirtualTime;
let queue: WorkQueue;
/** `key@seconds` of every pass that began. */
let begun: string[];
let failures: { key: string; delay: number | undefined }[];

function make(changes: Partial<WorkQueueOptions> = {}): WorkQueue {
  const { run = async (): Promise<PassResult> => ({}) } = changes;
  queue = new WorkQueue({
    clock: time.clock(),
    parallelism: 50,
    retry,
    rate: { limit: 0, period: 15_000 },
    failed: (key, _error, delay) => failures.push({ key, delay }),
    ...changes,
    run: (key, signal) => {
      begun.push(`${key}@${time.now / 1000}`);
      return run(key, signal);
    },
  });
  return queue.start();
}

const lasting = (milliseconds: number) => async (): Promise<PassResult> => {
  await time.sleep(milliseconds);
  return {};
};

// Hooks of a file would be those of all files that run in this process.
describe('a queue of passes', () => {
  beforeEach(() => {
    time = new VirtualTime();
    begun = [];
    failures = [];
  });
  afterEach(async () => {
    const stopping = queue.stop();
    await time.pass(10_000_000);
    await stopping;
  });

  test('what happens leads to a pass', async () => {
    make().wake('a');
    await time.pass(0);
    assert.deepEqual(begun, ['a@0']);
    await time.pass(100_000);
    assert.deepEqual(begun, ['a@0']);
  });

  test('a pass says when it wants to look again, and what happens comes earlier', async () => {
    make({ run: async () => ({ again: 60_000 }) }).wake('a');
    await time.pass(90_000);
    queue.wake('a');
    await time.pass(59_000);
    assert.deepEqual(begun, ['a@0', 'a@60', 'a@90']);
  });

  test('whatever happens during a pass is one more pass, after it', async () => {
    make({ run: lasting(10_000) }).wake('a');
    for (let i = 0; i < 5; i++) {
      await time.pass(1000);
      queue.wake('a');
    }
    await time.pass(60_000);
    assert.deepEqual(begun, ['a@0', 'a@10']);
  });

  test('no more passes at once than are allowed, first come first', async () => {
    make({ parallelism: 2, run: lasting(10_000) });
    for (const key of ['a', 'b', 'c', 'd']) {
      queue.wake(key);
      await time.pass(1);
    }
    assert.equal(queue.waiting, 2);
    assert.equal(queue.running, 2);
    await time.pass(5000);
    assert.ok(queue.oldestWait >= 5000);
    await time.pass(30_000);
    assert.deepEqual(
      begun.map((pass) => pass.replace(/\..*/, '')),
      ['a@0', 'b@0', 'c@10', 'd@10'],
    );
  });

  test('a pass that hangs holds up its own key only', async () => {
    make({ parallelism: 50, run: (key) => (key === 'stuck' ? time.sleep(1e7).then(() => ({})) : Promise.resolve({})) });
    queue.wake('stuck');
    for (let i = 0; i < 49; i++) queue.wake(`k${i}`);
    await time.pass(10);
    assert.equal(begun.length, 50);
    queue.wake('stuck');
    queue.wake('k7');
    await time.pass(10);
    assert.equal(begun.at(-1), 'k7@0.01');
  });

  test('what fails waits longer each time, and is given up in the end', async () => {
    make({ run: () => Promise.reject(new Error('no')) }).wake('a');
    await time.pass(1e7);
    assert.equal(begun.length, 16);
    const delays = failures.map(({ delay }) => delay);
    assert.deepEqual(delays.slice(0, 5), [5000, 5000, 7500, 11_250, 16_875]);
    assert.equal(delays.at(-1), undefined);
    queue.wake('a');
    await time.pass(1);
    assert.equal(begun.length, 17, 'what happens is tried again all the same');
  });

  test('no delay is longer than the longest, and a success begins anew', async () => {
    let broken = true;
    make({ retry: { ...retry, longest: 6000 }, run: async () => (broken ? Promise.reject(new Error('no')) : {}) }).wake(
      'a',
    );
    await time.pass(25_000);
    assert.deepEqual(
      failures.map(({ delay }) => delay),
      [5000, 5000, 6000, 6000, 6000],
    );
    broken = false;
    await time.pass(10_000);
    broken = true;
    queue.wake('a');
    await time.pass(1);
    assert.equal(failures.at(-1)?.delay, 5000);
  });

  test('a key that is woken all the time has so many passes in a period', async () => {
    make({ rate: { limit: 5, period: 15_000 } });
    for (let i = 0; i < 60; i++) {
      queue.wake('a');
      await time.pass(500);
    }
    const seconds = begun.map((pass) => Number(pass.slice(2)));
    assert.deepEqual(seconds, [0, 0.5, 1, 1.5, 2, 15, 15, 15.5, 16, 16.5, 30]);
  });

  test('what is forgotten has no more passes, unless it comes back', async () => {
    make({ run: async () => time.sleep(1000).then(() => ({ again: 1000 })) }).wake('a');
    await time.pass(500);
    queue.forget('a');
    await time.pass(60_000);
    assert.deepEqual(begun, ['a@0']);
    queue.wake('a');
    await time.pass(1);
    queue.forget('a');
    queue.wake('a');
    await time.pass(1500);
    assert.deepEqual(begun, ['a@0', 'a@60.5', 'a@61.5'], 'and never two at once');
  });

  test('it stops after the passes that run', async () => {
    make({ run: lasting(5000) }).wake('a');
    await time.pass(10);
    let stopped = false;
    void queue.stop().then(() => {
      stopped = true;
    });
    queue.wake('b');
    await time.pass(4000);
    assert.equal(stopped, false);
    await time.pass(1000);
    assert.equal(stopped, true);
    assert.deepEqual(begun, ['a@0']);
  });

  test('whatever happens when, no key runs twice at once, none is lost, and no limit is passed', async () => {
    const event = fc.record({ key: fc.constantFrom('a', 'b', 'c'), after: fc.integer({ min: 0, max: 4000 }) });
    const world = fc.record({
      events: fc.array(event, { maxLength: 30 }),
      lasts: fc.integer({ min: 0, max: 3000 }),
      parallelism: fc.integer({ min: 1, max: 3 }),
      failEvery: fc.integer({ min: 2, max: 6 }),
    });
    await fc.assert(
      fc.asyncProperty(world, async ({ events, lasts, parallelism, failEvery }) => {
        time = new VirtualTime();
        begun = [];
        const running = new Set<string>();
        const lastEvent = new Map<string, number>();
        const lastBegun = new Map<string, number>();
        let count = 0;
        make({
          parallelism,
          rate: { limit: 3, period: 5000 },
          run: async (key) => {
            assert.ok(!running.has(key), `${key} runs twice`);
            running.add(key);
            assert.ok(running.size <= parallelism);
            lastBegun.set(key, time.now);
            const fails = ++count % failEvery === 0;
            await time.sleep(lasts);
            running.delete(key);
            if (fails) throw new Error('no');
            return {};
          },
        });
        for (const { key, after } of events) {
          await time.pass(after);
          lastEvent.set(key, time.now);
          queue.wake(key);
        }
        await time.pass(200_000);
        for (const [key, at] of lastEvent) assert.ok((lastBegun.get(key) ?? -1) >= at, `${key} was lost`);
        for (const key of lastEvent.keys()) {
          const passes = begun.filter((pass) => pass.startsWith(`${key}@`));
          const times = passes.map((pass) => Math.round(Number(pass.slice(2)) * 1000));
          assert.ok(mostIn(5000, times) <= 3, `${key} has too many passes`);
        }
        await queue.stop();
      }),
      { numRuns: 60 },
    );
  });
});

/** The most that begin in one of the periods that follow each other, each from its first pass on. */
function mostIn(period: number, times: readonly number[]): number {
  let start = Number.NEGATIVE_INFINITY;
  let count = 0;
  let most = 0;
  for (const at of times) {
    if (at >= start + period) [start, count] = [at, 0];
    most = Math.max(most, ++count);
  }
  return most;
}

/** Source: `spec/flink-engine.md` 11, found by reading 18. */
test('tries never end, and their pauses are not longer than five minutes unless the operator says so', () => {
  const limits = (keys: Readonly<Record<string, string>>) => queueLimits(OperatorConfiguration.from(keys)).retry;
  const told = { 'kubernetes.operator.retry.max.attempts': '3' };
  assert.deepEqual([limits(told).attempts, limits(told).longest], [Number.POSITIVE_INFINITY, 300_000]);
  assert.equal(limits({ 'kubernetes.operator.retry.max.interval': '1 min' }).longest, 60_000);
});
