import assert from 'node:assert/strict';
import { test } from 'node:test';
import { contentAnnotation } from '../../../../src/engine/flink-cluster/children.ts';
import { revisionLabel } from '../../../../src/engine/flink-cluster/resources/labels.ts';
import { keepComponents } from '../../../../src/engine/flink-cluster/steps/keep-components.ts';
import { podGroupTold } from '../../../../src/engine/flink-cluster/tend-pod-group.ts';
import type { Sent } from '../../../../src/engine/ports.ts';
import { deeds, type Facts, situation } from '../../../support/flink-cluster-situation.ts';
import { ago } from '../../../support/observed-cluster.ts';

/** The job has ended with its savepoint; nothing of the change is brought about yet. */
const stopped = { job: { state: 'Updating', finalSavepoint: true, deployTime: null }, jobs: [] };
const all = [
  'ConfigMap/orders-configmap',
  'StatefulSet/orders-jobmanager',
  'Service/orders-jobmanager',
  'StatefulSet/orders-taskmanager',
  'Service/orders-taskmanager',
];
const sendAll = all.map((child) => `send ${child}`);
const nothing = ['nothing to say'];

/** Sends all, but for those of which something else is said. */
const sends = (others: Readonly<Record<string, string>>) => all.map((child) => `${others[child] ?? 'send'} ${child}`);
const replaced = (...workloads: readonly string[]) =>
  sends(Object.fromEntries(workloads.map((name) => [`StatefulSet/${name}`, 'remove'])));
const large = { resources: { limits: { cpu: '4', memory: '8Gi' } } };
const going = { metadata: { deletionTimestamp: ago(1) } };
const foreign = { metadata: { annotations: { [contentAnnotation]: null } } };
const ingress = { ingress: { hostFormat: 'flink.example' } };

const updates: readonly { name: string; facts: Facts; does: readonly string[] }[] = [
  {
    name: 'the arguments of the job alone: nothing begins anew',
    facts: { change: { job: { args: ['x'] } } },
    does: sendAll,
  },
  {
    name: 'the JobManager alone',
    facts: { change: { jobManager: { nodeSelector: { zone: 'a' } } } },
    does: replaced('orders-jobmanager'),
  },
  {
    name: 'the TaskManagers alone',
    facts: { change: { taskManager: { nodeSelector: { zone: 'a' } } } },
    does: replaced('orders-taskmanager'),
  },
  {
    name: 'memory of the TaskManagers is an option of Flink, which all read',
    facts: { change: { taskManager: large } },
    does: replaced('orders-jobmanager', 'orders-taskmanager'),
  },
  {
    name: 'the configuration of Flink',
    facts: { change: { flinkProperties: { 'state.backend': 'rocksdb' } } },
    does: replaced('orders-jobmanager', 'orders-taskmanager'),
  },
  {
    name: 'the configuration of logging',
    facts: { change: { logConfig: { 'log4j-console.properties': 'x' } } },
    does: replaced('orders-jobmanager', 'orders-taskmanager'),
  },
  {
    name: 'nothing that pods notice, but a JobManager was made for a change that was taken back',
    facts: {
      change: { recreateOnUpdate: false },
      there: {
        'StatefulSet/orders-jobmanager': {
          metadata: { labels: { [revisionLabel]: 'orders-between' }, annotations: { [contentAnnotation]: 'a.b.c' } },
        },
      },
    },
    does: replaced('orders-jobmanager'),
  },
  {
    name: 'the image',
    facts: { change: { image: { name: 'flink:2' } } },
    does: replaced('orders-jobmanager', 'orders-taskmanager'),
  },
  {
    name: 'the image, with recreateOnUpdate false',
    facts: { made: { spec: { recreateOnUpdate: false } }, change: { image: { name: 'flink:2' } } },
    does: sendAll,
  },
  { name: 'replicas alone', facts: { change: { taskManager: { replicas: 5 } }, job: {} }, does: sendAll },
  {
    name: 'a Service that gets no address of its own any more is another one',
    facts: { change: { jobManager: { accessScope: 'Headless' } } },
    does: sends({ 'Service/orders-jobmanager': 'remove' }),
  },
  { name: 'a Service of another type', facts: { change: { jobManager: { accessScope: 'NodePort' } } }, does: sendAll },
  {
    name: 'workloads of the reference operator, of which nobody knows what they were made of',
    facts: {
      there: { 'StatefulSet/orders-jobmanager': foreign, 'StatefulSet/orders-taskmanager': foreign },
      change: { job: { args: ['x'] } },
    },
    does: replaced('orders-jobmanager', 'orders-taskmanager'),
  },
  {
    name: 'what is going is made anew once it is gone',
    facts: {
      change: { image: { name: 'flink:2' } },
      there: { 'StatefulSet/orders-jobmanager': going, 'StatefulSet/orders-taskmanager': going },
    },
    does: sendAll.filter((line) => !line.includes('StatefulSet')),
  },
  {
    name: 'and is gone',
    facts: {
      change: { image: { name: 'flink:2' } },
      there: { 'StatefulSet/orders-jobmanager': null, 'StatefulSet/orders-taskmanager': going },
    },
    does: [
      'send ConfigMap/orders-configmap',
      'make StatefulSet/orders-jobmanager',
      'send Service/orders-jobmanager',
      'send Service/orders-taskmanager',
    ],
  },
  {
    name: 'what the change does without goes',
    facts: { made: { spec: { jobManager: ingress } }, change: { jobManager: { ingress: null } } },
    does: [
      'send ConfigMap/orders-configmap',
      'send StatefulSet/orders-jobmanager',
      'send Service/orders-jobmanager',
      'remove Ingress/orders-jobmanager',
      'send StatefulSet/orders-taskmanager',
      'send Service/orders-taskmanager',
    ],
  },
  {
    name: 'application mode has no workload of the JobManager',
    facts: { change: { job: { mode: 'Application', className: 'A' } } },
    does: sends({ 'StatefulSet/orders-jobmanager': 'remove' }),
  },
  {
    name: 'nothing more is to be done',
    facts: { change: { image: { name: 'flink:2' } }, arrived: true },
    does: nothing,
  },
];

