import assert from 'node:assert/strict';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { afterEach, beforeEach, test } from 'node:test';
import fc from 'fast-check';
import type { Clock } from '../../src/clock.ts';
import { ApiError, ApiUnreachable } from '../../src/kube/errors.ts';
import { FreshObjects } from '../../src/kube/fresh-objects.ts';
import type { KubeClient } from '../../src/kube/kube-client.ts';
import { type ObjectWithStatus, StatusWriter } from '../../src/kube/write-status.ts';
import { FakeApiServer } from '../support/fake-api-server.ts';

type Status = Readonly<Record<string, unknown>>;

interface Thing extends ObjectWithStatus {
  readonly spec: number;
  readonly status?: Status;
}

const type = { group: 'example.com', version: 'v1', plural: 'things', namespaced: true };
const path = '/apis/example.com/v1/namespaces/shop/things/orders';

class Stopwatch implements Clock {
  at = 0;
  readonly pauses: number[] = [];
  elapsed = () => this.at;
  now = () => new Date(this.at);
  random = () => 0.5;
  async sleep(milliseconds: number): Promise<void> {
    this.at += milliseconds;
    this.pauses.push(milliseconds);
  }
}

/** One object, as an API server keeps it. */
class OneThing {
  #version = 100;
  #incarnation = 1;
  stored: Thing | undefined;

  constructor(status?: Status) {
    this.stored = this.#made(1, status);
  }

  #made(spec: number, status: Status | undefined): Thing {
    const metadata = {
      name: 'orders',
      namespace: 'shop',
      uid: `uid-${this.#incarnation}`,
      resourceVersion: String(++this.#version),
      generation: spec,
    };
    return { apiVersion: 'example.com/v1', kind: 'Thing', metadata, spec, ...(status && { status }) };
  }

  editSpec(): void {
    if (this.stored) this.stored = this.#made(this.stored.spec + 1, this.stored.status);
  }

  editStatus(status: Status): void {
    if (this.stored) this.stored = this.#made(this.stored.spec, status);
  }

  recreate(): void {
    this.#incarnation++;
    this.stored = this.#made(1, undefined);
  }

  putStatus({ metadata, status }: Thing): Thing {
    if (!this.stored) throw new ApiError(404, { reason: 'NotFound' });
    const { uid, resourceVersion } = this.stored.metadata;
    if (uid !== metadata.uid || resourceVersion !== metadata.resourceVersion) {
      throw new ApiError(409, { reason: 'Conflict' });
    }
    // Nothing is stored where nothing changes.
    if (JSON.stringify(status) !== JSON.stringify(this.stored.status)) this.editStatus(status as Status);
    return this.stored;
  }
}

let api: FakeApiServer;
let client: KubeClient;
let clock: Stopwatch;
let things: OneThing;
let fresh: FreshObjects<Thing>;
let writer: StatusWriter<Thing>;
/** What happens instead of, before or after each PUT. */
let puts: (() => 'lost' | 'unanswered' | number | undefined)[];

function serve(request: IncomingMessage, response: ServerResponse): void {
  const send = (status: number, object: object) => response.writeHead(status).end(JSON.stringify(object));
  if (request.method === 'GET') {
    send(things.stored ? 200 : 404, things.stored ?? { reason: 'NotFound' });
    return;
  }
  const happens = puts.shift()?.();
  if (happens === 'lost') {
    request.socket.destroy();
    return;
  }
  if (typeof happens === 'number') {
    send(happens, { reason: 'Test' });
    return;
  }
  try {
    const stored = things.putStatus(JSON.parse(api.bodies.at(-1) ?? ''));
    if (happens === 'unanswered') request.socket.destroy();
    else send(200, stored);
  } catch (error) {
    if (error instanceof ApiError) send(error.status, { reason: error.reason });
  }
}

beforeEach(async () => {
  api = new FakeApiServer();
  api.reply = serve;
  client = await api.start();
  clock = new Stopwatch();
  things = new OneThing({ state: 'old' });
  fresh = new FreshObjects();
  writer = new StatusWriter({ client, type, fresh, clock });
  puts = [];
});

afterEach(() => api.stop());

const seen = () => things.stored as Thing;
const methods = () => api.calls.map((call) => call.split(' ')[0]).join(' ');

test('what is sent is the status and what names the version that it is for', async () => {
  const { apiVersion, kind, metadata } = seen();
  const { name, namespace, uid, resourceVersion } = metadata;
  const result = await writer.write(seen(), { state: 'new', nothing: undefined });
  assert.deepEqual(api.calls, [`PUT ${path}/status`]);
  assert.deepEqual(JSON.parse(api.bodies[0] as string), {
    apiVersion,
    kind,
    metadata: { name, namespace, uid, resourceVersion },
    status: { state: 'new' },
  });
  assert.deepEqual(result, { outcome: 'written', object: things.stored });
});

