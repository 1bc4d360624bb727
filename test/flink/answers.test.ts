import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import {
  checkpointDetails,
  checkpointHistory,
  checkpointProgress,
  disposalProgress,
  latestCompleted,
  savepointProgress,
} from '../../src/flink/checkpoint-answers.ts';
import { FlinkAnswerInvalid } from '../../src/flink/errors.ts';
import * as answers from '../../src/flink/job-answers.ts';
import { Place } from '../../src/flink/place.ts';

/** JSON with the members that are read, in any place. */
const names = [
  'status',
  'id',
  'operation',
  'latest',
  'completed',
  'history',
  'jobs',
  'jid',
  'failure-cause',
  'entries',
];
const { answerLike } = fc.letrec<{ answerLike: unknown }>((tie) => ({
  answerLike: fc.oneof(
    { maxDepth: 4 },
    fc.constantFrom<unknown>(null, 'COMPLETED', 'text', 7, true),
    fc.dictionary(fc.constantFrom(...names, 'exceptionHistory', 'features', '__proto__'), tie('answerLike')),
    fc.array(tie('answerLike'), { maxLength: 3 }),
  ),
}));

interface Row {
  readonly name: string;
  readonly read: (answer: Place) => unknown;
  readonly answer: unknown;
  readonly finds: unknown;
}

const cause = { class: 'a.B', 'stack-trace': 'a.B: no', 'serialized-throwable': 'AAAA' };
const read = { className: 'a.B', stackTrace: 'a.B: no' };
const done = { id: 'COMPLETED' };
const nothingOfCheckpoint = {
  id: undefined,
  status: undefined,
  externalPath: undefined,
  failureMessage: undefined,
  triggerTimestamp: undefined,
  stateBytes: undefined,
};