for (const { name, facts, does } of updates) {
  test(`an update: ${name}`, () => assert.deepEqual(deeds(keepComponents(situation({ ...stopped, ...facts }))), does));
}

test('an update: what no API server lets become another one is replaced, also with recreateOnUpdate false', () => {
  const made = { spec: { recreateOnUpdate: false } };
  const change = { taskManager: { volumeClaimTemplates: [{ metadata: { name: 'data' }, spec: {} }] } };
  const there = { 'StatefulSet/orders-taskmanager': foreign };
  const facts = { ...stopped, made, change, there };
  // Of the reference operator, nobody knows what it has made it of.
  assert.deepEqual(deeds(keepComponents(situation(facts))), sendAll);
  const seen = situation(facts);
  const { actions = [] } = keepComponents(seen) ?? {};
  const refused = actions.flatMap((action) =>
    action.type === 'ensure' && action.remember && action.child.metadata.name === 'orders-taskmanager'
      ? [[`${action.child.kind}/orders-taskmanager`, action.remember.content] as const]
      : [],
  );
  const sent = new Map<string, Sent>([
    ...seen.sent,
    ...refused.map(([name, content]) => [name, { content, version: '', isUnchangeable: true }] as const),
  ]);
  assert.deepEqual(deeds(keepComponents(situation({ ...facts, sent }))), [
    ...sendAll.slice(0, 3),
    'remove StatefulSet/orders-taskmanager',
    'send Service/orders-taskmanager',
  ]);
  const other = {
    ...facts,
    change: { taskManager: { volumeClaimTemplates: [{ metadata: { name: 'other' }, spec: {} }] } },
  };
  assert.deepEqual(deeds(keepComponents(situation({ ...other, sent }))), sendAll);
});

const preparing: typeof updates = [
  { name: 'while the job runs, its cluster stays', facts: { change: { image: { name: 'flink:2' } } }, does: nothing },
  {
    name: 'also what the change does without',
    facts: { change: { job: { mode: 'Application', className: 'A' } } },
    does: nothing,
  },
  {
    name: 'what is missing is made all the same, with the configuration that it reads',
    facts: { change: { image: { name: 'flink:2' } }, there: { 'StatefulSet/orders-taskmanager': null } },
    does: ['send ConfigMap/orders-configmap', 'make StatefulSet/orders-taskmanager'],
  },
];

for (const { name, facts, does } of preparing) {
  test(`before an update: ${name}`, () => assert.deepEqual(deeds(keepComponents(situation(facts))), does));
}

