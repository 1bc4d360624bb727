import assert from 'node:assert/strict';
import { test } from 'node:test';
import { steps } from '../../../src/engine/flink-session-job/steps.ts';
import type { Spec, Status } from '../../../src/engine/flink-session-job/subject.ts';
import { readRestores, restoresAnnotation } from '../../../src/engine/restores.ts';
import { lastReconciled } from '../../../src/engine/status/bookkeeping.ts';
import { writeKeptSpec } from '../../../src/engine/status/last-spec.ts';
import { decide } from '../../../src/engine/step.ts';
import { EffectiveConfiguration } from '../../../src/values/effective-configuration.ts';
import { now } from '../../support/observed-deployment.ts';
import { observedSessionJob, sessionCluster } from '../../support/observed-session-job.ts';

const path = 's3://savepoints/1';
const id = 'a'.repeat(32);
const spec = (job: Spec['job'] = {}, more: Partial<Spec> = {}): Spec => ({
  deploymentName: 'session',
  job: { jarURI: 'https://jars.test/a.jar', parallelism: 1, upgradeMode: 'savepoint', state: 'running', ...job },
  ...more,
});

interface Was {
  readonly last?: Spec;
  readonly state?: 'UPGRADING' | 'DEPLOYED';
  readonly job?: Status['jobStatus'];
  readonly generation?: number;
}

const was = ({ last = spec(), state = 'DEPLOYED', job = {}, generation = 1 }: Was): Status => ({
  jobStatus: { jobId: id, upgradeSavepointPath: path, ...job },
  observedGeneration: generation,
  reconciliationStatus: { state, lastReconciledSpec: writeKeptSpec({ spec: last, firstDeployment: false }) },
});

function decisionAbout(wanted: Spec, status: Status = {}, restores?: string) {
  const observed = observedSessionJob({ wanted, status });
  const annotations = restores === undefined ? {} : { [restoresAnnotation]: restores };
  const job = { ...observed.job, metadata: { ...observed.job.metadata, annotations } };
  return decide(steps, { ...observed, job });
}

const rows: readonly { name: string; wanted?: Spec; status?: Status; notes: string }[] = [
  {
    name: 'a new job',
    notes: 'empty: first submission; initialSavepointPath names no state',
  },
  {
    name: 'a new job that names a state',
    wanted: spec({ initialSavepointPath: path }),
    notes: `savepoint ${path}: first submission; initialSavepointPath names the state`,
  },
  {
    name: 'a change of a job that was stopped',
    wanted: spec({ parallelism: 2 }),
    status: was({ state: 'UPGRADING', job: { state: 'FINISHED' } }),
    notes: `savepoint ${path}: the spec has changed; this is the newest state that is known`,
  },
  {
    name: 'a change without state',
    wanted: spec({ parallelism: 2, upgradeMode: 'stateless' }),
    status: was({ last: spec({ upgradeMode: 'stateless' }), state: 'UPGRADING', job: { state: 'CANCELED' } }),
    notes: 'empty: the spec has changed; upgradeMode is stateless',
  },
  {
    name: 'another restartNonce',
    wanted: spec({}, { restartNonce: 2 }),
    status: was({ state: 'UPGRADING', job: { state: 'FINISHED' } }),
    notes: `savepoint ${path}: another restartNonce; this is the newest state that is known`,
  },
  {
    name: 'another savepointRedeployNonce',
    wanted: spec({ savepointRedeployNonce: 2, initialSavepointPath: 's3://savepoints/2' }),
    status: was({ state: 'UPGRADING', job: { state: 'CANCELED' } }),
    notes: 'savepoint s3://savepoints/2: another savepointRedeployNonce; initialSavepointPath names the state',
  },
  {
    name: 'a job that was suspended',
    status: was({ last: spec({ state: 'suspended' }), job: { state: 'FINISHED' } }),
    notes: `savepoint ${path}: the job is resumed; this is the newest state that is known`,
  },
  {
    name: 'a job that somebody has cancelled',
    status: was({ last: spec({ state: 'suspended' }), job: { state: 'CANCELED' }, generation: 2 }),
    notes: `savepoint ${path}: the job was cancelled; it left this state`,
  },
];

for (const { name, wanted = spec(), status, notes } of rows) {
  test(`what is noted of ${name}`, () => {
    const { annotations, status: next } = decisionAbout(wanted, status);
    const [entry, ...more] = readRestores(annotations?.[restoresAnnotation]) ?? [];
    const where = entry?.path === undefined ? entry?.source : `${entry.source} ${entry.path}`;
    assert.equal(`${where}: ${entry?.why}`, notes);
    assert.deepEqual([more, entry?.jobId, entry?.generation], [[], next.jobStatus?.jobId, 2]);
  });
}

