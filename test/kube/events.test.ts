import assert from 'node:assert/strict';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { afterEach, beforeEach, test } from 'node:test';
import fc from 'fast-check';
import type { Clock } from '../../src/clock.ts';
import type { Happening } from '../../src/engine/happening.ts';
import { ApiError, ApiUnreachable } from '../../src/kube/errors.ts';
import { eventName, longEventName } from '../../src/kube/event-name.ts';
import { eventMessage } from '../../src/kube/event-text.ts';
import { EventRecorder } from '../../src/kube/events.ts';
import type { KubeClient, ObjectName, StoredObject } from '../../src/kube/kube-client.ts';
import { TokenBuckets } from '../../src/kube/token-buckets.ts';
import { FakeApiServer, type Fault } from '../support/fake-api-server.ts';

interface Event extends StoredObject {
  readonly type: string;
  readonly reason: string;
  readonly message: string;
  readonly count: number;
  readonly firstTimestamp: string;
  readonly lastTimestamp: string;
  readonly involvedObject: { readonly name: string; readonly uid: string };
}

const about: StoredObject = {
  apiVersion: 'flink.apache.org/v1beta1',
  kind: 'FlinkDeployment',
  metadata: { name: 'orders', namespace: 'shop', uid: 'b1e0', resourceVersion: '7' },
};

const happening: Happening = {
  component: 'JobManagerDeployment',
  type: 'Normal',
  reason: 'Submit',
  message: 'Starting deployment',
};

const identity = {
  component: 'JobManagerDeployment',
  type: 'Normal',
  reason: 'Submit',
  key: 'Starting deployment',
  kind: 'FlinkDeployment',
  name: 'orders',
  uid: 'b1e0',
};

const path = '/api/v1/namespaces/shop/events';
const name = eventName(identity);

/** Time stands still but for what is slept, and for what a test adds. */
class Stopwatch implements Clock {
  at = 0;
  /** By how much the clock on the wall was set. */
  set = 0;
  elapsed = () => this.at;
  now = () => new Date(Date.UTC(2026, 0, 1) + this.at + this.set);
  random = () => 0.5;
  async sleep(milliseconds: number): Promise<void> {
    this.at += milliseconds;
  }
}

/** Events of one namespace, as an API server keeps them. */
class Events {
  readonly stored = new Map<string, Event>();
  version = 100;

  get({ name }: ObjectName): Event | undefined {
    return this.stored.get(name);
  }

  create(event: Event): Event {
    if (this.stored.has(event.metadata.name)) throw new ApiError(409, { reason: 'AlreadyExists' });
    return this.#put(event);
  }

  update(event: Event): Event {
    const known = this.stored.get(event.metadata.name);
    if (!known) throw new ApiError(404, { reason: 'NotFound' });
    if (known.metadata.resourceVersion !== event.metadata.resourceVersion) {
      throw new ApiError(409, { reason: 'Conflict' });
    }
    return this.#put(event);
  }

  #put(event: Event): Event {
    const stored = { ...event, metadata: { ...event.metadata, resourceVersion: String(++this.version) } };
    this.stored.set(event.metadata.name, stored);
    return stored;
  }
}

let api: FakeApiServer;
let client: KubeClient;
let events: Events;
let clock: Stopwatch;
let told: string[];
let recorder: EventRecorder;

function serve(request: IncomingMessage, response: ServerResponse): void {
  const name = decodeURIComponent(request.url?.split('?')[0]?.split('/')[6] ?? '');
  const body = api.bodies.at(-1) ?? '';
  const send = (status: number, object: object) => {
    response.writeHead(status, { 'content-type': 'application/json' });
    response.end(JSON.stringify(object));
  };
  try {
    if (request.method === 'GET') {
      const found = events.get({ name });
      send(found ? 200 : 404, found ?? { reason: 'NotFound' });
    } else send(200, request.method === 'POST' ? events.create(JSON.parse(body)) : events.update(JSON.parse(body)));
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    send(error.status, { reason: error.reason });
  }
}

beforeEach(async () => {
  api = new FakeApiServer();
  api.reply = serve;
  client = await api.start();
  events = new Events();
  clock = new Stopwatch();
  told = [];
  recorder = new EventRecorder({
    client,
    clock,
    forbidden: ({ message }, namespace) => told.push(`${namespace}: ${message}`),
  });
});

