import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { JobProblem } from '../../../src/engine/flink-port.ts';
import { problemsToTell } from '../../../src/engine/status/job-problems.ts';

const now = new Date(10_000_000);
const limits = { events: 2, lines: 2 };
const problem = (timestamp: number | undefined, changes: Partial<JobProblem> = {}): JobProblem => ({
  name: 'Oops',
  stackTrace: 'Oops: it broke\n\tat one\n\tat two\n\tat three\n',
  timestamp,
  task: 'map',
  endpoint: undefined,
  taskManager: 'tm\n1',
  labels: { kind: 'USER', 'not a key!': 'x' },
  ...changes,
});
const times = (problems: readonly JobProblem[], before?: { jobId: string; until: number }) => {
  const { happenings, seen } = problemsToTell('job', problems, before, now, limits);
  return [happenings.map(({ annotations }) => Date.parse(annotations?.['exception-timestamp'] ?? '')), seen.until];
};

test('what is new is told, the newest first, and no more than the limit', () => {
  assert.deepEqual(times([problem(9_999_000), problem(9_999_500)]), [[9_999_500, 9_999_000], 9_999_500]);
  assert.deepEqual(times([problem(3), problem(2), problem(1)], { jobId: 'job', until: 0 }), [[3, 2], 3]);
});

test('what was told before, or is older than half an hour at the first look, is not told', () => {
  assert.deepEqual(times([problem(5), problem(7)], { jobId: 'job', until: 5 }), [[7], 7]);
  assert.deepEqual(times([problem(1000)]), [[], now.getTime() - 30 * 60 * 1000]);
});

test('of another job everything is new', () => {
  assert.deepEqual(times([problem(5)], { jobId: 'other', until: 9 }), [[5], 5]);
});

test('without a time nothing is told', () =>
  assert.deepEqual(times([problem(undefined)], { jobId: 'job', until: 1 }), [[], 1]));

test('an Event has the first lines of the trace, and where it happened', () => {
  const { happenings } = problemsToTell('job', [problem(5)], { jobId: 'job', until: 0 }, now, limits);
  const [told] = happenings;
  assert.equal(told?.message, 'Oops: it broke\n\tat one\n... (2 more lines)');
  assert.deepEqual([told?.reason, told?.type, told?.component], ['JobException', 'Warning', 'Job']);
  assert.deepEqual(told?.annotations, {
    'exception-timestamp': new Date(5).toISOString(),
    'task-name': 'map',
    'tm-id': 'tm 1',
    'failure-label-kind': 'USER',
  });
});