const equal = [
  { name: 'the same', status: { a: 1, b: [{ c: 2 }] }, wanted: { a: 1, b: [{ c: 2 }] } },
  { name: 'in another order', status: { a: 1, b: 2 }, wanted: { b: 2, a: 1 } },
  { name: 'with fields that JSON leaves out', status: { a: 1 }, wanted: { a: 1, b: undefined } },
  { name: 'an empty one where there is none', status: undefined, wanted: {} },
];

for (const { name, status, wanted } of equal) {
  test(`nothing is sent for a status that is stored: ${name}`, async () => {
    things = new OneThing(status);
    const object = seen();
    assert.deepEqual(await writer.write(object, wanted), { outcome: 'unchanged', object });
    assert.deepEqual(api.calls, []);
  });
}

interface Row {
  readonly name: string;
  /** What happens before it is written. */
  readonly before?: () => void;
  readonly puts?: typeof puts;
  readonly gives: string;
  readonly calls: string;
  readonly status?: Status | undefined;
  /** Milliseconds. */
  readonly pauses?: readonly number[];
  readonly unanswered?: number;
}

const wanted = { state: 'new' };
const editSpec = () => {
  things.editSpec();
  return undefined;
};

const rows: readonly Row[] = [
  { name: 'nothing goes wrong', gives: 'written', calls: 'PUT', status: wanted },
  {
    name: 'the spec has changed meanwhile',
    before: editSpec,
    gives: 'written',
    calls: 'PUT GET PUT',
    status: wanted,
    pauses: [50],
  },
  {
    name: 'the spec changes three times meanwhile',
    puts: [editSpec, editSpec, editSpec],
    gives: 'written',
    calls: 'PUT GET PUT GET PUT GET PUT',
    status: wanted,
    pauses: [50, 100, 200],
  },
  {
    name: 'the spec changes all the time',
    puts: [editSpec, editSpec, editSpec, editSpec],
    gives: 'ApiError 409',
    calls: 'PUT GET PUT GET PUT GET PUT GET',
    status: { state: 'old' },
    pauses: [50, 100, 200],
  },
  {
    name: 'somebody else has changed the status',
    before: () => things.editStatus({ state: 'theirs' }),
    gives: 'foreign',
    calls: 'PUT GET',
    status: { state: 'theirs' },
  },
  {
    name: 'somebody else has written the same status',
    before: () => things.editStatus(wanted),
    gives: 'unchanged',
    calls: 'PUT GET',
    status: wanted,
  },
  {
    name: 'it is deleted',
    before: () => {
      things.stored = undefined;
    },
    gives: 'gone',
    calls: 'PUT GET',
    status: undefined,
  },
  {
    name: 'another one has its name',
    before: () => things.recreate(),
    gives: 'gone',
    calls: 'PUT GET',
    status: undefined,
  },
  {
    name: 'there is no such subresource',
    puts: [() => 404],
    gives: 'ApiError 404',
    calls: 'PUT GET',
    status: { state: 'old' },
  },
  { name: 'a role lacks it', puts: [() => 403], gives: 'ApiError 403', calls: 'PUT', status: { state: 'old' } },
  { name: 'it is not valid', puts: [() => 422], gives: 'ApiError 422', calls: 'PUT', status: { state: 'old' } },
  {
    name: 'the API server fails once',
    puts: [() => 500],
    gives: 'written',
    calls: 'PUT PUT',
    status: wanted,
    pauses: [1000],
  },
  {
    name: 'the API server fails every time',
    puts: [() => 500, () => 503, () => 500],
    gives: 'ApiError 500',
    calls: 'PUT PUT PUT',
    status: { state: 'old' },
    pauses: [1000, 1000],
    unanswered: 1,
  },
  {
    name: 'the connection ends before it is written',
    puts: [() => 'lost'],
    gives: 'written',
    calls: 'PUT PUT',
    status: wanted,
    pauses: [1000],
  },
  {
    name: 'the connection ends after it is written',
    puts: [() => 'unanswered'],
    gives: 'unchanged',
    calls: 'PUT PUT GET',
    status: wanted,
    pauses: [1000],
  },
  {
    name: 'the connection ends after it is written, and then the spec changes',
    puts: [() => 'unanswered', editSpec],
    gives: 'unchanged',
    calls: 'PUT PUT GET',
    status: wanted,
    pauses: [1000],
  },
  {
    name: 'no answer for a long time',
    puts: [
      () => {
        clock.at += 15_000;
        return 'lost';
      },
    ],
    gives: 'ApiUnreachable',
    calls: 'PUT',
    status: { state: 'old' },
    unanswered: 1,
  },
];

