import assert from 'node:assert/strict';
import { test } from 'node:test';
import { defaultedSpec } from '../../../src/engine/flink-cluster/defaulted.ts';
import { finder } from '../../../src/engine/flink-cluster/find-owned.ts';
import { observeCluster } from '../../../src/engine/flink-cluster/observe.ts';
import type { Cluster } from '../../../src/engine/flink-cluster/subject.ts';
import type { FlinkPlace } from '../../../src/engine/flink-port.ts';
import { type PlayedWorld, playedPorts } from '../../support/flink-cluster-ports.ts';
import { ago, jobCluster, now, pending } from '../../support/observed-cluster.ts';
import { overlay } from '../../support/overlay.ts';

const id = 'a'.repeat(32);
const own = (kind: string, name: string, more: object = {}) =>
  overlay({ kind, metadata: { name, uid: kind, ownerReferences: [{ uid: 'uid' }] } }, more) as object;
const jobManager = (readyReplicas = 1) =>
  own('StatefulSet', 'orders-jobmanager', { spec: { replicas: 1 }, status: { readyReplicas } });
const submitted = (status: object, more = {}) => own('Job', 'orders-job-submitter', { status, ...more });
const atWork = submitted({ active: 1 });
const letGo = submitted({ succeeded: 1, completionTime: ago(300) });
const runs = [{ id, state: 'RUNNING' as const }];
const running = { state: 'Running', id, deployTime: ago(600), startTime: ago(590) };
const deploying = { state: 'Deploying', deployTime: ago(30) };

interface Look extends PlayedWorld {
  readonly job?: object;
  readonly spec?: object;
  readonly status?: object;
}

async function look({ job = running, spec = {}, status = {}, ...world }: Look) {
  const cluster = { ...jobCluster(spec), status: { state: 'Running', components: { job }, ...status } } as Cluster;
  const played = playedPorts(world);
  const revisions = { current: { name: 'orders-aaa-1' }, next: { name: 'orders-aaa-1' } };
  const place = {} as FlinkPlace;
  const whole = defaultedSpec(cluster);
  const find = await finder(cluster, whole, played.ports);
  const observed = await observeCluster({ cluster, spec: whole, revisions, place, find }, played.ports);
  return { observed, asked: played.asked, memory: played.memory };
}

test('what belongs to another cluster of the same name is not there', async () => {
  const foreign = own('StatefulSet', 'orders-taskmanager', { metadata: { ownerReferences: [{ uid: 'before' }] } });
  const { observed } = await look({ objects: [jobManager(), foreign] });
  assert.equal(observed.components.jobManager?.metadata.name, 'orders-jobmanager');
  assert.equal(observed.components.taskManager, undefined);
});

test('a Deployment of TaskManagers', async () => {
  const objects = [own('Deployment', 'orders-taskmanager')];
  const cluster = jobCluster({}, { spec: { taskManager: { deploymentType: 'Deployment' } } });
  const { ports } = playedPorts({ objects });
  const revisions = { current: { name: 'a' }, next: { name: 'a' } };
  const whole = defaultedSpec(cluster);
  const find = await finder(cluster, whole, ports);
  const observed = await observeCluster({ cluster, spec: whole, revisions, place: {} as FlinkPlace, find }, ports);
  assert.equal(observed.components.taskManager?.metadata.uid, 'Deployment');
});

test('a workload that is not followed yet is there for the change that replaces it, and for the job that it runs', async () => {
  const foreign = own('StatefulSet', 'orders-taskmanager', { metadata: { ownerReferences: [{ uid: 'before' }] } });
  const unfollowed = [jobManager(), foreign];
  const changed = await look({ objects: [], unfollowed, status: { revision: pending } });
  assert.equal(changed.observed.components.jobManager?.metadata.name, 'orders-jobmanager');
  assert.equal(changed.observed.components.taskManager, undefined);
  const ofJob = await look({ objects: [], unfollowed });
  assert.equal(ofJob.observed.components.jobManager?.metadata.name, 'orders-jobmanager');
  const ended = await look({ objects: [], unfollowed, job: { state: 'Succeeded' } });
  assert.equal(ended.observed.components.jobManager, undefined);
});