const elsewhere = { metadata: { generation: 2 } };
const whole = {
  made: {
    spec: {
      jobManager: ingress,
      podDisruptionBudget: { minAvailable: 1 },
      taskManager: { horizontalPodAutoscaler: { maxReplicas: 9 } },
    },
  },
};
const drifts: readonly { kind: string; name: string }[] = [
  { kind: 'ConfigMap', name: 'orders-configmap' },
  { kind: 'PodDisruptionBudget', name: 'flink-orders' },
  { kind: 'StatefulSet', name: 'orders-jobmanager' },
  { kind: 'Service', name: 'orders-jobmanager' },
  { kind: 'Ingress', name: 'orders-jobmanager' },
  { kind: 'StatefulSet', name: 'orders-taskmanager' },
  { kind: 'HorizontalPodAutoscaler', name: 'flink-orders' },
  { kind: 'Service', name: 'orders-taskmanager' },
];

for (const { kind, name } of drifts) {
  const child = `${kind}/${name}`;
  test(`drift: ${child} that somebody has changed is put right`, () => {
    assert.deepEqual(deeds(keepComponents(situation({ ...whole, there: { [child]: elsewhere } }))), [`send ${child}`]);
  });
  test(`drift: ${child} that somebody has deleted is made again`, () => {
    assert.deepEqual(deeds(keepComponents(situation({ ...whole, there: { [child]: null } }))), [`make ${child}`]);
  });
}

test('drift: a cluster that is as it was sent is left alone', () => {
  assert.equal(keepComponents(situation(whole)), undefined);
});

test('drift: a process that has sent nothing yet sends all once', () => {
  assert.deepEqual(deeds(keepComponents(situation({ sent: new Map<string, Sent>() }))), sendAll);
});

test('drift: of the reference operator, workloads stay as they run, the rest is put right', () => {
  const there = Object.fromEntries(all.map((child) => [child, foreign]));
  assert.deepEqual(
    deeds(keepComponents(situation({ there }))),
    sendAll.filter((line) => !line.includes('StatefulSet')),
  );
});

test('drift: a workload of another make is replaced where nothing runs in it', () => {
  const child = 'StatefulSet/orders-jobmanager';
  const other = { metadata: { annotations: { [contentAnnotation]: 'a.b.c' } } };
  const kept = { cleanupPolicy: { afterJobCancelled: 'KeepCluster' } };
  const ended = { job: { state: 'Cancelled', completionTime: ago(9) }, jobs: [] };
  const cancelled = { ...ended, made: { spec: { job: kept } } };
  const down = { [child]: { ...other, status: { readyReplicas: 0 } } };
  assert.deepEqual(deeds(keepComponents(situation({ ...cancelled, there: down }))), [`remove ${child}`]);
  assert.equal(keepComponents(situation({ ...cancelled, there: { [child]: other } })), undefined);
  // The pods may come back with the job.
  assert.equal(keepComponents(situation({ there: down })), undefined);
});

test('a Deployment of TaskManagers is tended like a StatefulSet', () => {
  const made = { spec: { taskManager: { deploymentType: 'Deployment' } } };
  const change = { taskManager: { nodeSelector: { zone: 'a' } } };
  assert.equal(keepComponents(situation({ made })), undefined);
  assert.ok(
    deeds(keepComponents(situation({ ...stopped, made, change }))).includes('remove Deployment/orders-taskmanager'),
  );
});

const volcano = { made: { spec: { batchScheduler: { name: 'volcano' } } } };
const tries = 'try to send PodGroup/flink-orders';

/** All that is there, and a PodGroup as it is now. */
function sentWith(group: Omit<Sent, 'content'>): ReadonlyMap<string, Sent> {
  const seen = situation(volcano);
  const [action] = keepComponents(seen)?.actions ?? [];
  const content = action?.type === 'tryToEnsure' ? action.remember.content : '';
  return new Map([...seen.sent, ['PodGroup/flink-orders', { content, ...group }]]);
}

test('a PodGroup is sent where this process has not sent it', () => {
  const decision = keepComponents(situation(volcano));
  assert.deepEqual(deeds(decision), [tries]);
  assert.equal(keepComponents(situation({ ...volcano, sent: sentWith({ version: '1' }) })), undefined);
});

test('a PodGroup that was made for a change which was taken back goes', () => {
  const sent = new Map([...situation().sent, ['PodGroup/flink-orders', { content: 'c', version: '1' }] as const]);
  assert.deepEqual(deeds(keepComponents(situation({ sent }))), ['remove PodGroup/flink-orders']);
});

test('a PodGroup is sent again with what is made again', () => {
  const again = { ...volcano, sent: sentWith({ version: '1' }), there: { 'StatefulSet/orders-taskmanager': null } };
  assert.deepEqual(deeds(keepComponents(situation(again))), [tries, 'make StatefulSet/orders-taskmanager']);
});

