import assert from 'node:assert/strict';
import { test } from 'node:test';
import { asApplied } from '../../src/kube/managed-fields.ts';

const created = { manager: 'creates', operation: 'Update', fieldsV1: { 'f:data': { 'f:a': {}, 'f:b': {} } } };
const applied = { manager: 'applies', operation: 'Apply', fieldsV1: { 'f:data': { 'f:a': {} } } };
const status = { ...created, subresource: 'status' };
const foreign = { manager: 'somebody', operation: 'Update' };

test('what was created is owned as if it had been applied, and nobody else loses anything', () => {
  assert.deepEqual(asApplied([created, foreign, status, applied], 'creates', 'applies'), [
    foreign,
    status,
    { ...applied, fieldsV1: created.fieldsV1 },
  ]);
});

test('of what was applied from the beginning nothing changes', () => {
  assert.equal(asApplied([applied, foreign, status], 'creates', 'applies'), undefined);
  assert.equal(asApplied([], 'creates', 'applies'), undefined);
});