test('a submission is looked for once more before it is made, or believed to be gone', async () => {
  const seen = async (job: object) => (await look({ job, objects: [], unfollowed: [atWork] })).observed.submitter?.job;
  assert.equal((await seen({ state: 'Updating' }))?.metadata.name, 'orders-job-submitter');
  assert.equal((await seen({ state: 'Deploying', deployTime: ago(3) }))?.metadata.name, 'orders-job-submitter');
  assert.equal(await seen({ state: 'Failed' }), undefined);
});

test('a submission is looked at once more where a change that has withdrawn it is taken back', async () => {
  const leaving = submitted({ active: 1 }, { metadata: { deletionTimestamp: ago(3) } });
  const seen = async (status: object) =>
    (await look({ job: deploying, objects: [jobManager(), atWork], unfollowed: [leaving], status })).observed.submitter;
  assert.equal((await seen({ revision: pending }))?.job.metadata.deletionTimestamp, ago(3));
  assert.equal((await seen({}))?.job.metadata.deletionTimestamp, undefined);
});

test('an application is looked at once more where its savepoint may be gone with it', async () => {
  const spec = { mode: 'Application', className: 'A' };
  const followed = own('Job', 'orders-jobmanager', { status: { active: 1 } });
  const { observed } = await look({ spec, objects: [followed], unfollowed: [], status: begun(5, 'update') });
  assert.deepEqual([observed.submitter, observed.savepoint], [undefined, { type: 'unknown' }]);
});

test('an application runs nothing once its Job and the pod of that are gone', async () => {
  const gone = { spec: { mode: 'Application', className: 'A' }, objects: [], jobs: runs };
  assert.deepEqual((await look(gone)).observed.jobs, []);
  const labels = { 'job-name': 'orders-jobmanager', component: 'jobmanager' };
  const pod = own('Pod', 'orders-jobmanager-x', { metadata: { labels }, status: { phase: 'Running' } });
  const outlived = await look({ ...gone, lists: { Pod: [pod] } });
  assert.deepEqual([outlived.observed.remains, outlived.observed.jobs], [['orders-jobmanager-x'], runs]);
});

const submits = (phase: string, labels: object = { 'job-name': 'orders-job-submitter' }) =>
  own('Pod', 'orders-job-submitter-x', { metadata: { labels }, status: { phase } });
const waiting = { state: 'Updating', finalSavepoint: true };

const remains: readonly { name: string; pod: object; world?: Look; is?: true; asks?: boolean }[] = [
  { name: 'one that runs', pod: submits('Running'), is: true },
  { name: 'one that has not begun yet', pod: submits('Pending'), is: true },
  {
    name: 'while nobody knows whether the job was submitted',
    pod: submits('Running'),
    world: { job: deploying },
    is: true,
  },
  { name: 'of the cluster before', pod: submits('Running'), world: { job: { state: 'Pending' } }, is: true },
  { name: 'one that has ended', pod: submits('Succeeded') },
  { name: 'the JobManager of a StatefulSet', pod: submits('Running', { component: 'jobmanager' }) },
  {
    name: 'one of a Job that is there',
    pod: submits('Running'),
    world: { objects: [jobManager(), atWork] },
    asks: false,
  },
  { name: 'once the job runs', pod: submits('Running'), world: { job: running }, asks: false },
  { name: 'once the job has ended', pod: submits('Running'), world: { job: { state: 'Failed' } }, asks: false },
];

for (const { name, pod, world, is, asks = true } of remains) {
  test(`what may still submit a job after its Job: ${name}`, async () => {
    const there = { objects: [jobManager()], jobs: [], job: waiting, ...world };
    const { observed, asked } = await look({ ...there, lists: { Pod: [pod] } });
    assert.deepEqual(observed.remains, is && ['orders-job-submitter-x']);
    assert.equal(asked.includes('list Pod'), asks);
    if (is && there.job === deploying) assert.equal(observed.isUnsure, true);
  });
}

