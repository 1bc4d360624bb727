import assert from 'node:assert/strict';
import { test } from 'node:test';
import { rootCause } from '../../src/flink/root-cause.ts';

const trace = 'a.B: outer\n\tat a.B.c(B.java:1)\nCaused by: a.C: middle\n\t... 3 more\nCaused by: a.D: inner\n\tat x\n';

const cases = [
  { name: 'nothing', messages: [], finds: undefined },
  { name: 'an empty message', messages: [''], finds: undefined },
  {
    name: 'plain words',
    messages: ['Unable to load requested file /nothing.'],
    finds: 'Unable to load requested file /nothing.',
  },
  { name: 'a trace without causes', messages: ['a.B: no\n\tat a.B.c(B.java:1)\n'], finds: 'a.B: no' },
  { name: 'a trace with causes', messages: [trace], finds: 'a.D: inner' },
  { name: 'Windows line ends', messages: [trace.replaceAll('\n', '\r\n')], finds: 'a.D: inner' },
  {
    name: 'an exception of another process',
    messages: ['Internal server error.', `<Exception on server side:\n${trace}\nEnd of exception on server side>`],
    finds: 'a.D: inner',
  },
  {
    name: 'one of another process without causes',
    messages: [
      'Internal server error.',
      '<Exception on server side:\na.B: no\n\tat x\n\nEnd of exception on server side>',
    ],
    finds: 'a.B: no',
  },
  {
    name: 'a suppressed exception',
    messages: ['a.B: no\n\tat x\n\tSuppressed: a.E: beside\n\tCaused by: a.F: deep beside\n'],
    finds: 'a.B: no',
  },
  { name: 'a very long line', messages: ['x'.repeat(5000)], finds: 'x'.repeat(1000) },
];

for (const { name, messages, finds } of cases) {
  test(`root cause: ${name}`, () => assert.equal(rootCause(messages), finds));
}
