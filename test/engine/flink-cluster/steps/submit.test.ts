import assert from 'node:assert/strict';
import { test } from 'node:test';
import { submit } from '../../../../src/engine/flink-cluster/steps/submit.ts';
import { userControlAnnotation } from '../../../../src/rules/flink-cluster/user-control.ts';
import { deeds, type Facts, jobId, jobOf, situation } from '../../../support/flink-cluster-situation.ts';
import { ago, submitter } from '../../../support/observed-cluster.ts';

const nothing = 'nothing to say';
const make = 'make Job/orders-job-submitter';
const remove = 'remove Job/orders-job-submitter';
const old = submitter({ succeeded: 1 }, { jobId, exitCode: 0 });
const other = 'b'.repeat(32);
const runs = (id: string) => [{ id, state: 'RUNNING' as const }];
const application = { spec: { job: { mode: 'Application', className: 'A' } } };

/** A new cluster. */
const fresh: Facts = {
  job: { state: 'Pending', id: null, deployTime: null, startTime: null },
  submitter: undefined,
  jobs: [],
};
/** All of the change is there; the job has ended with its savepoint. */
const changed: Facts = {
  change: { job: { args: ['x'] } },
  arrived: true,
  job: {
    state: 'Updating',
    id: null,
    deployTime: null,
    finalSavepoint: true,
    savepointLocation: 's3://1',
    completionTime: ago(5),
  },
  jobs: [{ id: jobId, state: 'FINISHED' }],
  submitter: undefined,
};
const restarting: Facts = {
  job: { state: 'Restarting', id: null, deployTime: null, savepointLocation: 's3://1', restartCount: 1 },
  submitter: undefined,
  jobs: [],
};

const rows: readonly { name: string; facts: Facts; does: string | readonly string[] }[] = [
  { name: 'a job that runs', facts: {}, does: nothing },
  { name: 'a new job', facts: fresh, does: make },
  { name: 'a new job, before its JobManager answers', facts: { ...fresh, jobs: undefined }, does: make },
  {
    name: 'a new job that is to be cancelled already',
    facts: { ...fresh, annotations: { [userControlAnnotation]: 'job-cancel' } },
    does: nothing,
  },
  { name: 'a cluster that is not what it is to be yet', facts: { ...changed, arrived: false }, does: nothing },
  { name: 'a changed job', facts: changed, does: make },
  { name: 'the submitter of the last run goes first', facts: { ...changed, submitter: old }, does: remove },
  {
    name: 'and is waited for',
    facts: {
      ...changed,
      submitter: { ...old, job: { ...old.job, metadata: { ...old.job.metadata, deletionTimestamp: ago(1) } } },
    },
    does: 'waits: SubmitterEnding',
  },
  {
    name: 'a JobManager that goes answers until it is gone',
    facts: { ...changed, there: { 'StatefulSet/orders-jobmanager': { metadata: { deletionTimestamp: ago(1) } } } },
    does: nothing,
  },
  {
    name: 'a JobManager that does not answer may bring back the last run',
    facts: { ...changed, jobs: undefined },
    does: 'waits: JobManagerSilent',
  },
  {
    name: 'the same for a job that comes back',
    facts: { ...restarting, jobs: undefined },
    does: 'waits: JobManagerSilent',
  },
  { name: 'a job that comes back', facts: restarting, does: make },
  {
    name: 'jobs that nobody expects are waited for',
    facts: { ...restarting, jobs: runs(other) },
    does: 'waits: UnexpectedJobs',
  },
  {
    name: 'an application',
    facts: { ...fresh, made: application, jobs: undefined },
    does: 'make Job/orders-jobmanager',
  },
  {
    name: 'an application that is changed',
    facts: { ...changed, made: application, jobs: [] },
    does: 'make Job/orders-jobmanager',
  },
  {
    name: 'an application whose pod outlives its Job',
    facts: { ...changed, made: application, jobs: undefined, submitter: undefined, remains: ['orders-jobmanager-x'] },
    does: 'waits: PodsRemain',
  },
  {
    name: 'who was to submit the last run may still do so after its Job',
    facts: { ...changed, remains: ['orders-job-submitter-x'] },
    does: 'waits: PodsRemain',
  },
];