const asks: readonly { name: string; world: Look; asked: readonly string[] }[] = [
  { name: 'a JobManager that is ready', world: { objects: [jobManager()], jobs: runs }, asked: ['jobs'] },
  { name: 'no JobManager', world: { jobs: runs }, asked: [] },
  { name: 'a JobManager that is not ready', world: { objects: [jobManager(0)], jobs: runs }, asked: [] },
  {
    name: 'an application',
    world: {
      spec: { mode: 'Application', className: 'A' },
      objects: [own('Job', 'orders-jobmanager', { status: { active: 1 } })],
      jobs: runs,
    },
    asked: ['jobs'],
  },
  {
    name: 'an application that has ended',
    world: {
      spec: { mode: 'Application', className: 'A' },
      objects: [own('Job', 'orders-jobmanager', { status: {} })],
      jobs: runs,
    },
    asked: [],
  },
  {
    name: 'an application by its spec, which is none yet',
    world: { spec: { mode: 'Application', className: 'A' }, objects: [jobManager(), letGo], jobs: runs },
    asked: ['jobs', 'list Pod'],
  },
  {
    name: 'an application that is none any more by its spec',
    world: { objects: [own('Job', 'orders-jobmanager', { status: { active: 1 } })], jobs: runs },
    asked: ['jobs'],
  },
];

for (const { name, world, asked } of asks) {
  test(`Flink is asked where it answers: ${name}`, async () =>
    assert.deepEqual((await look(world)).asked.toSorted(), asked));
}

test('a submission that was meant and not made is still to be made', async () => {
  const meant = { state: 'Updating', deployTime: ago(3), savepointLocation: 's3://1' };
  const { observed } = await look({ job: meant, objects: [jobManager()], jobs: [] });
  assert.deepEqual(observed.recorded?.components.job, { state: 'Updating', savepointLocation: 's3://1' });
  const made = await look({ job: meant, objects: [jobManager(), atWork], jobs: [] });
  assert.deepEqual(made.observed.recorded?.components.job, meant);
  // Somebody has deleted what submitted it.
  const submitted = await look({ job: meant, objects: [jobManager()], jobs: runs });
  assert.deepEqual(submitted.observed.recorded?.components.job, meant);
  const silent = await look({ job: meant, objects: [jobManager()] });
  assert.deepEqual(silent.observed.recorded?.components.job, meant);
  assert.equal(silent.observed.isReplaceable, false);
});

const ofBlocking: readonly { name: string; jobs?: PlayedWorld['jobs']; job?: object; is: string | undefined }[] = [
  { name: 'the only one that runs is the one', jobs: runs, is: id },
  { name: 'one of several may be any', jobs: [...runs, { id: 'b', state: 'RUNNING' }], is: undefined },
  {
    name: 'one that has ended is of another run',
    jobs: [
      { id, state: 'FINISHED' },
      { id: 'b', state: 'RUNNING' },
    ],
    is: 'b',
  },
  { name: 'nobody answers', is: undefined },
  { name: 'it is known', jobs: [{ id: 'b', state: 'RUNNING' }], job: { ...deploying, id }, is: id },
];

for (const { name, jobs, job = deploying, is } of ofBlocking) {
  test(`the job of a submitter that is at work: ${name}`, async () => {
    const { observed } = await look({
      job,
      spec: { mode: 'Blocking' },
      objects: [jobManager(), atWork],
      ...(jobs && { jobs }),
    });
    assert.equal(observed.jobId, is);
  });
}

const begun = (seconds: number, triggerReason: string) => ({
  savepoint: {
    jobID: id,
    triggerID: 't',
    triggerTime: ago(seconds),
    requestTime: ago(seconds),
    state: 'InProgress',
    triggerReason,
  },
});
const refusal = new Error('checkpointing is off');
const unknown = { type: 'unknown' } as const;

