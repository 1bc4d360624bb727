import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createGate } from '../../src/admission/gate.ts';
import type { Mode } from '../../src/admission/ports.ts';
import { flinkDeployment, flinkSessionJob } from '../support/flink-objects.ts';
import { gatePorts } from '../support/gate-ports.ts';

const directories = {
  'execution.checkpointing.dir': 's3://checkpoints',
  'execution.checkpointing.savepoint-dir': 's3://savepoints',
};

const resolve = { 'repo.example.com': '93.184.215.14' };

// biome-ignore lint/suspicious/noExplicitAny: of either kind.
type Thing = any;

/** Brought about, and well. */
function running(object: Thing, jobStatus: object = {}): Thing {
  const lastReconciledSpec = JSON.stringify({ spec: object.spec });
  const status = {
    jobManagerDeploymentStatus: 'READY',
    jobStatus: { state: 'RUNNING', ...jobStatus },
    reconciliationStatus: { state: 'DEPLOYED', lastReconciledSpec },
  };
  return { ...object, status };
}

const application = (job: object = {}) =>
  running(flinkDeployment({ spec: { flinkConfiguration: directories, job: { upgradeMode: 'savepoint', ...job } } }));

const edited = (object: Thing, changes: { metadata?: object; spec?: object; job?: object }): Thing => ({
  ...object,
  metadata: { ...object.metadata, ...changes.metadata },
  spec: {
    ...object.spec,
    ...changes.spec,
    ...(changes.job && { job: { ...object.spec.job, ...changes.job } }),
  },
});

async function review(oldObject: Thing, object: Thing, { loss, context }: { loss?: Mode; context?: Thing[] } = {}) {
  const mode = (rule: string): Mode => (rule === 'state-loss' ? (loss ?? 'warn') : 'enforce');
  const gate = createGate(gatePorts({ policy: { mode }, resolve, ...(context && { context }) }));
  const request = { uid: 'u', operation: 'UPDATE', object, oldObject };
  const answer = await gate.answer('validate', JSON.stringify({ request }));
  assert.deepEqual(answer.outcome.brokenRules, []);
  return JSON.parse(answer.body).response as Thing;
}

test('whoever edits a job is told how it is stopped, and from which state it begins again', async () => {
  const old = application();
  const { allowed, warnings } = await review(old, edited(old, { spec: { image: 'flink:1.20.1' } }));
  assert.equal(allowed, true);
  assert.deepEqual(warnings, ['this edit stops the job with a savepoint and starts it again from there']);
});

for (const [name, changes] of Object.entries({
  'that changes nothing of what runs': { spec: { ingress: { template: '{{name}}.example.com' } } },
  'of metadata': { metadata: { labels: { team: 'shop' } } },
})) {
  test(`nobody is told of an edit ${name}`, async () => {
    const old = application();
    assert.deepEqual((await review(old, edited(old, changes))).warnings, undefined);
  });
}

test('what is refused is told to have no effect', async () => {
  const old = application();
  const { allowed, warnings } = await review(old, edited(old, { job: { parallelism: 0 } }));
  assert.equal(allowed, false);
  assert.deepEqual(warnings, undefined);
});

const dropsState = () => {
  const old = running(flinkDeployment({ spec: { flinkConfiguration: directories } }), {
    upgradeSavepointPath: 's3://savepoints/1',
  });
  return { old, now: edited(old, { spec: { image: 'flink:1.20.1' } }) };
};
const reasoned = (object: Thing, reason: string) =>
  edited(object, { metadata: { annotations: { 'sluice.dev/allow-state-loss': reason } } });

test('an edit that loses state passes with a warning', async () => {
  const { old, now } = dropsState();
  const { allowed, warnings } = await review(old, now);
  assert.equal(allowed, true);
  assert.deepEqual(warnings, [
    'this edit cancels the job without its state and starts it again empty',
    'spec.job.upgradeMode: is stateless: the job has a savepoint, and begins without it',
  ]);
});

test('an edit that loses state is refused where the settings say so', async () => {
  const { old, now } = dropsState();
  const { allowed, status, warnings } = await review(old, now, { loss: 'enforce' });
  assert.equal(allowed, false);
  assert.equal(status.code, 403);
  assert.equal(status.details.causes[0].field, 'spec.job.upgradeMode');
  assert.match(status.details.causes[0].message, /set sluice\.dev\/allow-state-loss to another reason/);
  assert.deepEqual(warnings, ['this edit cancels the job without its state and starts it again empty']);
});

const confirmations = [
  { name: 'a reason', before: undefined, now: 'the job has no state worth keeping', allowed: true },
  { name: 'another reason', before: 'as of May', now: 'as of June', allowed: true },
  { name: 'the reason of an earlier edit', before: 'as of May', now: 'as of May', allowed: false },
  { name: 'no reason', before: undefined, now: ' ', allowed: false },
];

for (const { name, before, now: reason, allowed } of confirmations) {
  test(`an edit that loses state with ${name} is ${allowed ? 'allowed' : 'refused'}`, async () => {
    const { old, now } = dropsState();
    const answer = await review(before ? reasoned(old, before) : old, reasoned(now, reason), { loss: 'enforce' });
    assert.equal(answer.allowed, allowed);
  });
}

test('an edit of a session job is told by the state of its cluster', async () => {
  const cluster = running(flinkDeployment({ metadata: { name: 'session' }, spec: { job: null } }));
  const old = running(
    flinkSessionJob({
      spec: { flinkConfiguration: directories, job: { upgradeMode: 'last-state', state: 'running' } },
    }),
  );
  const now = edited(old, { job: { parallelism: 3 } });
  const told = async (context: Thing) => (await review(old, now, { context: [context] })).warnings;
  assert.deepEqual(await told(cluster), ['this edit cancels the job and starts it again from its last checkpoint']);
  const gone = { ...cluster, status: { ...cluster.status, jobManagerDeploymentStatus: 'MISSING' } };
  assert.deepEqual(await told(gone), ['this edit waits: the session cluster session is not ready']);
});

for (const lastReconciledSpec of ['{', 'null', '[]', '{"spec":{"job":7}}']) {
  test(`an edit of an object that was brought about by ${lastReconciledSpec} is answered`, async () => {
    const old = application();
    const status = { ...old.status, reconciliationStatus: { state: 'DEPLOYED', lastReconciledSpec } };
    const { warnings } = await review({ ...old, status }, edited(old, { spec: { image: 'flink:1.20.1' } }));
    assert.equal(warnings, undefined);
  });
}
