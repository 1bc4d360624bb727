import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Action } from '../../src/engine/action.ts';
import type { ObservedDeployment } from '../../src/engine/flink-deployment/observed.ts';
import { stop } from '../../src/engine/flink-deployment/stop.ts';
import type { ObservedSessionJob } from '../../src/engine/flink-session-job/observed.ts';
import { tellChange } from '../../src/engine/flink-session-job/tell-change.ts';
import { specChanged } from '../../src/engine/spec-changed.ts';

test('changes are told by the strongest of them, and without values', () => {
  const changes = [
    { path: 'job.parallelism', type: 'scale' },
    { path: 'job.savepointRedeployNonce', type: 'savepoint-redeploy' },
  ] as const;
  const { message, messageKey } = specChanged('FlinkSessionJob', 3, changes);
  assert.match(message, /^SAVEPOINT_REDEPLOY change\(s\) detected \(Diff: FlinkSessionJobSpec\[job\.parallelism, /);
  assert.equal(messageKey, 'SpecChange: 3');
});

const cancel: Action = { type: 'cancelJob', place: {} as never, jobId: 'j' };

interface Row {
  readonly name: string;
  readonly last?: object | undefined;
  readonly wanted?: object;
  readonly actions?: readonly Action[];
  readonly tells: string;
}

const running = { job: { parallelism: 1 } };
const rows: readonly Row[] = [
  { name: 'a job that is stopped', last: running, actions: [cancel], tells: 'SpecChanged Suspended' },
  { name: 'a job that waits, or has ended', last: running, tells: 'SpecChanged' },
  { name: 'the first submission', tells: '' },
  {
    name: 'what rests',
    last: { job: { state: 'suspended' } },
    wanted: { job: { state: 'suspended', parallelism: 2 } },
    tells: '',
  },
];

for (const { name, last, wanted = { job: { parallelism: 2 } }, actions = [], tells } of rows) {
  test(`a changed session job: ${name}`, () => {
    const observed = { last: last && { spec: last }, wanted, generation: 2 } as unknown as ObservedSessionJob;
    const decision = tellChange(() => ({ status: {}, actions }))(observed);
    assert.equal((decision?.happenings ?? []).map(({ reason }) => reason).join(' '), tells);
  });
}

test('nothing is told where a step has nothing to say', () => {
  assert.equal(tellChange(() => undefined)({} as ObservedSessionJob), undefined);
});

const stops = [
  { name: 'a job that runs', job: {}, state: 'RUNNING', tells: 'Suspended' },
  { name: 'a job that has ended', job: {}, state: 'FAILED', tells: '' },
  { name: 'a session cluster', job: undefined, state: undefined, tells: '' },
] as const;

for (const { name, job, state, tells } of stops) {
  test(`what is stopped is told to be suspended: ${name}`, () => {
    const observed = {
      status: { jobStatus: { state } },
      last: { spec: { job } },
      limits: { times: {} },
    } as unknown as ObservedDeployment;
    assert.equal((stop(observed, 'last-state').happenings ?? []).map(({ reason }) => reason).join(), tells);
  });
}