const savepoints: readonly { name: string; world: Look; is: object | undefined }[] = [
  { name: 'none is under way', world: { jobs: runs }, is: undefined },
  {
    name: 'Flink says',
    world: { jobs: runs, status: begun(5, 'update'), savepoint: { type: 'pending' } },
    is: { type: 'pending' },
  },
  {
    name: 'unheard of, and just sent',
    world: { jobs: runs, status: begun(5, 'update'), savepoint: unknown },
    is: { type: 'unheard' },
  },
  { name: 'unheard of for long', world: { jobs: runs, status: begun(70, 'update'), savepoint: unknown }, is: unknown },
  {
    name: 'forgotten, and the job has ended with it',
    world: { jobs: [{ id, state: 'FINISHED' }], left: 's3://1', status: begun(700, 'update'), savepoint: unknown },
    is: { type: 'completed', path: 's3://1' },
  },
  {
    name: 'forgotten, and the job has left nothing',
    world: { jobs: [{ id, state: 'FINISHED' }], status: begun(700, 'update'), savepoint: unknown },
    is: unknown,
  },
  {
    name: 'forgotten, and the job has failed: what it has left may be gone',
    world: { jobs: [{ id, state: 'FAILED' }], left: 's3://1', status: begun(5, 'update'), savepoint: unknown },
    is: unknown,
  },
  {
    name: 'forgotten, and it was not to end the job',
    world: { jobs: [{ id, state: 'FINISHED' }], left: 's3://1', status: begun(5, 'scheduled'), savepoint: unknown },
    is: unknown,
  },
  {
    name: 'refused for good, and just sent',
    world: {
      jobs: runs,
      status: begun(5, 'update'),
      savepoint: unknown,
      memory: { refusedTrigger: { triggerId: 't', error: refusal } },
    },
    is: { type: 'failed', error: refusal },
  },
  {
    name: 'unheard of, after the one before was refused',
    world: {
      jobs: runs,
      status: begun(5, 'update'),
      savepoint: unknown,
      memory: { refusedTrigger: { triggerId: 'before', error: refusal } },
    },
    is: { type: 'unheard' },
  },
  { name: 'no answer', world: { jobs: runs, status: begun(5, 'update') }, is: { type: 'unanswered', since: now } },
  {
    name: 'no answer for some time',
    world: {
      jobs: runs,
      status: begun(500, 'update'),
      memory: { silence: { trigger: 't', since: now.getTime() - 60_000 } },
    },
    is: { type: 'unanswered', since: new Date(now.getTime() - 60_000) },
  },
  {
    name: 'no answer, after there was none about the one before',
    world: {
      jobs: runs,
      status: begun(5, 'update'),
      memory: { silence: { trigger: 'before', since: now.getTime() - 700_000 } },
    },
    is: { type: 'unanswered', since: now },
  },
  {
    name: 'no JobManager to be asked',
    world: { objects: [], status: begun(5, 'update') },
    is: { type: 'unanswered', since: now },
  },
];

for (const { name, world, is } of savepoints) {
  test(`how a savepoint fares: ${name}`, async () => {
    const { observed, memory } = await look({ objects: [jobManager(), letGo], ...world });
    assert.deepEqual(observed.savepoint, is);
    if (is && 'type' in is && is.type === 'pending') assert.equal(memory.silence, undefined);
  });
}

test('why a job has failed is asked once', async () => {
  const world = { objects: [jobManager()], jobs: [{ id, state: 'FAILED' as const }], problems: ['boom'] };
  assert.deepEqual((await look(world)).observed.exceptions, ['boom']);
  assert.equal((await look({ ...world, job: { ...running, state: 'Failed' } })).observed.exceptions, undefined);
  assert.equal((await look({ ...world, jobs: [] })).observed.exceptions, undefined);
});

