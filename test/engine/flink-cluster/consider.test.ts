import assert from 'node:assert/strict';
import { test } from 'node:test';
import { flinkClusterEngine } from '../../../src/engine/flink-cluster/engine.ts';
import { controllerRevision, numbered } from '../../../src/engine/flink-cluster/revision.ts';
import type { Cluster } from '../../../src/engine/flink-cluster/subject.ts';
import { userControlAnnotation } from '../../../src/rules/flink-cluster/user-control.ts';
import { type PlayedWorld, playedPorts } from '../../support/flink-cluster-ports.ts';
import { deeds, jobId, situation, triggerId } from '../../support/flink-cluster-situation.ts';
import { ago, jobCluster } from '../../support/observed-cluster.ts';
import { overlay } from '../../support/overlay.ts';

const { observed, present } = situation();
const made = observed.cluster;
const names = [
  'ConfigMap/orders-configmap',
  'StatefulSet/orders-jobmanager',
  'Service/orders-jobmanager',
  'StatefulSet/orders-taskmanager',
  'Service/orders-taskmanager',
];
const objects = names.map((name) => present(...(name.split('/') as [string, string])) as object);
const runs: PlayedWorld = { objects, jobs: [{ id: jobId, state: 'RUNNING' }] };
const old = controllerRevision(made, 1);

/** One look at the cluster that runs, with changes laid over it. */
async function consider(changes: object = {}, world: PlayedWorld = {}) {
  const played = playedPorts({ ...runs, lists: { ControllerRevision: [old] }, ...world });
  const cluster = overlay(made, changes) as Cluster;
  const considered = await flinkClusterEngine.consider(cluster, played.ports);
  assert.ok(considered);
  const { decision, happenings, again } = considered;
  return {
    asked: played.asked,
    places: played.places,
    memory: played.memory,
    decision,
    does: deeds(decision),
    told: happenings.map(({ reason }) => reason),
    again: again(decision.status),
  };
}

const kept = (spec: object, next: string) => ({
  spec,
  status: { revision: { currentRevision: numbered(old), nextRevision: next } },
});
const submitter = {
  kind: 'Job',
  metadata: { name: 'orders-job-submitter', uid: 's', ownerReferences: [{ uid: 'uid' }] },
  status: { active: 1 },
};

const b = { job: { args: ['b'] } };
const c = { job: { args: ['c'] } };
const revisionOf = (spec: object, number: number) => controllerRevision(overlay(made, { spec }) as Cluster, number);

/** As this process has sent all of it. */
const asSent = (of = objects) =>
  new Map(
    of.map((object) => {
      const { kind, metadata } = object as {
        kind: string;
        metadata: { name: string; labels: Record<string, string>; annotations: Record<string, string> };
      };
      const content = `${metadata.labels['flinkoperator.k8s.io/revision-name']} ${metadata.annotations['sluice.dev/content']}`;
      return [`${kind}/${metadata.name}`, { content, version: versions(object) }];
    }),
  );

test('a cluster that runs is sent once by each process, then left alone', async () => {
  const first = await consider();
  assert.equal(first.does.length, 5);
  const { does, asked } = await consider({}, { memory: { sent: asSent() } });
  assert.deepEqual([does, asked], [['waits'], ['jobs']]);
});

const versions = (object: object) => String((object as { metadata: { generation?: number } }).metadata.generation);

test('an object without a spec is none of ours', async () => {
  const { spec: _, ...empty } = made;
  assert.equal(await flinkClusterEngine.consider(empty as never, playedPorts({}).ports), undefined);
});

test('a new cluster: its revision is kept, then its name stored', async () => {
  const { decision, does } = await consider({ status: null }, { objects: [], lists: {} });
  assert.deepEqual(does, [`send ControllerRevision/${old.metadata.name}`]);
  assert.equal(decision.status.revision, undefined);
  assert.deepEqual(decision.done?.revision, { currentRevision: numbered(old), nextRevision: numbered(old) });
  assert.equal(decision.status.components.job?.state, 'Pending');
});

