import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  type ErrorFacts,
  type ErrorLimits,
  errorSummary,
  statusError,
} from '../../../src/engine/status/status-error.ts';

const limits: ErrorLimits = { field: 2048, stackTrace: undefined, causes: 2, labels: [] };

function failure(message: string, facts: ErrorFacts = {}, cause?: Error): Error {
  return Object.assign(new Error(message, { cause }), { facts });
}

const deep = failure(
  'outer',
  { type: 'a.b.ReconciliationException' },
  failure('middle', {}, failure('inner', { httpResponseCode: 500 }, failure('last'))),
);

test('an error is kept with its first causes', () => {
  assert.deepEqual(JSON.parse(statusError(deep, limits)), {
    type: 'a.b.ReconciliationException',
    message: 'outer',
    additionalMetadata: {},
    throwableList: [
      { type: 'Error', message: 'middle', additionalMetadata: {} },
      { type: 'Error', message: 'inner', additionalMetadata: { httpResponseCode: 500 } },
    ],
  });
});

test('every field is cut, and there is a stack trace only where it is asked for', () => {
  const error = failure('x'.repeat(100), { reason: 'y'.repeat(100) });
  const kept = JSON.parse(statusError(error, { ...limits, field: 10, stackTrace: 20 }));
  assert.deepEqual([kept.message.length, kept.additionalMetadata.reason.length, kept.stackTrace.length], [10, 10, 20]);
});

test('labels are added by what an error or one of its causes says', () => {
  const labels = [
    { pattern: /inner/, label: 'found' },
    { pattern: /other/, label: 'not found' },
  ];
  const { additionalMetadata, throwableList } = JSON.parse(statusError(deep, { ...limits, labels }));
  assert.deepEqual(additionalMetadata.labels, ['found']);
  assert.deepEqual(throwableList[1].additionalMetadata.labels, ['found']);
});

test('an error without a message has none', () => {
  assert.deepEqual(JSON.parse(statusError(failure(''), limits)), {
    type: 'Error',
    additionalMetadata: {},
    throwableList: [],
  });
});

test('causes in a circle end', () => {
  const error = failure('a');
  error.cause = error;
  assert.equal(JSON.parse(statusError(error, limits)).throwableList.length, 2);
});

test('an Event tells three messages', () => {
  assert.equal(errorSummary(deep), 'outer -> middle -> inner');
  assert.equal(errorSummary(failure('', {}, failure('why'))), 'Error -> why');
});