/** By what submitted a detached job, which is over when the job begins: what is seen of it where Flink does not list the job. */
const unlisted: readonly {
  name: string;
  job: object;
  jobs?: PlayedWorld['jobs'];
  mode?: string;
  counts: object | undefined;
  isUnsure?: boolean;
}[] = [
  { name: 'a job that runs, and nobody answers', job: running, counts: undefined, isUnsure: true },
  { name: 'a job that runs, and is not listed', job: running, jobs: [], counts: undefined, isUnsure: true },
  { name: 'a job that is listed', job: running, jobs: runs, counts: { succeeded: 1, completionTime: ago(300) } },
  { name: 'a job that begins, and nobody answers', job: { ...deploying, id }, counts: undefined, isUnsure: true },
  {
    name: 'a job that has ended',
    job: { ...running, state: 'Succeeded' },
    jobs: [],
    counts: { succeeded: 1, completionTime: ago(300) },
  },
  {
    name: 'a submitter that ends with its job',
    job: running,
    jobs: [],
    mode: 'Blocking',
    counts: { succeeded: 1, completionTime: ago(300) },
    isUnsure: true,
  },
];

test('letting go: a job that runs, and what has submitted it has failed', async () => {
  const failed = submitted({ failed: 1 });
  const seen = async (world: Look) => (await look(world)).observed.submitter?.job.status;
  assert.equal(await seen({ objects: [failed] }), undefined);
  assert.deepEqual(await seen({ objects: [failed], job: deploying }), { failed: 1 });
  const blocking = { spec: { mode: 'Blocking' }, objects: [jobManager(), failed] };
  assert.equal(await seen(blocking), undefined);
  assert.deepEqual(await seen({ ...blocking, jobs: [] }), { failed: 1 });
});

for (const readyReplicas of [0, undefined]) {
  const manager = readyReplicas === undefined ? [] : [jobManager(readyReplicas)];
  test(`letting go: a job that was submitted, and its JobManager ${readyReplicas === 0 ? 'is not ready' : 'is gone'}`, async () => {
    const { observed } = await look({ job: { ...deploying, id }, objects: [...manager, letGo] });
    assert.deepEqual([observed.submitter, observed.isUnsure], [undefined, true]);
  });
}

for (const { name, job, jobs, mode = 'Detached', counts, isUnsure = false } of unlisted) {
  test(`letting go: ${name}`, async () => {
    const { observed } = await look({ job, spec: { mode }, objects: [jobManager(), letGo], ...(jobs && { jobs }) });
    assert.deepEqual(observed.submitter?.job.status, counts);
    assert.equal(observed.isUnsure, isUnsure);
  });
}

/** In milliseconds, since when it has been so. */
const waits: readonly {
  name: string;
  since: number;
  jobs?: PlayedWorld['jobs'];
  status?: object;
  isUnsure: boolean;
}[] = [
  { name: 'that is not listed yet', since: 9000, jobs: [], isUnsure: true },
  { name: 'that is not listed after a while is lost', since: 11_000, jobs: [], isUnsure: false },
  { name: 'of which nobody says anything may run', since: 3_600_000, isUnsure: true },
  {
    name: 'of which nobody says anything keeps a change waiting',
    since: 110_000,
    status: { revision: pending },
    isUnsure: true,
  },
  { name: 'and keeps it waiting for two minutes', since: 130_000, status: { revision: pending }, isUnsure: false },
];

for (const { name, since, jobs, status, isUnsure } of waits) {
  test(`letting go: a job that was just submitted, and ${name}`, async () => {
    const { observed } = await look({
      job: { ...deploying, id },
      objects: [jobManager(), letGo],
      memory: { unlisted: { isSilent: jobs === undefined, since: now.getTime() - since } },
      ...(jobs && { jobs }),
      ...(status && { status }),
    });
    assert.deepEqual([observed.submitter, observed.isUnsure], [undefined, isUnsure]);
  });
}