for (const { name, facts, does } of rows) {
  test(`submit: ${name}`, () => assert.deepEqual(deeds(submit(situation(facts))), [does].flat()));
}

function argumentsOf(facts: Facts): readonly string[] {
  const [action] = submit(situation(facts))?.actions ?? [];
  const spec = (action?.type === 'ensure' ? action.child.spec : {}) as {
    readonly template?: { readonly spec: { readonly containers: readonly { readonly args?: readonly string[] }[] } };
  };
  return spec.template?.spec.containers[0]?.args ?? [];
}

const from = (facts: Facts) => {
  const args = argumentsOf(facts);
  return args.includes('--fromSavepoint') ? args[args.indexOf('--fromSavepoint') + 1] : 'nothing';
};
const begins = { spec: { job: { fromSavepoint: 's3://0' } } };

const starts: readonly { name: string; facts: Facts; begins: string }[] = [
  { name: 'a new job', facts: fresh, begins: 'nothing' },
  { name: 'a new job whose spec names a savepoint', facts: { ...fresh, made: begins }, begins: 's3://0' },
  { name: 'a changed job: its last savepoint', facts: changed, begins: 's3://1' },
  {
    name: 'a changed job whose spec names the savepoint that it began from',
    facts: { ...changed, made: begins },
    begins: 's3://1',
  },
  {
    name: 'a change that names another savepoint',
    facts: { ...changed, change: { job: { fromSavepoint: 's3://2' } } },
    begins: 's3://2',
  },
  {
    name: 'a change that names none any more',
    facts: { ...changed, made: begins, change: { job: { fromSavepoint: null } } },
    begins: 's3://1',
  },
  { name: 'a job that comes back', facts: { ...restarting, made: begins }, begins: 's3://1' },
  {
    name: 'a job that comes back without a savepoint of its own',
    facts: { ...restarting, job: { ...restarting.job, savepointLocation: null, fromSavepoint: 's3://3' } },
    begins: 's3://3',
  },
];

for (const { name, facts, begins: wanted } of starts) {
  test(`the state that a job begins with: ${name}`, () => {
    assert.equal(from(facts), wanted);
    const job = jobOf(submit(situation(facts)));
    assert.deepEqual([job?.fromSavepoint, job?.deployTime], [wanted === 'nothing' ? undefined : wanted, ago(0)]);
  });
}

test('of the last run nothing is left in the status', () => {
  const { id, startTime, completionTime, restartCount } = jobOf(submit(situation(changed))) ?? {};
  assert.deepEqual([id, startTime, completionTime, restartCount], [undefined, undefined, undefined, undefined]);
});

test('a submission that was meant and not made is made by a later pass, the same', () => {
  const first = submit(situation(fresh));
  const again = submit(situation({ ...fresh, job: { ...fresh.job, deployTime: null } }));
  assert.deepEqual(again?.actions, first?.actions);
});

test('each run of an application has an id of its own, which stands in the status before', () => {
  const idOf = (facts: Facts) => {
    const decision = submit(situation({ ...facts, made: application, jobs: [] }));
    const args = argumentsOf({ ...facts, made: application, jobs: [] });
    assert.equal(args[args.indexOf('--job-id') + 1], jobOf(decision)?.id);
    return jobOf(decision)?.id ?? '';
  };
  const again: Facts = { ...restarting, job: { ...restarting.job, restartCount: 2 } };
  const ids = [idOf(fresh), idOf(changed), idOf(restarting), idOf(again)];
  assert.equal(new Set(ids).size, 4);
  for (const id of ids) assert.match(id, /^[0-9a-f]{32}$/);
});