afterEach(() => api.stop());

const only = () => {
  assert.equal(events.stored.size, 1);
  return [...events.stored.values()][0] as Event;
};

test('the first time it is a new event, as the reference writes it', async () => {
  const labels = { a: 'b' };
  const annotations = { 'exception-timestamp': '5' };
  assert.equal(await recorder.record(about, { ...happening, labels, annotations }), 'created');
  assert.deepEqual(api.calls, [`GET ${path}/${name}`, `POST ${path}`]);
  assert.deepEqual(JSON.parse(api.bodies[1] as string), {
    apiVersion: 'v1',
    kind: 'Event',
    metadata: { name, namespace: 'shop', labels, annotations },
    involvedObject: {
      apiVersion: 'flink.apache.org/v1beta1',
      kind: 'FlinkDeployment',
      name: 'orders',
      namespace: 'shop',
      uid: 'b1e0',
    },
    type: 'Normal',
    reason: 'Submit',
    message: 'Starting deployment',
    source: { component: 'JobManagerDeployment' },
    firstTimestamp: '2026-01-01T00:00:00Z',
    lastTimestamp: '2026-01-01T00:00:00Z',
    count: 1,
  });
});

test('an event about an object without a namespace is in the namespace default', async () => {
  await recorder.record({ ...about, metadata: { name: 'node' } }, happening);
  const { metadata, involvedObject } = JSON.parse(api.bodies[1] as string);
  assert.equal(metadata.namespace, 'default');
  assert.equal(involvedObject.namespace, undefined);
});

const hashes = [
  // String.hashCode of "", "a" and "polygenelubricants", whose hash is Integer.MIN_VALUE.
  { parts: ['', ''], hash: 0 },
  { parts: ['a', ''], hash: 97 },
  { parts: ['polygene', 'lubricants'], hash: 0 },
  { parts: ['Ünïcode', '😀'], hash: undefined },
];

for (const { parts, hash } of hashes) {
  test(`the name has the hash of Java: ${parts.join('')}`, () => {
    const [reason = '', key = ''] = parts;
    const found = eventName({ component: 'Job', reason, key, type: '', kind: '', name: '', uid: '' });
    let expected = 0n;
    for (const unit of (reason + key).split('')) expected = (expected * 31n + BigInt(unit.charCodeAt(0))) % 2n ** 32n;
    assert.equal(found, `Job.${hash ?? expected % 2n ** 31n}`);
  });
}

interface AgainRow {
  readonly name: string;
  readonly first?: Partial<Happening>;
  readonly second?: Partial<Happening>;
  /** Milliseconds in between. */
  readonly after?: number;
  /** By how much the clock on the wall is set in between. */
  readonly set?: number;
  readonly gives: string;
  readonly stored: Record<string, unknown>;
}

const minute = 60_000;
const again: readonly AgainRow[] = [
  {
    name: 'it is counted',
    gives: 'counted',
    stored: { count: 2, firstTimestamp: '2026-01-01T00:00:00Z', lastTimestamp: '2026-01-01T00:00:30Z' },
  },
  {
    name: 'with a key the message may be another one',
    first: { messageKey: 'k', message: 'one' },
    second: { messageKey: 'k', message: 'two' },
    gives: 'counted',
    stored: { count: 2, message: 'two' },
  },
  { name: 'once is once', second: { again: 'ignore' }, gives: 'ignored', stored: { count: 1 } },
  {
    name: 'within the interval',
    second: { again: { ignoreFor: minute } },
    gives: 'ignored',
    stored: { count: 1, lastTimestamp: '2026-01-01T00:00:00Z' },
  },
  { name: 'after it', second: { again: { ignoreFor: minute } }, after: minute, gives: 'counted', stored: { count: 2 } },
  {
    name: 'a time in the future silences nothing',
    second: { again: { ignoreFor: minute } },
    after: 0,
    set: -3_600_000,
    gives: 'counted',
    stored: { count: 2 },
  },
  {
    name: 'within the interval, with the labels that are looked for',
    first: { labels: { parallelism: '4' } },
    second: { again: { ignoreFor: minute, where: ({ parallelism }) => parallelism === '4' } },
    gives: 'ignored',
    stored: { count: 1 },
  },
  {
    name: 'within the interval, with other labels',
    first: { labels: { parallelism: '4' } },
    second: {
      labels: { parallelism: '8' },
      again: { ignoreFor: minute, where: ({ parallelism }) => parallelism === '8' },
    },
    gives: 'counted',
    stored: { count: 2 },
  },
  {
    name: 'within the interval, where it has no labels',
    second: { again: { ignoreFor: minute, where: (labels) => 'parallelism' in labels } },
    gives: 'counted',
    stored: { count: 2 },
  },
];

