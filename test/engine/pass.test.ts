import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Engine, pass } from '../../src/engine/pass.ts';
import type { AddedMetadata, Ports, Resource } from '../../src/engine/ports.ts';

const asked = 'example.com/asked';

/** What becomes of an annotation that was answered, where somebody else writes these values of it in between. */
async function answered(value: string, meanwhile: readonly (string | undefined)[] = []) {
  const before = [...meanwhile];
  const object = (version: number, now: string | undefined) =>
    ({
      kind: 'Asked',
      metadata: {
        name: 'a',
        namespace: 'n',
        resourceVersion: String(version),
        annotations: { ...(now && { [asked]: now }) },
      },
    }) as unknown as Resource;
  const written: AddedMetadata[] = [];
  const acted: string[] = [];
  const resources = {
    writeStatus: (seen: Resource) => Promise.resolve({ outcome: 'written', object: seen }),
    writeMetadata(_: Resource, metadata: AddedMetadata) {
      written.push(metadata);
      if (before.length > 0)
        return Promise.resolve({ outcome: 'foreign', object: object(written.length + 1, before.shift()) });
      return Promise.resolve({ outcome: 'written', object: object(9, undefined) });
    },
  };
  const children = { remove: () => Promise.resolve(acted.push('remove') > 0) };
  const ports = { clock: { now: () => new Date(0) }, resources, children } as unknown as Ports;
  const key = { apiVersion: 'v1', kind: 'ConfigMap', namespace: 'n', name: 'c' };
  const engine = {
    holds: () => false,
    consider: () =>
      Promise.resolve({
        happenings: [],
        again: () => 5000,
        decision: { status: {}, spent: { annotation: asked, value }, actions: [{ type: 'remove', key }] },
      }),
    complete: (status: object) => status,
  } as unknown as Engine<Resource, object>;
  const result = await pass(engine, object(1, value), ports);
  return { result, versions: written.map(({ resourceVersion }) => resourceVersion), acted };
}

test('a request that is answered goes, as it was seen', async () => {
  assert.deepEqual(await answered('save'), { result: { again: 5000 }, versions: ['1'], acted: ['remove'] });
});

test('it goes also where something else was changed', async () => {
  const after = { result: { again: 5000 }, versions: ['1', '2'], acted: ['remove'] };
  assert.deepEqual(await answered('save', ['save']), after);
});

test('one that says something else by then is looked at anew', async () => {
  assert.deepEqual(await answered('save', ['cancel']), { result: { again: 0 }, versions: ['1'], acted: [] });
});