test('an edit: its revision is kept first, and nothing is done to the job', async () => {
  const { decision, does } = await consider({ spec: b });
  const next = revisionOf(b, 2);
  assert.deepEqual(does, [`send ControllerRevision/${next.metadata.name}`]);
  assert.equal(decision.status.revision?.nextRevision, numbered(old));
  assert.deepEqual(decision.done?.revision, { currentRevision: numbered(old), nextRevision: numbered(next) });
});

test('another edit, while the job waits for its cluster to be changed, is followed at once', async () => {
  const second = revisionOf(b, 2);
  const waiting = { components: { job: { state: 'Updating', id: null, deployTime: null, finalSavepoint: true } } };
  const changes = overlay(kept(c, numbered(second)), { status: waiting }) as object;
  const { decision } = await consider(changes, { jobs: [], lists: { ControllerRevision: [old, second] } });
  const third = numbered(revisionOf(c, 3));
  assert.deepEqual(decision.done?.revision, { currentRevision: numbered(old), nextRevision: third });
});

test('an update is over once its job is submitted', async () => {
  const second = revisionOf(b, 2);
  const label = { metadata: { labels: { 'flinkoperator.k8s.io/revision-name': second.metadata.name } } };
  const arrived = objects.map((object) => overlay(object, label) as object);
  const job = (more: object) => ({
    components: { job: { state: 'Updating', id: null, deployTime: null, finalSavepoint: true, ...more } },
  });
  const lists = { ControllerRevision: [old, second] };
  const sent = { memory: (await consider()).memory };
  const changes = (more: object) => overlay(kept(b, numbered(second)), { status: job(more) }) as object;
  const before = await consider(changes({}), { ...sent, jobs: [], objects: arrived, lists });
  assert.equal(before.decision.status.revision?.currentRevision, numbered(old));
  const after = await consider(changes({ deployTime: ago(2) }), {
    ...sent,
    jobs: [],
    objects: [...arrived, submitter],
    lists,
  });
  assert.equal(after.decision.status.components.job?.state, 'Deploying');
  assert.equal(after.decision.status.revision?.currentRevision, numbered(second));
});

const wrong: PlayedWorld = { findings: ['spec.job: is wrong'] };

test('a spec that is wrong is told, and what runs is looked after', async () => {
  const wrongNow = { ...wrong, memory: { sent: asSent() } };
  const { does, told, decision } = await consider({ spec: b }, wrongNow);
  const isTold = (reasons: readonly string[]) => reasons.filter((reason) => reason === 'ValidationError').length;
  assert.deepEqual([isTold(told), isTold((await consider({ spec: b }, wrongNow)).told)], [1, 0]);
  assert.deepEqual(does, ['waits']);
  assert.deepEqual(decision.status.revision, made.status?.revision);
  const asking = { spec: b, metadata: { annotations: { [userControlAnnotation]: 'savepoint' } } };
  const leaving = { spec: b, metadata: { annotations: { [userControlAnnotation]: 'job-cancel' } } };
  // Also where nobody knows any more what it was when it was right.
  for (const lists of [{ ControllerRevision: [old] }, {}]) {
    const world = { ...wrongNow, lists };
    assert.deepEqual((await consider({ spec: b }, world)).does, ['waits']);
    assert.deepEqual((await consider(asking, world)).does, [`take savepoint ${triggerId} of ${jobId}`]);
    const stop = `stop ${jobId} with savepoint ${triggerId} to s3://savepoints`;
    assert.deepEqual((await consider(leaving, world)).does, [stop]);
  }
});

