import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Resource } from '../../src/engine/ports.ts';
import {
  type Beginning,
  noted,
  type RestoreEntry,
  readRestores,
  restoresAnnotation,
} from '../../src/engine/restores.ts';

const now = new Date('2026-01-01T12:00:00Z');
const begun: Beginning = {
  component: 'Job',
  generation: 3,
  jobId: 'a'.repeat(32),
  now,
  path: 's3://savepoints/1',
  why: 'the spec has changed',
};

function object(restores?: string, annotations: Readonly<Record<string, string>> = {}): Resource {
  return {
    apiVersion: 'flink.apache.org/v1beta1',
    kind: 'FlinkDeployment',
    metadata: {
      name: 'app',
      namespace: 'default',
      uid: 'uid',
      generation: 3,
      resourceVersion: '1',
      annotations: { ...annotations, ...(restores !== undefined && { [restoresAnnotation]: restores }) },
    },
    spec: {},
  };
}

const entry = (changes: Partial<RestoreEntry> = {}): RestoreEntry => ({
  at: now.toISOString(),
  generation: 3,
  jobId: 'a'.repeat(32),
  source: 'savepoint',
  path: 's3://savepoints/1',
  why: 'the spec has changed',
  ...changes,
});

const entriesAfter = (beginning: Beginning, before: Resource = object()) =>
  readRestores(noted(before, beginning).annotations[restoresAnnotation]);

test('a start is noted after those before it', () => {
  const first = entry({ jobId: 'b'.repeat(32), source: 'empty' });
  assert.deepEqual(entriesAfter(begun, object(JSON.stringify([first]))), [first, entry()]);
});

const sources: readonly { name: string; given: Partial<Beginning>; notes: Partial<RestoreEntry> }[] = [
  { name: 'nothing', given: { path: undefined }, notes: { source: 'empty' } },
  { name: 'a savepoint', given: {}, notes: { source: 'savepoint', path: 's3://savepoints/1' } },
  {
    name: 'a checkpoint',
    given: { path: 's3://state/1f/chk-12' },
    notes: { source: 'checkpoint', path: 's3://state/1f/chk-12' },
  },
  {
    name: 'what high availability keeps',
    given: { path: 'KUBERNETES_OPERATOR_LAST_STATE', isKept: true },
    notes: { source: 'last-state' },
  },
  {
    name: 'a savepoint with a password and a signature',
    given: { path: 's3://key:secret@savepoints/1?signature=secret' },
    notes: { source: 'savepoint', path: 's3://savepoints/1?…' },
  },
  {
    name: 'a path that never ends',
    given: { path: `s3://${'a'.repeat(3000)}` },
    notes: { source: 'savepoint', path: `s3://${'a'.repeat(1019)}…` },
  },
];

for (const { name, given, notes } of sources) {
  test(`the source of a job that begins from ${name}`, () => {
    const { path: _, ...bare } = entry();
    assert.deepEqual(entriesAfter({ ...begun, ...given }), [{ ...bare, ...notes }]);
  });
}

test('an Event tells it, of which a repeated pass makes no second one', () => {
  const [told] = noted(object(), begun).happenings;
  assert.deepEqual(told, {
    component: 'Job',
    type: 'Normal',
    reason: 'RestoredFrom',
    message: `Job ${'a'.repeat(32)} of generation 3 begins from the savepoint s3://savepoints/1: the spec has changed`,
    messageKey: `RestoredFrom: ${'a'.repeat(32)} 2026-01-01T12:00:00.000Z`,
    again: 'ignore',
  });
});

test('attempts that come to nothing are one entry and one Event', () => {
  const before = object(JSON.stringify([entry()]));
  const again = { ...begun, jobId: 'c'.repeat(32), isAttempt: true };
  assert.deepEqual(entriesAfter(again, before), [entry({ jobId: 'c'.repeat(32) })]);
  assert.deepEqual(noted(before, again).happenings, []);
});

for (const [name, changes] of [
  ['of another generation', { generation: 4 }],
  ['from another state', { path: 's3://savepoints/2' }],
  ['for another reason', { why: 'the JobManager was lost' }],
  ['that is no attempt once more', { isAttempt: false }],
] as const) {
  test(`a start ${name} is an entry of its own`, () => {
    const entries = entriesAfter({ ...begun, isAttempt: true, ...changes }, object(JSON.stringify([entry()])));
    assert.equal(entries?.length, 2);
  });
}

test('the oldest entries go', () => {
  const before = Array.from({ length: 20 }, (_, generation) => entry({ generation }));
  const after = entriesAfter({ ...begun, generation: 20 }, object(JSON.stringify(before)));
  assert.deepEqual(
    after?.map(({ generation }) => generation),
    Array.from({ length: 20 }, (_, index) => index + 1),
  );
});

test('entries are no more than 16 KiB', () => {
  const long = Array.from({ length: 19 }, (_, generation) => entry({ generation, path: `s3://${'ä'.repeat(1000)}` }));
  const text = noted(object(JSON.stringify(long)), begun).annotations[restoresAnnotation] ?? '';
  assert.ok(Buffer.byteLength(text) <= 16 * 1024);
  const entries = readRestores(text) ?? [];
  assert.deepEqual(entries.at(-1), entry());
  assert.ok(Buffer.byteLength(JSON.stringify([long[0], ...entries])) > 16 * 1024);
});

test('nothing is noted where an API server would refuse the object for it', () => {
  const { annotations, happenings } = noted(object(undefined, { large: 'x'.repeat(200_000) }), begun);
  assert.deepEqual(annotations, {});
  assert.equal(happenings.length, 1);
});

for (const text of [
  'no JSON',
  '{}',
  'null',
  '[null]',
  '[[]]',
  '[{"at":"yesterday"}]',
  JSON.stringify([{ ...entry(), source: 'thin air' }]),
  JSON.stringify([{ ...entry(), generation: '3' }]),
  JSON.stringify([{ ...entry(), path: {} }]),
]) {
  test(`what somebody else has written is told, and begun anew: ${text}`, () => {
    assert.equal(readRestores(text), undefined);
    const { happenings } = noted(object(text), begun);
    assert.deepEqual(
      happenings.map(({ reason }) => reason),
      ['RestoresUnreadable', 'RestoredFrom'],
    );
    assert.deepEqual(entriesAfter(begun, object(text)), [entry()]);
  });
}
