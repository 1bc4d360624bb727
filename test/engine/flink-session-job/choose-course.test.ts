import assert from 'node:assert/strict';
import { test } from 'node:test';
import { chooseCourse } from '../../../src/engine/flink-session-job/choose-course.ts';
import type { SessionJobBasis } from '../../../src/engine/flink-session-job/observed.ts';
import type { Spec, Status } from '../../../src/engine/flink-session-job/subject.ts';

type Mode = 'stateless' | 'savepoint' | 'last-state';

interface Row {
  /** Of the table. */
  readonly row: number;
  readonly name: string;
  readonly mode: Mode;
  readonly state: NonNullable<Status['jobStatus']>['state'];
  readonly stateAge?: SessionJobBasis['stateAge'];
  readonly does: string;
}

/** Source: `spec/flink-engine.md` 4.3, 4.5. */
const rows: readonly Row[] = [
  { row: 1, name: 'stateless, ended', mode: 'stateless', state: 'FAILED', does: 'ended stateless' },
  { row: 2, name: 'stateless, running', mode: 'stateless', state: 'RUNNING', does: 'cancel stateless' },
  { row: 4, name: 'stateful, ended', mode: 'savepoint', state: 'FINISHED', does: 'ended last-state' },
  { row: 5, name: 'being cancelled', mode: 'savepoint', state: 'CANCELLING', does: 'wait' },
  { row: 6, name: 'savepoint, running', mode: 'savepoint', state: 'RUNNING', does: 'savepoint' },
  { row: 7, name: 'savepoint, not running', mode: 'savepoint', state: 'RESTARTING', does: 'wait' },
  { row: 12, name: 'running, with new state', mode: 'last-state', state: 'RUNNING', does: 'cancel last-state' },
  {
    row: 12,
    name: 'running, with old state',
    mode: 'last-state',
    state: 'RUNNING',
    stateAge: 'old',
    does: 'savepoint',
  },
  {
    row: 12,
    name: 'running, with newer state to come',
    mode: 'last-state',
    state: 'RUNNING',
    stateAge: 'soon',
    does: 'wait',
  },
  {
    row: 12,
    name: 'running, and nobody says',
    mode: 'last-state',
    state: 'RUNNING',
    stateAge: 'unknown',
    does: 'wait',
  },
  { row: 14, name: 'last-state, not running', mode: 'last-state', state: 'RECONCILING', does: 'wait' },
];

for (const { row, name, mode, state, stateAge, does } of rows) {
  test(`stopping a session job for another spec, row ${row}: ${name}`, () => {
    const job = { parallelism: 1, upgradeMode: mode };
    const spec: Spec = { deploymentName: 'cluster', job };
    const course = chooseCourse({
      wanted: { ...spec, job: { ...job, args: ['new'] } },
      last: { spec, firstDeployment: false },
      status: { jobStatus: { state } } as Status,
      cluster: undefined,
      ...(stateAge && { stateAge }),
    });
    assert.equal([course.type, 'upgradeMode' in course && course.upgradeMode].filter(Boolean).join(' '), does);
  });
}
