import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { ApiError, ApiUnreachable } from '../../src/kube/errors.ts';
import type { KubeClient, StoredObject } from '../../src/kube/kube-client.ts';
import { Election } from '../../src/kube/lease.ts';
import { VirtualTime } from '../support/virtual-clock.ts';

interface Lease extends StoredObject {
  readonly spec?: { readonly holderIdentity?: string };
}

/** One Lease behind an API server that answers slowly, not at all, or after it has done what it was asked. */
class OneLease {
  lease: Lease | undefined;
  version = 0;
  readonly #time: VirtualTime;

  constructor(time: VirtualTime) {
    this.#time = time;
  }

  client(weather: () => { delay: number; fails?: 'before' | 'after' } = () => ({ delay: 1 })): KubeClient {
    const through = async <T>(work: () => T): Promise<T> => {
      const { delay, fails } = weather();
      await this.#time.sleep(delay);
      if (fails === 'before') throw new ApiUnreachable('a test', 'bad weather');
      const result = work();
      if (fails === 'after') throw new ApiUnreachable('a test', 'bad weather');
      await this.#time.sleep(delay);
      return result;
    };
    const store = (lease: Lease): Lease => {
      this.lease = { ...lease, metadata: { ...lease.metadata, uid: '1', resourceVersion: String(++this.version) } };
      return this.lease;
    };
    const conflict = () => new ApiError(409, { reason: 'Conflict' });
    return {
      get: () => through(() => this.lease),
      apply: (_: unknown, lease: Lease) =>
        through(() => {
          if (this.lease) throw conflict();
          return store(lease);
        }),
      update: (_: unknown, lease: Lease) =>
        through(() => {
          if (this.lease?.metadata.resourceVersion !== lease.metadata.resourceVersion) throw conflict();
          return store(lease);
        }),
    } as unknown as KubeClient;
  }
}

interface World {
  readonly time: VirtualTime;
  readonly server: OneLease;
  /** Who leads now. */
  readonly leading: Set<string>;
  /** `a leads`, `a ends`. */
  readonly told: string[];
  /** How many led at once, each time that one began. */
  readonly most: readonly number[];
  candidate(identity: string, client?: KubeClient, clock?: Parameters<VirtualTime['clock']>[0]): Election;
}

function world(): World {
  const time = new VirtualTime();
  const server = new OneLease(time);
  const leading = new Set<string>();
  const told: string[] = [];
  const most: number[] = [];
  return {
    time,
    server,
    leading,
    told,
    most,
    candidate(identity, client = server.client(), clock) {
      const election = new Election({
        client,
        name: 'lease',
        namespace: 'ns',
        identity,
        clock: time.clock(clock),
        async lead(signal) {
          leading.add(identity);
          most.push(leading.size);
          told.push(`${identity} leads`);
          await new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve(), { once: true }));
          leading.delete(identity);
          told.push(`${identity} ends`);
        },
      });
      return election.start();
    },
  };
}

test('the first one leads within moments, the second one waits', async () => {
  const { time, told, candidate } = world();
  const [a, b] = [candidate('a'), candidate('b')];
  await time.pass(1000);
  assert.deepEqual(told, ['a leads']);
  await time.pass(120_000);
  assert.deepEqual(told, ['a leads']);
  await Promise.all([a.stop(), b.stop(), time.pass(60_000)]);
});

test('a leader that stops hands over within one try', async () => {
  const { time, told, candidate } = world();
  const a = candidate('a');
  await time.pass(100);
  const b = candidate('b');
  await time.pass(5000);
  await Promise.all([a.stop(), time.pass(5000)]);
  assert.deepEqual(told, ['a leads', 'a ends', 'b leads']);
  await Promise.all([b.stop(), time.pass(60_000)]);
});