for (const { name, before, puts: given = [], gives, calls, status, pauses = [], unanswered = 0 } of rows) {
  test(`a write: ${name}`, async () => {
    const object = seen();
    before?.();
    puts = [...given];
    const result = await writer.write(object, wanted).catch((error: unknown) => error);
    if (result instanceof ApiError) assert.equal(`ApiError ${result.status}`, gives);
    else if (result instanceof ApiUnreachable) assert.equal(result.name, gives);
    else {
      const write = result as Awaited<ReturnType<typeof writer.write>>;
      assert.equal(write.outcome, gives);
      if (write.outcome !== 'gone') assert.deepEqual(write.object, things.stored);
    }
    assert.equal(methods(), calls);
    assert.deepEqual(things.stored?.status, status);
    assert.deepEqual(clock.pauses, pauses);
    assert.equal(writer.unanswered, unanswered);
  });
}

/** A write that nobody answers; whether it is stored, the test knows. */
async function leaveUnanswered(object: Thing, status: Status, stored: boolean): Promise<void> {
  puts = [
    () => {
      clock.at += 15_000;
      return stored ? 'unanswered' : 'lost';
    },
  ];
  await assert.rejects(writer.write(object, status), ApiUnreachable);
  api.calls.length = 0;
}

test('after a write without an answer, which was not stored, the next one looks first', async () => {
  const object = seen();
  await leaveUnanswered(object, { state: 'middle' }, false);
  assert.equal((await writer.write(object, wanted)).outcome, 'written');
  assert.equal(methods(), 'GET PUT');
  assert.deepEqual(things.stored?.status, wanted);
  assert.equal(writer.unanswered, 0);
});

test('after a write without an answer, which was stored, the next one goes on from that', async () => {
  const object = seen();
  await leaveUnanswered(object, { state: 'middle' }, true);
  const found = await writer.write(object, wanted);
  assert.equal(found.outcome, 'foreign');
  assert.equal(methods(), 'GET');
  assert.equal(writer.unanswered, 0);
  assert('object' in found);
  assert.deepEqual(found.object.status, { state: 'middle' });
  assert.equal((await writer.write(found.object, wanted)).outcome, 'written');
});

test('a status that was seen before an unanswered write is not taken for the stored one', async () => {
  const object = seen();
  await leaveUnanswered(object, { state: 'middle' }, true);
  assert.equal((await writer.write(object, { state: 'old' })).outcome, 'foreign');
  assert.deepEqual(things.stored?.status, { state: 'middle' });
});

test('an unanswered write is no excuse to overwrite what somebody else wrote', async () => {
  const object = seen();
  await leaveUnanswered(object, { state: 'middle' }, true);
  things.editStatus({ state: 'theirs' });
  assert.equal((await writer.write(object, wanted)).outcome, 'foreign');
  assert.equal(methods(), 'GET');
  assert.equal(writer.unanswered, 0, 'what was sent for another version cannot be stored any more');
});

test('an unanswered write of an object that is gone is forgotten', async () => {
  const object = seen();
  await leaveUnanswered(object, { state: 'middle' }, true);
  things.recreate();
  assert.equal((await writer.write(object, wanted)).outcome, 'gone');
  assert.equal(writer.unanswered, 0);
});

test('a write that arrives after the next one has looked is not overwritten', async () => {
  const object = seen();
  await leaveUnanswered(object, { state: 'middle' }, false);
  puts = [
    () => {
      things.editStatus({ state: 'middle' });
      return undefined;
    },
  ];
  assert.equal((await writer.write(object, wanted)).outcome, 'foreign');
  assert.equal(methods(), 'GET PUT GET');
  assert.deepEqual(things.stored?.status, { state: 'middle' });
});

test('a status that rests on the spec is decided anew where that has changed meanwhile', async () => {
  const object = seen();
  things.editSpec();
  assert.equal((await writer.write(object, wanted, { onSpec: true })).outcome, 'foreign');
  assert.equal((await writer.write(object, wanted)).outcome, 'written');
});

test('answers are ahead of a copy until it has caught up', async () => {
  const copy = seen();
  await writer.write(copy, wanted);
  const newest = fresh.newest(copy);
  assert.deepEqual(newest, things.stored);
  assert.equal(fresh.size, 1);
  things.editSpec();
  assert.equal(fresh.newest(seen()), seen());
  assert.equal(fresh.size, 0);
});

