import assert from 'node:assert/strict';
import { test } from 'node:test';
import { mergeTemplates } from '../../../src/engine/flink-deployment/pod-template/merge.ts';

interface Row {
  readonly name: string;
  readonly base?: object;
  readonly over?: object;
  readonly byName?: true;
  readonly merged: object | undefined;
}

const rows: readonly Row[] = [
  { name: 'nothing', merged: undefined },
  { name: 'only the base', base: { a: 1 }, merged: { a: 1 } },
  { name: 'only what is laid over it', over: { a: 1 }, merged: { a: 1 } },
  {
    name: 'maps, key by key',
    base: { a: { b: 1, c: 2 } },
    over: { a: { c: 3, d: 4 } },
    merged: { a: { b: 1, c: 3, d: 4 } },
  },
  { name: 'a word over a map, which stays', base: { a: { b: 1 } }, over: { a: 'x' }, merged: { a: { b: 1 } } },
  { name: 'a map over a word, which goes', base: { a: 'x' }, over: { a: { b: 1 } }, merged: { a: { b: 1 } } },
  {
    name: 'lists by position',
    base: { l: [{ name: 'a', x: 1 }, { name: 'b' }] },
    over: { l: [{ name: 'c' }] },
    merged: { l: [{ name: 'c', x: 1 }, { name: 'b' }] },
  },
  {
    name: 'a longer list by position',
    base: { l: [{ name: 'a' }] },
    over: { l: [{ y: 1 }, { name: 'b' }] },
    merged: { l: [{ name: 'a', y: 1 }, { name: 'b' }] },
  },
  {
    name: 'words at the same place, which stay',
    base: { l: ['a', 'b'] },
    over: { l: ['x', 'y', 'z'] },
    merged: { l: ['a', 'b', 'z'] },
  },
  {
    name: 'lists by name',
    byName: true,
    base: { l: [{ name: 'a', x: 1 }, { name: 'b' }] },
    over: { l: [{ name: 'c' }, { name: 'a', y: 2 }] },
    merged: { l: [{ name: 'a', x: 1, y: 2 }, { name: 'b' }, { name: 'c' }] },
  },
  {
    name: 'lists by position where one item has no name',
    byName: true,
    base: { l: [{ name: 'a' }] },
    over: { l: [{ key: 'c' }] },
    merged: { l: [{ name: 'a', key: 'c' }] },
  },
  {
    name: 'the last of two with one name',
    byName: true,
    base: {
      l: [
        { name: 'a', x: 1 },
        { name: 'a', x: 2 },
      ],
    },
    over: { l: [{ name: 'a', y: 1 }] },
    merged: { l: [{ name: 'a', x: 2, y: 1 }] },
  },
];

for (const { name, base, over, byName = false, merged } of rows) {
  test(`templates are merged: ${name}`, () => {
    const before = structuredClone([base, over]);
    assert.deepEqual(mergeTemplates(base, over, byName), merged);
    assert.deepEqual([base, over], before, 'neither is changed');
  });
}