for (const { name, first, second, after = 30_000, set = 0, gives, stored } of again) {
  test(`again: ${name}`, async () => {
    assert.equal(await recorder.record(about, { ...happening, ...first }), 'created');
    clock.at += after;
    clock.set += set;
    assert.equal(await recorder.record(about, { ...happening, ...second }), gives);
    const event = only();
    assert.deepEqual({ ...event, ...stored }, event);
  });
}

test('labels and annotations of the second time replace those of the first, where there are any', async () => {
  await recorder.record(about, { ...happening, labels: { a: '1', b: '1' }, annotations: { c: '1' } });
  await recorder.record(about, { ...happening, labels: { a: '2' } });
  assert.deepEqual(only().metadata.labels, { a: '2' });
  assert.deepEqual(only().metadata.annotations, { c: '1' });
});

test('other messages, reasons, types, components and incarnations are other events', async () => {
  await recorder.record(about, happening);
  for (const other of [{ message: 'x' }, { reason: 'X' }, { type: 'Warning' as const }, { component: 'Job' }]) {
    assert.equal(await recorder.record(about, { ...happening, ...other }), 'created');
  }
  const reborn = { ...about, metadata: { ...about.metadata, uid: 'c2' } };
  assert.equal(await recorder.record(reborn, happening), 'created');
  assert.equal(events.stored.size, 6);
});

test('where a different event has its name, an event has a longer one', async () => {
  // "Aa" and "BB" have the same hash.
  for (const message of ['Aa', 'BB', 'Aa', 'BB', 'BB']) await recorder.record(about, { ...happening, message });
  const short = eventName({ ...identity, key: 'BB' });
  const long = longEventName({ ...identity, key: 'BB' });
  assert.match(long, /^JobManagerDeployment\.\d+\.[0-9a-f]{16}$/);
  assert.deepEqual(
    [...events.stored.values()].map(({ metadata, message, count }) => [metadata.name, message, count]),
    [
      [short, 'Aa', 2],
      [long, 'BB', 3],
    ],
  );
});

const taken: readonly { readonly by: string; readonly change: Partial<Event> }[] = [
  { by: 'another type', change: { type: 'Warning' } },
  { by: 'another reason', change: { reason: 'Other' } },
  { by: 'another message', change: { message: 'Other' } },
  { by: 'another incarnation', change: { involvedObject: { name: 'orders', uid: 'other' } } },
  { by: 'another object', change: { involvedObject: { name: 'other', uid: 'b1e0' } } },
];

for (const { by, change } of taken) {
  test(`a name that is taken by an event of ${by} is left to it`, async () => {
    await recorder.record(about, happening);
    const held = { ...only(), ...change };
    events.stored.set(name, held);
    assert.equal(await recorder.record(about, happening), 'created');
    assert.equal(await recorder.record(about, happening), 'counted');
    assert.deepEqual(events.stored.get(name), held);
    assert.equal(events.stored.get(longEventName(identity))?.count, 2);
  });
}

test('an event of the reference with a message that we would have cut is the same one', async () => {
  const message = 'x'.repeat(3000);
  await recorder.record(about, { ...happening, message });
  const event = only();
  events.stored.set(event.metadata.name, { ...event, message });
  assert.equal(await recorder.record(about, { ...happening, message }), 'counted');
});

interface FaultRow {
  readonly name: string;
  readonly faults: readonly (Fault | undefined)[];
  /** Whether the event is there before. */
  readonly known?: boolean;
  readonly gives: string;
  readonly told?: number;
}