const underWay = was({ last: spec({ state: 'suspended' }), state: 'UPGRADING', generation: 2 });

test('a submission that is sent again is noted where its sender died before', () => {
  const decision = decisionAbout(spec(), underWay);
  const [entry] = readRestores(decision.annotations?.[restoresAnnotation]) ?? [];
  assert.deepEqual([entry?.jobId, entry?.path], [id, path]);
  assert.deepEqual(
    decision.actions?.map(({ type }) => type),
    ['submitJob'],
  );
});

test('a submission that is sent again is one entry', () => {
  const known = { at: now.toISOString(), generation: 2, jobId: id, source: 'savepoint', path, why: 'some' };
  const decision = decisionAbout(spec(), underWay, JSON.stringify([known]));
  assert.deepEqual([decision.annotations, decision.happenings], [undefined, undefined]);
  assert.deepEqual(
    decision.actions?.map(({ type }) => type),
    ['submitJob'],
  );
});

const unaddressable = '<checkpoint-not-externally-addressable>';
const ended = was({ job: { state: 'FAILED', upgradeSavepointPath: unaddressable } });

/** Source: `spec/flink-engine.md` 11, FLINK-39043. */
test('a job of which nobody can find the last checkpoint is not begun from it', () => {
  const decision = decisionAbout(spec({ parallelism: 2 }), ended);
  assert.deepEqual([decision.actions, decision.annotations], [undefined, undefined]);
  assert.match(decision.status.error ?? '', /last checkpoint is unknown[^"]* Manual restore required\./);
  assert.deepEqual(
    decision.happenings?.map(({ reason }) => reason),
    ['SpecChanged', 'RestoreFailed'],
  );
});

for (const [name, wanted] of [
  ['is begun empty', spec({ parallelism: 2, upgradeMode: 'stateless' })],
  ['is begun from the state that its owner names', spec({ savepointRedeployNonce: 1, initialSavepointPath: path })],
] as const) {
  test(`a job of which nobody can find the last checkpoint ${name}`, () => {
    const { actions, status } = decisionAbout(wanted, ended);
    assert.deepEqual(
      actions?.map(({ type }) => type),
      ['submitJob'],
    );
    assert.equal(status.error, undefined);
  });
}

test('a job of which nobody can find the last checkpoint is suspended', () => {
  const { status } = decisionAbout(spec({ state: 'suspended' }), ended);
  assert.equal(lastReconciled(status)?.spec.job?.state, 'suspended');
});

/** Source: `spec/flink-engine.md` 11, found by reading 4. */
test('a job begins from the state that its owner names when the one before has ended, and no earlier', () => {
  const wanted = spec({ savepointRedeployNonce: 1, initialSavepointPath: 's3://savepoints/2' });
  const first = decisionAbout(wanted, was({ job: { state: 'RUNNING' } }));
  assert.deepEqual(
    first.actions?.map(({ type }) => type),
    ['cancelJob'],
  );
  const cancelling = { ...first.status, jobStatus: { ...first.status.jobStatus, state: 'CANCELLING' as const } };
  assert.equal(decisionAbout(wanted, cancelling).actions, undefined);
  const cancelled = { ...first.status, jobStatus: { ...first.status.jobStatus, state: 'CANCELED' as const } };
  const [action] = decisionAbout(wanted, cancelled).actions ?? [];
  assert.equal(action?.type === 'submitJob' && action.submission.savepointPath, 's3://savepoints/2');
});

/** Source: `spec/flink-engine.md` 11, found by reading 25. */
test("what is sent of the configuration is the job's own", () => {
  const cluster = sessionCluster();
  const known = { 's3.secret-key': 'secret', 'execution.checkpointing.interval': '1 min' };
  const configuration = new EffectiveConfiguration(new Map(Object.entries(known)), []);
  const flinkConfiguration = { 'table.exec.resource.default-parallelism': '2', 'kubernetes.operator.x': '1' };
  const observed = observedSessionJob({
    wanted: spec({}, { flinkConfiguration }),
    cluster: { ...cluster, configuration },
  });
  const [action] = decide(steps, observed).actions ?? [];
  assert.deepEqual(action?.type === 'submitJob' && action.submission.configuration, {
    'execution.checkpointing.externalized-checkpoint-retention': 'RETAIN_ON_CANCELLATION',
    'pipeline.name': 'job',
    'table.exec.resource.default-parallelism': '2',
  });
});