test('a leader that is cut off ends before another one leads', async () => {
  const { time, told, server, candidate } = world();
  let up = true;
  const a = candidate(
    'a',
    server.client(() => (up ? { delay: 1 } : { delay: 1, fails: 'before' })),
  );
  await time.pass(100);
  const b = candidate('b');
  await time.pass(30_000);
  up = false;
  await time.pass(11_000);
  assert.deepEqual(told, ['a leads', 'a ends']);
  await time.pass(8000);
  assert.deepEqual(told, ['a leads', 'a ends', 'b leads']);
  await Promise.all([a.stop(), b.stop(), time.pass(60_000)]);
});

test('a leader whose calls hang ends in time as well', async () => {
  const { time, told, server, candidate } = world();
  let delay = 1;
  const a = candidate(
    'a',
    server.client(() => ({ delay })),
  );
  await time.pass(5000);
  delay = 600_000;
  await time.pass(13_000);
  assert.deepEqual(told, ['a leads', 'a ends']);
  await Promise.all([a.stop(), time.pass(3_000_000)]);
});

test('a Lease that somebody deletes is made again by its leader', async () => {
  const { time, told, server, candidate } = world();
  const a = candidate('a');
  await time.pass(5000);
  server.lease = undefined;
  await time.pass(5000);
  assert.equal((server.lease as Lease | undefined)?.spec?.holderIdentity, 'a');
  assert.deepEqual(told, ['a leads']);
  await Promise.all([a.stop(), time.pass(60_000)]);
});

test('a Lease that somebody takes over is lost at once', async () => {
  const { time, told, server, candidate } = world();
  const a = candidate('a');
  await time.pass(5000);
  server.version++;
  server.lease = {
    ...(server.lease as Lease),
    metadata: { name: 'lease', uid: '1', resourceVersion: String(server.version) },
    spec: { holderIdentity: 'foreign', leaseDurationSeconds: 15 } as object,
  };
  await time.pass(3000);
  assert.deepEqual(told, ['a leads', 'a ends']);
  await time.pass(20_000);
  assert.deepEqual(told, ['a leads', 'a ends', 'a leads']);
  await Promise.all([a.stop(), time.pass(60_000)]);
});

test('clocks that are hours apart change nothing', async () => {
  const { time, told, candidate } = world();
  const a = candidate('a', undefined, { skew: () => -7 * 3600_000 });
  await time.pass(500);
  const b = candidate('b', undefined, { skew: () => 5 * 3600_000 });
  await time.pass(100_000);
  assert.deepEqual(told, ['a leads']);
  await Promise.all([a.stop(), b.stop(), time.pass(60_000)]);
});

test('in any weather at most one leads, and in good weather one does', async () => {
  const weather = fc.record({
    delay: fc.constantFrom(0, 1, 50, 900, 4000, 12_000),
    fails: fc.constantFrom(undefined, undefined, 'before' as const, 'after' as const),
  });
  await fc.assert(
    fc.asyncProperty(
      fc.infiniteStream(weather),
      fc.array(fc.integer({ min: 1, max: 9000 }), { minLength: 5, maxLength: 40 }),
      async (forecast, steps) => {
        const { time, server, leading, most, candidate } = world();
        let good = false;
        const next = () => {
          if (good) return { delay: 1 };
          const { delay, fails } = forecast.next().value as { delay: number; fails?: 'before' | 'after' };
          return { delay, ...(fails && { fails }) };
        };
        const jumps = () => (Math.floor(time.now / 1000) % 2 === 0 ? 0 : 40_000);
        const candidates = ['a', 'b', 'c'].map((identity) => candidate(identity, server.client(next), { skew: jumps }));
        for (const step of steps) {
          await time.pass(step);
          assert.ok(
            most.every((count) => count === 1),
            `${[...leading]} lead at once`,
          );
        }
        good = true;
        await time.pass(120_000);
        assert.equal(leading.size, 1);
        await Promise.all([...candidates.map((each) => each.stop()), time.pass(300_000)]);
      },
    ),
    { numRuns: 60 },
  );
});