test('while its spec is wrong, a cluster is what it was when it was right', async () => {
  const second = revisionOf(b, 2);
  const lists = { ControllerRevision: [old, second] };
  const broken = { job: { args: ['c'], savepointGeneration: 0, cleanupPolicy: { afterJobFails: 'DeleteCluster' } } };
  const stopped = { state: 'Updating', id: null, deployTime: null, finalSavepoint: true, savepointLocation: 's3://1' };
  const changes = overlay(kept(broken, numbered(second)), { status: { components: { job: stopped } } }) as object;
  const label = { metadata: { labels: { 'flinkoperator.k8s.io/revision-name': second.metadata.name } } };
  const arrived = objects.map((object) => overlay(object, label) as object);
  const world = { ...wrong, jobs: [], lists, objects: arrived, memory: { sent: asSent(arrived) } };
  const { decision, does } = await consider(changes, world);
  assert.equal(decision.status.revision?.nextRevision, numbered(second));
  assert.equal(does.at(-1), 'make Job/orders-job-submitter');
  const [action] = decision.actions?.slice(-1) ?? [];
  assert.match(JSON.stringify(action), /"b"/);
  assert.doesNotMatch(JSON.stringify(action), /"c"/);
});

const saved = { spec: { flinkProperties: { 'kubernetes.operator.job.savepoint-on-deletion': 'true' } } };
const jobTaken = { spec: { job: null } };

test('a job cluster whose job is taken from its spec goes on with it, and its owner is told', async () => {
  const { does, told, decision } = await consider(jobTaken, { memory: { sent: asSent() } });
  assert.deepEqual([does, told.includes('ValidationError')], [['waits'], true]);
  assert.equal(decision.status.components.job?.state, 'Running');
  assert.deepEqual(decision.status.revision, made.status?.revision);
  const unkept = await consider(jobTaken, { lists: {} });
  assert.deepEqual([unkept.does, unkept.decision.status], [['waits'], made.status]);
});

test('a job that is taken from its spec is saved before deletion all the same', async () => {
  const lost = overlay(saved, jobTaken) as object;
  assert.equal(flinkClusterEngine.holds?.(overlay(made, lost) as Cluster), true);
  const kept = controllerRevision(overlay(made, saved) as Cluster, 1);
  const revision = { currentRevision: numbered(kept), nextRevision: numbered(kept) };
  const going = overlay(lost, { metadata: { deletionTimestamp: ago(1) }, status: { revision } }) as object;
  const { does } = await consider(going, { lists: { ControllerRevision: [kept] } });
  assert.deepEqual(does, [`stop ${jobId} with savepoint ${triggerId} to s3://savepoints`]);
});

test('what a change waits for is told once', async () => {
  const noSavepoint = { job: { args: ['b'], takeSavepointOnUpdate: false } };
  const second = revisionOf(noSavepoint, 2);
  const world = { memory: { sent: asSent() }, lists: { ControllerRevision: [old, second] } };
  const isTold = async () =>
    (await consider(kept(noSavepoint, numbered(second)), world)).told.includes('UpdatePending');
  assert.deepEqual([await isTold(), await isTold()], [true, false]);
});

test('of a new cluster whose spec is wrong nothing is made, and its mistakes are told', async () => {
  const { does, told, decision, again } = await consider({ status: null }, { ...wrong, objects: [] });
  assert.deepEqual([does, told, again], [['waits'], ['ValidationError'], undefined]);
  assert.deepEqual(decision.status, { state: 'Creating', components: {} });
});

test('cancelRequested is no mistake of a job that runs', async () => {
  const seen: unknown[] = [];
  const played = playedPorts(runs);
  const findings = (resource: unknown) => {
    seen.push((resource as Cluster).spec.job?.cancelRequested);
    return Promise.resolve([]);
  };
  await flinkClusterEngine.consider(overlay(made, { spec: { job: { cancelRequested: true } } }) as Cluster, {
    ...played.ports,
    findings,
  });
  assert.deepEqual(seen, [undefined]);
});

test('objects of the copy that is followed are left as they are', async () => {
  const whole = { podDisruptionBudget: { minAvailable: 1 }, logConfig: { 'a.xml': '<a/>' } };
  const frozen = deepFreeze(structuredClone(overlay(made, { spec: whole })) as Cluster);
  const { ports } = playedPorts({ ...runs, objects: objects.map((object) => deepFreeze(structuredClone(object))) });
  const considered = await flinkClusterEngine.consider(frozen, ports);
  assert.ok((considered?.decision.actions ?? []).length > 0);
});