test('answers about an earlier incarnation say nothing about the next one', async () => {
  const copy = seen();
  await writer.write(copy, wanted);
  things.recreate();
  assert.equal(fresh.newest(seen()), seen());
  writer.forget(copy);
  assert.equal(fresh.size, 0);
});

const order = [
  { known: '9', copy: '10', newest: 'copy' },
  { known: '10', copy: '9', newest: 'known' },
  { known: '10', copy: '10', newest: 'copy' },
  { known: '9007199254740993', copy: '9007199254740992', newest: 'known' },
];

for (const { known, copy, newest } of order) {
  test(`of versions ${known} and ${copy} the ${newest} one is taken`, () => {
    const at = (resourceVersion: string): Thing => ({ ...seen(), metadata: { ...seen().metadata, resourceVersion } });
    const [a, b] = [at(known), at(copy)];
    fresh.note(a);
    fresh.note(at('1'));
    assert.equal(fresh.newest(b), newest === 'copy' ? b : a);
  });
}

type Weather = 'fine' | 'lost' | 'unanswered' | 'late' | '500 lost' | '500 stored';

test('two writers at once, in any weather: no update is lost, and what was intended last is stored', async () => {
  const weather = fc.constantFrom<Weather>(
    'fine',
    'fine',
    'fine',
    'lost',
    'unanswered',
    'late',
    '500 lost',
    '500 stored',
  );
  await fc.assert(
    fc.asyncProperty(
      fc.scheduler(),
      fc.array(weather, { maxLength: 30 }),
      fc.array(fc.nat(3), { maxLength: 60 }),
      fc.nat(8),
      async (s, forecast, lags, edits) => {
        const shared = new OneThing({ a: 0, b: 0 });
        const history: Thing[] = [shared.stored as Thing];
        const note = () => {
          if (history.at(-1) !== shared.stored) history.push(shared.stored as Thing);
        };
        const turn = () => s.schedule(Promise.resolve());
        const lost: string[] = [];

        const clientOf = (me: 'a' | 'b'): KubeClient => {
          const other = me === 'a' ? 'b' : 'a';
          const put = (body: Thing): Thing => {
            const before = shared.stored?.status ?? {};
            const stored = shared.putStatus(body);
            const after = stored.status ?? {};
            if (after[other] !== before[other]) lost.push(`${me} wrote ${other} ${before[other]} → ${after[other]}`);
            if (Number(after[me]) < Number(before[me])) lost.push(`${me} ${before[me]} → ${after[me]}`);
            note();
            return stored;
          };
          return {
            async get() {
              await turn();
              const found = shared.stored;
              await turn();
              return found;
            },
            async update(_: unknown, body: Thing) {
              const today = forecast.shift() ?? 'fine';
              await turn();
              if (today === 'lost') throw new ApiUnreachable('a test', 'bad weather');
              if (today === '500 lost') throw new ApiError(500, {});
              if (today === 'late') {
                // It is carried out at any time after the caller has given up.
                void turn()
                  .then(() => put(body))
                  .catch(() => {});
                throw new ApiUnreachable('a test', 'bad weather');
              }
              const stored = put(body);
              await turn();
              if (today === 'unanswered') throw new ApiUnreachable('a test', 'bad weather');
              if (today === '500 stored') throw new ApiError(500, {});
              return stored;
            },
          } as unknown as KubeClient;
        };

        const write = async (me: 'a' | 'b', count: number) => {
          const own = new FreshObjects<Thing>();
          const writing = new StatusWriter<Thing>({ client: clientOf(me), type, fresh: own, clock: new Stopwatch() });
          let followed = 0;
          for (let intended = 1; intended <= count; ) {
            // A copy that lags behind, but never goes back.
            followed = Math.max(followed, history.length - 1 - (lags.shift() ?? 0));
            const object = own.newest(history[followed] as Thing);
            try {
              const { outcome } = await writing.write(object, { ...object.status, [me]: intended });
              if (outcome === 'written' || outcome === 'unchanged') intended++;
            } catch (error) {
              if (!(error instanceof ApiUnreachable || error instanceof ApiError)) throw error;
              // The next pass may want something else already.
              if (intended < count && lags.length % 2 === 0) intended++;
            }
          }
          assert.equal(writing.unanswered, 0);
        };

        const edit = async () => {
          for (let i = 0; i < edits; i++) {
            await turn();
            shared.editSpec();
            note();
          }
        };

        await s.waitFor(Promise.all([write('a', 4), write('b', 4), edit()]));
        await s.waitIdle();
        assert.deepEqual(lost, []);
        assert.deepEqual(shared.stored?.status, { a: 4, b: 4 });
        assert.equal(shared.stored?.spec, 1 + edits);
      },
    ),
    { numRuns: 400 },
  );
});