const rows: readonly Row[] = [
  {
    name: 'configuration',
    read: answers.clusterConfig,
    answer: { 'flink-version': '1.20.5', 'flink-revision': 'abc', features: { 'web-submit': true }, more: 1 },
    finds: { version: '1.20.5', revision: 'abc', webSubmit: true },
  },
  {
    name: 'configuration without anything',
    read: answers.clusterConfig,
    answer: {},
    finds: { version: undefined, revision: undefined, webSubmit: undefined },
  },
  {
    name: 'overview',
    read: answers.jobOverviews,
    answer: {
      jobs: [
        { jid: 'a', name: 'n', state: 'RUNNING', 'start-time': 5, tasks: {} },
        { jid: 'b', name: null },
        { jid: 'c', tasks: { total: 9, scheduled: 1, deploying: 2, initializing: 3, running: 2, finished: 1 } },
      ],
    },
    finds: [
      { id: 'a', name: 'n', state: 'RUNNING', startTime: 5, startingTasks: 0 },
      { id: 'b', name: undefined, state: undefined, startTime: undefined, startingTasks: undefined },
      { id: 'c', name: undefined, state: undefined, startTime: undefined, startingTasks: 6 },
    ],
  },
  { name: 'overview without jobs', read: answers.jobOverviews, answer: {}, finds: [] },
  {
    name: 'vertices',
    read: answers.jobVertices,
    answer: { vertices: [{ id: 'v', name: 'count', parallelism: 2, status: 'RUNNING' }] },
    finds: [{ id: 'v', name: 'count', parallelism: 2, status: 'RUNNING' }],
  },
  {
    name: 'result of a running job',
    read: answers.executionResult,
    answer: { status: { id: 'IN_PROGRESS' } },
    finds: { completed: false, applicationStatus: undefined, failureCause: undefined },
  },
  {
    name: 'result of a failed job',
    read: answers.executionResult,
    answer: { status: done, 'job-execution-result': { 'application-status': 'FAILED', 'failure-cause': cause } },
    finds: { completed: true, applicationStatus: 'FAILED', failureCause: read },
  },
  {
    name: 'exceptions of an older version',
    read: answers.jobExceptions,
    answer: {
      exceptionHistory: { entries: [{ exceptionName: 'a.B', stacktrace: 's', timestamp: 1, location: 'h:1' }] },
    },
    finds: {
      truncated: false,
      entries: [
        {
          exceptionName: 'a.B',
          stackTrace: 's',
          timestamp: 1,
          taskName: undefined,
          endpoint: 'h:1',
          taskManagerId: undefined,
          failureLabels: {},
        },
      ],
    },
  },
  {
    name: 'exceptions',
    read: (answer) =>
      answers.jobExceptions(answer).entries.map(({ endpoint, failureLabels }) => [endpoint, failureLabels]),
    answer: { exceptionHistory: { entries: [{ endpoint: 'h:2', location: 'h:1', failureLabels: { kind: 'user' } }] } },
    finds: [['h:2', { kind: 'user' }]],
  },
  { name: 'no exceptions', read: answers.jobExceptions, answer: {}, finds: { entries: [], truncated: false } },
  {
    name: 'metrics',
    read: answers.metricValues,
    answer: [{ id: 'a', value: '1' }, { id: 'b' }],
    finds: { a: '1' },
  },
  {
    name: 'resource requirements',
    read: answers.resourceRequirements,
    answer: { v: { parallelism: { lowerBound: 1, upperBound: 4 } }, w: {} },
    finds: { v: { lowerBound: 1, upperBound: 4 }, w: { lowerBound: 1, upperBound: 1 } },
  },
  { name: 'jar', read: answers.jarId, answer: { filename: '/tmp/web/1_a.jar' }, finds: '1_a.jar' },
  {
    name: 'savepoint that is under way',
    read: savepointProgress,
    answer: { status: { id: 'IN_PROGRESS' } },
    finds: { type: 'pending' },
  },
  {
    name: 'savepoint without an operation',
    read: savepointProgress,
    answer: { status: done },
    finds: { type: 'pending' },
  },
  {
    name: 'savepoint with null',
    read: savepointProgress,
    answer: { status: done, operation: { location: null } },
    finds: { type: 'pending' },
  },
  {
    name: 'savepoint',
    read: savepointProgress,
    answer: { status: done, operation: { location: 'file:/s' } },
    finds: { type: 'completed', location: 'file:/s' },
  },
  {
    name: 'failed savepoint',
    read: savepointProgress,
    answer: { status: done, operation: { 'failure-cause': cause } },
    finds: { type: 'failed', cause: read },
  },
  {
    name: 'checkpoint',
    read: checkpointProgress,
    answer: { status: done, operation: { checkpointId: 7 } },
    finds: { type: 'completed', id: 7 },
  },
  {
    name: 'failed checkpoint',
    read: checkpointProgress,
    answer: { status: done, operation: { checkpointId: null, failureCause: cause } },
    finds: { type: 'failed', cause: read },
  },
  { name: 'disposal', read: disposalProgress, answer: { status: done, operation: {} }, finds: { type: 'completed' } },
  {
    name: 'failed disposal',
    read: disposalProgress,
    answer: { status: done, operation: { 'failure-cause': cause } },
    finds: { type: 'failed', cause: read },
  },
  {
    name: 'checkpoint details',
    read: checkpointDetails,
    answer: {
      id: 7,
      status: 'FAILED',
      external_path: null,
      failure_message: 'no',
      trigger_timestamp: 1,
      state_size: 2,
    },
    finds: {
      id: 7,
      status: 'FAILED',
      externalPath: undefined,
      failureMessage: 'no',
      triggerTimestamp: 1,
      stateBytes: 2,
    },
  },
  {
    name: 'history of a young job',
    read: checkpointHistory,
    answer: { latest: { completed: null, savepoint: null, failed: null, restored: null }, history: [] },
    finds: { latest: { restored: undefined, completed: undefined, savepoint: undefined }, history: [] },
  },
  {
    name: 'history',
    read: checkpointHistory,
    answer: {
      latest: {
        completed: { id: 2 },
        restored: { id: 1, external_path: 'p', restore_timestamp: 3, is_savepoint: true },
      },
      history: [{ id: 2, status: 'COMPLETED', trigger_timestamp: 9 }],
    },
    finds: {
      latest: {
        restored: { id: 1, externalPath: 'p', restoreTimestamp: 3, isSavepoint: true },
        completed: { ...nothingOfCheckpoint, id: 2 },
        savepoint: undefined,
      },
      history: [{ ...nothingOfCheckpoint, id: 2, status: 'COMPLETED', triggerTimestamp: 9 }],
    },
  },
];