const conflict: Fault = { type: 'status', status: 409, body: { reason: 'Conflict' } };
const missing: Fault = { type: 'status', status: 404, body: { reason: 'NotFound' } };
const forbidden: Fault = { type: 'status', status: 403, body: { reason: 'Forbidden', message: 'no' } };
const ending: Fault = {
  type: 'status',
  status: 403,
  body: { reason: 'Forbidden', details: { causes: [{ reason: 'NamespaceTerminating', field: 'metadata.namespace' }] } },
};

const faults: readonly FaultRow[] = [
  { name: 'another writer has made it meanwhile', faults: [missing], known: true, gives: 'counted' },
  { name: 'another writer was faster once', faults: [undefined, conflict], known: true, gives: 'counted' },
  {
    name: 'another writer was faster five times',
    faults: Array.from({ length: 5 }, () => [undefined, conflict]).flat(),
    known: true,
    gives: 'counted',
  },
  {
    name: 'other writers are always faster',
    faults: Array.from({ length: 6 }, () => [undefined, conflict]).flat(),
    known: true,
    gives: 'dropped',
  },
  { name: 'a role cannot read', faults: [forbidden], gives: 'forbidden', told: 1 },
  { name: 'a role cannot write', faults: [undefined, forbidden], gives: 'forbidden', told: 1 },
  { name: 'the namespace ends', faults: [undefined, ending], gives: 'dropped' },
  { name: 'the namespace has ended', faults: [undefined, missing], gives: 'dropped' },
  {
    name: 'the API server does not take it',
    faults: [undefined, { type: 'status', status: 422, body: { reason: 'Invalid' } }],
    gives: 'ApiError 422',
  },
  {
    name: 'the API server fails',
    faults: [undefined, { type: 'status', status: 500 }],
    gives: 'ApiError 500',
  },
  { name: 'no answer', faults: [undefined, { type: 'hang-up' }], gives: 'ApiUnreachable' },
];

for (const { name, faults: given, known, gives, told: times = 0 } of faults) {
  test(`faults: ${name}`, async () => {
    if (known) await recorder.record(about, happening);
    const server = api;
    let call = 0;
    server.reply = (request, response) => {
      const fault = given[call++];
      if (fault?.type === 'hang-up') request.socket.destroy();
      else if (fault) response.writeHead(fault.status).end(JSON.stringify(fault.body ?? {}));
      else serve(request, response);
    };
    const result = await recorder.record(about, happening).catch((error: unknown) => error);
    if (result instanceof ApiError) assert.equal(`ApiError ${result.status}`, gives);
    else if (result instanceof ApiUnreachable) assert.equal(result.name, gives);
    else assert.equal(result, gives);
    assert.equal(told.length, times);
    assert.equal(recorder.dropped, name === 'other writers are always faster' ? 1 : 0);
  });
}

test('an event that has run out between reading and writing is made again', async () => {
  await recorder.record(about, happening);
  api.reply = (request, response) => {
    if (request.method === 'PUT') events.stored.clear();
    serve(request, response);
  };
  assert.equal(await recorder.record(about, happening), 'created');
  assert.equal(only().count, 1);
});

test('a gap in a role is told once for each namespace, and again after it was closed', async () => {
  const elsewhere = { ...about, metadata: { ...about.metadata, namespace: 'other' } };
  const refuse = async (object: StoredObject) => {
    api.faults.push(forbidden);
    assert.equal(await recorder.record(object, happening), 'forbidden');
  };
  for (const object of [about, about, elsewhere, elsewhere]) await refuse(object);
  assert.deepEqual(told, ['shop: no', 'other: no']);
  await recorder.record(about, happening);
  for (const object of [about, elsewhere]) await refuse(object);
  assert.deepEqual(told, ['shop: no', 'other: no', 'shop: no']);
});

test('a loop cannot flood: so many at once about one object, then one for each refill', async () => {
  recorder = new EventRecorder({ client, clock, limits: { burst: 3, refill: 1000 } });
  const emit = async (object = about) => (await recorder.record(object, happening)) !== 'dropped';
  const many = async () => [await emit(), await emit(), await emit(), await emit(), await emit()];
  assert.deepEqual(await many(), [true, true, true, false, false]);
  assert.equal(await emit({ ...about, metadata: { ...about.metadata, uid: 'other' } }), true, 'another object');
  assert.equal(recorder.dropped, 2);
  clock.at += 2000;
  assert.deepEqual(await many(), [true, true, false, false, false]);
  clock.at += 3_600_000;
  assert.deepEqual(await many(), [true, true, true, false, false]);
  assert.equal(recorder.dropped, 7);
  assert.equal(api.calls.filter((call) => !call.startsWith('GET')).length, 9, 'what is dropped is not sent');
});

