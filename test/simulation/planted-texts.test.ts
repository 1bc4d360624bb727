import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { mutations as ofFlinkClusters } from './flink-cluster/mutations.ts';
import { mutations } from './mutations.ts';

const sources = path.resolve(import.meta.dirname, '../../src');

// To look for all of them takes minutes; that one can no longer be planted is seen at once.
test('every bug can be planted in the source as it is', () => {
  const gone = [...mutations, ...ofFlinkClusters].filter(
    ({ file, text }) => !readFileSync(path.join(sources, file), 'utf8').includes(text),
  );
  assert.deepEqual(
    gone.map(({ name }) => name),
    [],
  );
});