for (const { name, read, answer, finds } of rows) {
  test(`reads of an answer: ${name}`, () => assert.deepEqual(read(new Place(answer)), finds));
}

const at = (id: number, path: string | null = `p${id}`) => ({ id, external_path: path, trigger_timestamp: 10 * id });
const restored = { id: 3, external_path: 'p3', restore_timestamp: 99 };

const latest = [
  { name: 'none', latest: {}, finds: undefined },
  { name: 'only restored', latest: { restored }, finds: { id: 3, externalPath: 'p3', timestamp: 99 } },
  {
    name: 'a newer checkpoint',
    latest: { restored, completed: at(5), savepoint: at(4) },
    finds: { id: 5, externalPath: 'p5', timestamp: 50 },
  },
  {
    name: 'a newer savepoint',
    latest: { completed: at(5), savepoint: at(6) },
    finds: { id: 6, externalPath: 'p6', timestamp: 60 },
  },
  {
    name: 'a newer one that lies nowhere',
    latest: { completed: at(5, null), savepoint: at(4) },
    finds: { id: 4, externalPath: 'p4', timestamp: 40 },
  },
];

for (const { name, latest: given, finds } of latest) {
  test(`the latest completed checkpoint: ${name}`, () => {
    assert.deepEqual(latestCompleted(checkpointHistory(new Place({ latest: given }))), finds);
  });
}

const wrong = [
  { name: 'a list', read: answers.jobOverviews, answer: [], says: 'the answer should be an object and is a list' },
  {
    name: 'jobs by name',
    read: answers.jobOverviews,
    answer: { jobs: {} },
    says: 'jobs should be a list and is a value of type object',
  },
  {
    name: 'a job without id',
    read: answers.jobOverviews,
    answer: { jobs: [{ jid: 'a' }, {}] },
    says: 'jobs[1].jid should be text and is nothing',
  },
  {
    name: 'a number as text',
    read: answers.jobOverviews,
    answer: { jobs: [{ jid: 'a', 'start-time': '5' }] },
    says: 'jobs[0].start-time should be a number and is a value of type string',
  },
  {
    name: 'a flag as text',
    read: answers.clusterConfig,
    answer: { features: { 'web-submit': 'yes' } },
    says: 'features.web-submit should be true or false and is a value of type string',
  },
  {
    name: 'text as a number',
    read: checkpointDetails,
    answer: { status: 1 },
    says: 'status should be text and is a value of type number',
  },
];

for (const { name, read, answer, says } of wrong) {
  test(`an answer of another shape: ${name}`, () => {
    assert.throws(() => read(new Place(answer)), { name: FlinkAnswerInvalid.name, message: says });
  });
}

test('members of Object are no members of an answer', () => {
  assert.equal(new Place({}).at('constructor').exists, false);
  assert.equal(new Place(JSON.parse('{"__proto__": {"a": "b"}}')).at('a').exists, false);
});

const readers = [
  ...new Set([
    ...rows.map(({ read }) => read),
    answers.jobExceptions,
    (answer: Place) => latestCompleted(checkpointHistory(answer)),
  ]),
];

test('any JSON at all is either read or said to be wrong', () => {
  fc.assert(
    fc.property(answerLike, (value) => {
      for (const read of readers) {
        try {
          read(new Place(value));
        } catch (error) {
          assert(error instanceof FlinkAnswerInvalid, String(error));
        }
      }
    }),
  );
});