function deepFreeze<T extends object>(value: T): T {
  for (const inner of Object.values(value)) if (typeof inner === 'object' && inner !== null) deepFreeze(inner);
  return Object.freeze(value);
}

const annotated = (control: string) => ({ metadata: { annotations: { [userControlAnnotation]: control } } });
const spent = (value: string) => ({ annotation: userControlAnnotation, value });

test('a request that was carried out is taken away with its end', async () => {
  const savepoint = {
    jobID: jobId,
    triggerID: 't',
    triggerTime: ago(9),
    state: 'InProgress',
    triggerReason: 'user requested',
  };
  const status = { savepoint, control: { name: 'savepoint', state: 'InProgress', updateTime: ago(9) } };
  const done = await consider(
    { ...annotated('savepoint'), status },
    { savepoint: { type: 'completed', path: 's3://1' } },
  );
  assert.deepEqual(done.decision.spent, spent('savepoint'));
  assert.equal(done.decision.status.control?.state, 'Succeeded');
  const underWay = await consider({ ...annotated('savepoint'), status }, { savepoint: { type: 'pending' } });
  assert.equal(underWay.decision.spent, undefined);
});

test('a request that means nothing is taken away', async () => {
  const ended = { status: { components: { job: { state: 'Succeeded', completionTime: ago(9) } } } };
  const { decision } = await consider(overlay(annotated('restart'), ended) as object, { jobs: [] });
  assert.equal(decision.spent, undefined, 'it is recorded first');
  const recorded = (control: object) => ({ status: { ...ended.status, control: { updateTime: ago(9), ...control } } });
  const after = async (control: object) =>
    (await consider(overlay(annotated('savepoint'), recorded(control)) as object, { jobs: [] })).decision.spent;
  assert.equal(await after({ name: 'job-cancel', state: 'InProgress' }), undefined, 'one thing is done at a time');
  assert.deepEqual(await after({ name: 'savepoint', state: 'Requested' }), spent('savepoint'));
});

test('a JobManager is asked at the port that its Service has', async () => {
  const spec = { jobManager: { ports: { ui: 9999 } } };
  const { places } = await consider(kept(spec, numbered(revisionOf(spec, 2))));
  assert.deepEqual(
    places.map(({ service, port }) => [service, port]),
    [['orders-jobmanager', 8081]],
  );
});

test('deletion waits for a savepoint where its owner asks for one, and only there', () => {
  const holds = (changes: object) => flinkClusterEngine.holds?.(overlay(made, changes) as Cluster);
  assert.equal(holds({}), false);
  assert.equal(holds(saved), true);
  assert.equal(holds({ spec: { ...saved.spec, job: null }, status: null }), false);
  assert.equal(
    holds({ spec: { flinkProperties: { 'kubernetes.operator.job.savepoint-on-deletion': 'false' } } }),
    false,
  );
});

test('a cluster that goes is not changed any more, however wrong its spec is', async () => {
  const going = overlay({ ...saved, metadata: { deletionTimestamp: ago(1) } }, { spec: b }) as object;
  const { does, told, decision } = await consider(going, wrong);
  assert.deepEqual(does, [`stop ${jobId} with savepoint ${triggerId} to s3://savepoints`]);
  assert.equal(told.includes('ValidationError'), false);
  assert.equal(decision.released, undefined);
});

test('a session cluster has no job to be asked for', async () => {
  const session = overlay(jobCluster(), { spec: { job: null }, status: null }) as Cluster;
  const { ports, asked } = playedPorts({ objects });
  const considered = await flinkClusterEngine.consider(session, ports);
  assert.equal(considered?.decision.status.components.job, undefined);
  assert.deepEqual(asked, ['list ControllerRevision']);
});

test('the next look is soon while a job begins, and later while it runs', async () => {
  const deploying = { status: { components: { job: { state: 'Deploying', id: null, startTime: null } } } };
  const begins = await consider(deploying, { jobs: [], objects: [...objects, submitter] });
  const running = await consider();
  assert.deepEqual([begins.decision.status.components.job?.state, begins.again], ['Deploying', 2000]);
  assert.equal(running.again, 10_000);
});