test('a bucket holds no more than its burst, and only buckets in use are held', () => {
  const buckets = new TokenBuckets({ burst: 3, refill: 1000 }, clock);
  const taken = (key: string) => Array.from({ length: 5 }, () => buckets.take(key)).filter(Boolean).length;
  assert.equal(buckets.take('a'), true);
  clock.at += 2500;
  assert.equal(taken('a'), 3);
  buckets.take('b');
  clock.at += 2000;
  buckets.take('a');
  assert.equal(buckets.size, 2);
  clock.at += 1000;
  buckets.take('c');
  assert.equal(buckets.size, 2, 'b is full again');
  clock.at += 3000;
  buckets.take('c');
  assert.equal(buckets.size, 1);
});

const reasons = [
  { reason: 'CrashLoopBackOff', fine: true },
  // One of the reference's own.
  { reason: 'Configuration recommendation', fine: true },
  { reason: 'x'.repeat(128), fine: true },
  { reason: '', fine: false },
  { reason: ' ', fine: false },
  { reason: 'Two\nlines', fine: false },
  { reason: 'x'.repeat(129), fine: false },
  { reason: 'Grün', fine: false },
];

for (const { reason, fine } of reasons) {
  test(`reasons: ${JSON.stringify(reason.slice(0, 30))} of ${reason.length} characters is ${fine ? 'one' : 'none'}`, async () => {
    const recorded = recorder.record(about, { ...happening, reason });
    if (fine) assert.equal(await recorded, 'created');
    else await assert.rejects(recorded, RangeError);
    assert.equal(api.calls.length, fine ? 2 : 0);
  });
}

test('a message is cut to 1,024 bytes, never inside a character', () => {
  const anyText = fc.string({ unit: 'binary', maxLength: 1500 });
  fc.assert(
    fc.property(anyText, fc.nat(1100), (text, more) => {
      const whole = `${text}${'é😀'.repeat(more)}`;
      const cut = eventMessage(whole);
      assert.ok(Buffer.byteLength(cut) <= 1024);
      assert.ok(cut.isWellFormed());
      assert.equal(eventMessage(cut), cut, 'twice is once');
      if (Buffer.byteLength(whole) <= 1024) assert.equal(cut, whole);
      else {
        assert.ok(whole.startsWith(cut.slice(0, -1)) && cut.endsWith('…'));
        assert.ok(Buffer.byteLength(cut) > 1024 - 4, 'no more is cut than must be');
      }
    }),
  );
  assert.equal(eventMessage('half \ud83d'), 'half \ufffd');
});

test('writers at once: each event that was recorded is counted, and none twice', async () => {
  const emits = fc.array(fc.constantFrom('Aa', 'BB', 'c'), { maxLength: 8 });
  await fc.assert(
    fc.asyncProperty(fc.scheduler(), fc.array(emits, { minLength: 2, maxLength: 3 }), async (s, writers) => {
      const shared = new Events();
      const through = async <T>(work: () => T): Promise<T> => {
        await s.schedule(Promise.resolve());
        return work();
      };
      const slow = {
        get: (_: unknown, name: ObjectName) => through(() => shared.get(name)),
        create: (_: unknown, event: Event) => through(() => shared.create(event)),
        update: (_: unknown, event: Event) => through(() => shared.update(event)),
      } as unknown as KubeClient;
      const counts: Record<string, number> = {};
      const work = writers.map(async (messages) => {
        const own = new EventRecorder({ client: slow, clock: new Stopwatch() });
        for (const message of messages) {
          const recorded = await own.record(about, { ...happening, message });
          if (recorded !== 'dropped') counts[message] = (counts[message] ?? 0) + 1;
        }
      });
      await s.waitFor(Promise.all(work));
      // Two of one message under two names are possible where a different event held the short one for a while.
      const found: Record<string, number> = {};
      for (const { message, count } of shared.stored.values()) found[message] = (found[message] ?? 0) + count;
      assert.deepEqual(found, counts);
    }),
    { numRuns: 300 },
  );
});