test('a PodGroup that was refused is told, and tried again after a pause', () => {
  const seen = (seconds: number) => {
    const refused = { message: 'no such kind', at: Date.parse(ago(seconds)) };
    return situation({ ...volcano, sent: sentWith({ version: '', refused }) });
  };
  assert.deepEqual(deeds(keepComponents(seen(5))), nothing);
  assert.deepEqual(deeds(keepComponents(seen(31))), [tries]);
  assert.deepEqual(deeds(keepComponents(seen(-31))), [tries]);
  assert.match(podGroupTold(seen(5))[0]?.message ?? '', /no such kind/);
  assert.deepEqual(podGroupTold(situation(volcano)), []);
});

test('a change that does without a PodGroup takes it away, and one that wants it again makes it', () => {
  const without = { ...stopped, ...volcano, change: { batchScheduler: null } };
  const lines = deeds(keepComponents(situation(without)));
  assert.deepEqual([lines[0], lines.length], ['remove PodGroup/flink-orders', 6]);
  assert.deepEqual(deeds(keepComponents(situation({ ...without, arrived: true }))), nothing);
  const other = { ...stopped, ...volcano, change: { batchScheduler: { name: 'other' } } };
  assert.equal(deeds(keepComponents(situation(other)))[0], 'remove PodGroup/flink-orders');
  const again = { ...stopped, change: volcano.made.spec, sent: sentWith({ version: '1' }) };
  assert.equal(deeds(keepComponents(situation(again)))[0], tries);
});

test('a PodGroup goes with the cluster', () => {
  const succeeded = { job: { state: 'Succeeded', completionTime: ago(5) }, jobs: [] };
  const lines = deeds(keepComponents(situation({ ...volcano, ...succeeded })));
  assert.equal(lines[0], 'remove PodGroup/flink-orders');
  assert.equal(lines.length, 6);
});

const ended = (state: string, action: string): Facts => ({
  made: {
    spec: { job: { cleanupPolicy: { afterJobSucceeds: action, afterJobFails: action, afterJobCancelled: action } } },
  },
  job: { state, completionTime: ago(5) },
  jobs: [],
});

for (const state of ['Succeeded', 'Failed', 'Lost', 'DeployFailed', 'Cancelled']) {
  test(`the end of a job: ${state}`, () => {
    const does = (action: string) => deeds(keepComponents(situation(ended(state, action))));
    assert.deepEqual(
      does('DeleteCluster'),
      all.map((child) => `remove ${child}`),
    );
    assert.deepEqual(does('DeleteTaskManager'), [
      'remove StatefulSet/orders-taskmanager',
      'remove Service/orders-taskmanager',
    ]);
    assert.deepEqual(does('KeepCluster'), nothing);
  });
}

test('the end of a job: one that comes back keeps its cluster', () => {
  const made = {
    spec: {
      job: {
        restartPolicy: 'FromSavepointOnFailure',
        maxStateAgeToRestoreSeconds: 60,
        cleanupPolicy: { afterJobFails: 'DeleteCluster' },
      },
    },
  };
  assert.equal(keepComponents(situation({ ...ended('Failed', 'DeleteCluster'), made })), undefined);
});

test('the end of a job: as long as its last savepoint is under way, its cluster stays', () => {
  const savepoint = {
    jobID: 'j',
    triggerID: '1',
    triggerTime: ago(5),
    state: 'InProgress',
    triggerReason: 'job cancel',
  };
  assert.equal(keepComponents(situation({ ...ended('Succeeded', 'DeleteCluster'), status: { savepoint } })), undefined);
});

test('a workload of a change that was taken back is replaced, unless a job runs in it', () => {
  const ofAnother = {
    metadata: { labels: { [revisionLabel]: 'orders-zzz' }, annotations: { [contentAnnotation]: 'a.b.c' } },
  };
  const there = { 'StatefulSet/orders-jobmanager': ofAnother };
  const does = (facts: Facts) => deeds(keepComponents(situation({ ...facts, there })));
  assert.deepEqual(does({ made: { spec: { job: null } } }), ['remove StatefulSet/orders-jobmanager']);
  assert.deepEqual(does({}), nothing);
});

test('what is as it should be but for its revision gets that', () => {
  const stranded = { metadata: { labels: { [revisionLabel]: 'orders-zzz' } } };
  const does = deeds(keepComponents(situation({ there: { 'Service/orders-jobmanager': stranded } })));
  assert.deepEqual(does, ['send Service/orders-jobmanager']);
});
