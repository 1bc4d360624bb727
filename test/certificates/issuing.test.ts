import assert from 'node:assert/strict';
import process from 'node:process';
import { test } from 'node:test';
import fc from 'fast-check';
import { CertificateWorld } from '../support/certificate-world.ts';

const minute = 60_000;

type Event = (world: CertificateWorld, a: number, b: number) => unknown;

/** What may happen at any moment. `a` and `b` are any numbers from 0 up to 999. */
const events: Readonly<Record<string, Event>> = {
  'delete the Secret': (world) => world.deleteSecret(),
  'corrupt the Secret': (world, a) => world.corruptSecret(['tls.crt', 'tls.key', 'ca.crt', 'ca.key'][a % 4] ?? ''),
  'ask for a leaf': (world) => world.request('leaf'),
  'ask for a CA': (world) => world.request('ca'),
  'put in other certificates': (world) => world.replaceByPerson(),
  'blank a registration': (world, a) => world.setBundle(a % 2, ''),
  'delete a registration': (world, a) => world.setBundle(a % 2, undefined),
  'kill the leader': (world) => world.killLeader(),
  'kill the leader at a write': (world, a, b) => world.killLeaderAtWrite(a % 6, b % 2 === 0),
  'change the leader': (world) => world.changeLeader(),
  'restart a replica': (world, a) => world.restart(a),
  'freeze a replica': (world, a, b) => world.freeze(a, b * 120),
  // Never by more than the five minutes that a certificate is dated back.
  'step a clock': (world, a, b) => world.stepClock(a, (b - 500) * 300),
};

const number = fc.integer({ min: 0, max: 999 });
const happening = fc.record({
  event: fc.constantFrom(...Object.keys(events)),
  a: number,
  b: number,
  /** Mostly in the middle of what the last one led to. */
  pause: fc.oneof(
    { weight: 6, arbitrary: fc.integer({ min: 0, max: 12_000 }) },
    { weight: 1, arbitrary: fc.integer({ min: 0, max: 90 * minute }) },
  ),
});

test('whatever happens, no caller meets a certificate that it does not trust, and all comes to rest', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(happening, { minLength: 1, maxLength: 12 }), fc.integer(), async (story, seed) => {
      const world = new CertificateWorld(randomFrom(seed));
      world.start(3);
      await world.time.pass(30_000);
      for (const { event, a, b, pause } of story) {
        await events[event]?.(world, a, b);
        await world.time.pass(pause);
      }
      await world.time.pass(minute);
      // What was deleted is installed again, as the chart does it: without a bundle.
      for (const index of [0, 1]) world.setBundle(index, '');
      for (let index = 0; index < world.replicas; index++) world.stepClock(index, 0);
      await world.time.pass(12 * minute);
      const unsettled = world.unsettled();
      await world.end();
      assert.deepEqual(
        { distrusted: world.distrusted(), unsettled },
        { distrusted: [], unsettled: [] },
        world.log.join('\n'),
      );
    }),
    { numRuns: Number(process.env['SLUICE_SEEDS'] ?? 25) },
  );
});

/** Small, and good enough for delays. */
function randomFrom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}
