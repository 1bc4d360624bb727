import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createEngineMetrics, type EngineMetrics, type EngineMetricsOptions } from '../../src/server/engine-metrics.ts';
import { VirtualTime } from '../support/virtual-clock.ts';

function metrics(changes: Partial<EngineMetricsOptions> = {}): EngineMetrics {
  return createEngineMetrics({
    version: '1.2.3',
    queue: () => ({ waiting: 3, oldestWait: 1500, running: 2 }),
    caches: () => [],
    leading: () => true,
    submissions: () => 4,
    operator: { namespace: 'flink-system', name: 'flink-kubernetes-operator', host: '10.0.0.1' },
    clock: new VirtualTime().clock(),
    ...changes,
  });
}

/** The samples of an exposition by their series, as Prometheus reads them. */
async function scrape(from: EngineMetrics): Promise<Map<string, number>> {
  const samples = new Map<string, number>();
  for (const line of (await from.text()).split('\n')) {
    if (line === '' || line.startsWith('#')) continue;
    const [, series = '', value] = /^([a-zA-Z_]\w*(?:\{(?:\w+="[^"\n]*",?)*\})?) (\S+)$/.exec(line) ?? [];
    assert.notEqual(series, '', `not a sample: ${line}`);
    assert.ok(!samples.has(series), `twice: ${series}`);
    samples.set(series, Number(value));
  }
  return samples;
}

const operator = 'host="10_0_0_1",namespace="flink_system",name="flink_kubernetes_operator"';
const at = (namespace: string, kind: string, more = '') =>
  `{${operator},resourcens="${namespace}",resourcetype="${kind}"${more}}`;
const gauge = (name: string, ...place: Parameters<typeof at>) => `flink_k8soperator_namespace_${name}${at(...place)}`;

test('every metric of the engine is there and explained', async () => {
  const text = await metrics().text();
  const names = [
    'queue_waiting',
    'queue_oldest_wait_seconds',
    'passes_running',
    'passes_total',
    'pass_duration_seconds',
    'retries_total',
    'flink_calls_total',
    'flink_call_duration_seconds',
    'events_total',
    'cache_synced',
    'cache_age_seconds',
    'cache_objects',
    'leader',
    'submissions_running',
    'build_info',
    'runtime_nodejs_eventloop_lag_seconds',
    'runtime_process_resident_memory_bytes',
    'runtime_nodejs_heap_size_used_bytes',
    'runtime_nodejs_gc_duration_seconds',
  ];
  for (const name of names) {
    assert.match(text, new RegExp(`^# HELP flink_engine_${name} \\S`, 'm'));
    assert.match(text, new RegExp(`^# TYPE flink_engine_${name} (counter|gauge|histogram)$`, 'm'));
  }
});

test('every metric of resources has the name that the reference prints', async () => {
  const text = await metrics().text();
  const types = new Map(
    [...text.matchAll(/^# TYPE (flink_k8soperator_\S+) (\S+)$/gm)].map(([, name, is]) => [name, is]),
  );
  const states = ['CREATED', 'SUSPENDED', 'UPGRADING', 'DEPLOYED', 'STABLE', 'ROLLING_BACK', 'ROLLED_BACK', 'FAILED'];
  const lifecycle = [...states, 'DELETING', 'DELETED'];
  const transitions = ['Resume', 'Upgrade', 'Suspend', 'Stabilization', 'Rollback', 'Submission'];
  const ofTimes = ['FlinkDeployment', 'FlinkSessionJob'].flatMap((kind) => [
    ...lifecycle.map((state) => `flink_k8soperator_${kind}_Lifecycle_State_${state}_TimeSeconds`),
    ...transitions.map((name) => `flink_k8soperator_${kind}_Lifecycle_Transition_${name}_TimeSeconds`),
  ]);
  const jobManager = ['READY', 'DEPLOYED_NOT_READY', 'DEPLOYING', 'MISSING', 'ERROR'];
  const snapshot = ['COMPLETED', 'FAILED', 'IN_PROGRESS', 'TRIGGER_PENDING', 'ABANDONED'];
  const ofNamespaces = [
    'Count',
    ...lifecycle.map((state) => `Lifecycle_State_${state}_Count`),
    ...jobManager.map((state) => `JmDeploymentStatus_${state}_Count`),
    'FlinkVersion_Count',
    'FlinkMinorVersion_Count',
    'ResourceUsage_Cpu',
    'ResourceUsage_Memory',
    'ResourceUsage_StateSize',
    ...['Checkpoint', 'Savepoint'].flatMap((of) => [
      `${of}_Count`,
      ...snapshot.map((state) => `${of}_State_${state}_Count`),
    ]),
  ].map((name) => `flink_k8soperator_namespace_${name}`);
  // Those of FlinkClusters are ours: the reference of that kind has none.
  const others = [...types.keys()].filter((name = '') => !/_(Cluster|Job)_State_/.test(name));
  assert.deepEqual(others.toSorted(), [...ofTimes, ...ofNamespaces].toSorted());
  for (const name of ofTimes) assert.equal(types.get(name), 'summary', name);
  for (const name of ofNamespaces) assert.equal(types.get(name), 'gauge', name);
});

test('resources are counted by kind, namespace and state', async () => {
  const counted = metrics();
  counted.resource('FlinkDeployment', 'a', 'one', { lifecycle: 'STABLE', jobManager: 'READY' });
  counted.resource('FlinkDeployment', 'a', 'two', { lifecycle: 'STABLE', jobManager: 'DEPLOYING' });
  counted.resource('FlinkDeployment', 'b', 'one', {});
  counted.resource('FlinkSessionJob', 'a', 'one', { lifecycle: 'FAILED' });
  const samples = await scrape(counted);
  assert.equal(samples.get(gauge('Count', 'a', 'FlinkDeployment')), 2);
  assert.equal(samples.get(gauge('Count', 'a', 'FlinkSessionJob')), 1);
  assert.equal(samples.get(gauge('Lifecycle_State_STABLE_Count', 'a', 'FlinkDeployment')), 2);
  assert.equal(samples.get(gauge('Lifecycle_State_STABLE_Count', 'a', 'FlinkSessionJob')), 0);
  assert.equal(samples.get(gauge('Lifecycle_State_FAILED_Count', 'a', 'FlinkSessionJob')), 1);
  assert.equal(samples.get(gauge('Lifecycle_State_CREATED_Count', 'b', 'FlinkDeployment')), 1);
  assert.equal(samples.get(gauge('JmDeploymentStatus_READY_Count', 'a', 'FlinkDeployment')), 1);
  assert.equal(samples.get(gauge('JmDeploymentStatus_MISSING_Count', 'b', 'FlinkDeployment')), 1);
  assert.ok(!samples.has(gauge('JmDeploymentStatus_MISSING_Count', 'a', 'FlinkSessionJob')));
});

test('a resource counts as it was seen last, and a namespace that has none any more says so', async () => {
  const counted = metrics();
  counted.resource('FlinkSessionJob', 'a', 'one', { lifecycle: 'UPGRADING' });
  counted.resource('FlinkSessionJob', 'a', 'one', { lifecycle: 'DEPLOYED' });
  const during = await scrape(counted);
  assert.equal(during.get(gauge('Lifecycle_State_UPGRADING_Count', 'a', 'FlinkSessionJob')), 0);
  assert.equal(during.get(gauge('Lifecycle_State_DEPLOYED_Count', 'a', 'FlinkSessionJob')), 1);
  counted.resource('FlinkSessionJob', 'a', 'one', undefined);
  const after = await scrape(counted);
  assert.equal(after.get(gauge('Count', 'a', 'FlinkSessionJob')), 0);
  assert.equal(after.get(gauge('Lifecycle_State_DEPLOYED_Count', 'a', 'FlinkSessionJob')), 0);
});

test('a state that does not exist makes no series', async () => {
  const counted = metrics();
  counted.resource('FlinkDeployment', 'a', 'one', { lifecycle: 'Odd', jobManager: 'constructor' });
  const samples = await scrape(counted);
  assert.equal(samples.get(gauge('Count', 'a', 'FlinkDeployment')), 1);
  assert.deepEqual(
    [...samples.keys()].filter((series) => /Odd|constructor/.test(series)),
    [],
  );
});

const versions = [
  { name: 'told by the JobManager', seen: { flinkVersion: '1.20.1' }, full: '1_20_1', minor: '1_20' },
  { name: 'of the cluster info', seen: { clusterInfo: { 'flink-version': '2.0' } }, full: '2_0', minor: '2_0' },
  { name: 'of a build', seen: { flinkVersion: '2.1-SNAPSHOT' }, full: '2_1_SNAPSHOT', minor: '2_1' },
  { name: 'that is none', seen: { flinkVersion: 'dev' }, full: 'dev', minor: 'MALFORMED' },
  { name: 'that is unknown', seen: { clusterInfo: { 'flink-version': '' } }, full: 'UNKNOWN', minor: 'MALFORMED' },
];

for (const { name, seen, full, minor } of versions) {
  test(`a Flink version ${name} is a label`, async () => {
    const counted = metrics();
    counted.resource('FlinkDeployment', 'a-b', 'one', seen);
    const samples = await scrape(counted);
    const ofVersion = (of: string, value: string) =>
      samples.get(gauge(`${of}_Count`, 'a_b', 'FlinkDeployment', `,${of}="${value}"`));
    assert.equal(ofVersion('FlinkVersion', full), 1);
    assert.equal(ofVersion('FlinkMinorVersion', minor), 1);
  });
}

test('a Flink version that nobody runs any more has no series', async () => {
  const counted = metrics();
  counted.resource('FlinkDeployment', 'a', 'one', { flinkVersion: '1.20.1' });
  await counted.text();
  counted.resource('FlinkDeployment', 'a', 'one', { flinkVersion: '2.0.0' });
  assert.doesNotMatch(await counted.text(), /1_20_1/);
});

test('what clusters use is added up', async () => {
  const counted = metrics();
  const clusterInfo = { 'total-cpu': '1.5', 'total-memory': '2147483648', 'state-size': '10' };
  counted.resource('FlinkDeployment', 'a', 'one', { clusterInfo });
  counted.resource('FlinkDeployment', 'a', 'two', { clusterInfo: { ...clusterInfo, 'state-size': 'much' } });
  counted.resource('FlinkDeployment', 'a', 'three', {});
  const samples = await scrape(counted);
  assert.equal(samples.get(gauge('ResourceUsage_Cpu', 'a', 'FlinkDeployment')), 3);
  assert.equal(samples.get(gauge('ResourceUsage_Memory', 'a', 'FlinkDeployment')), 4_294_967_296);
  assert.equal(samples.get(gauge('ResourceUsage_StateSize', 'a', 'FlinkDeployment')), 10);
});

test('snapshots are counted by sort and state', async () => {
  const counted = metrics();
  counted.resource('FlinkStateSnapshot', 'a', 'one', { snapshot: { type: 'savepoint', state: 'COMPLETED' } });
  counted.resource('FlinkStateSnapshot', 'a', 'two', { snapshot: { type: 'savepoint', state: 'FAILED' } });
  counted.resource('FlinkStateSnapshot', 'a', 'three', { snapshot: { type: 'checkpoint', state: 'COMPLETED' } });
  const samples = await scrape(counted);
  const of = (name: string) => samples.get(gauge(name, 'a', 'FlinkStateSnapshot'));
  assert.equal(of('Savepoint_Count'), 2);
  assert.equal(of('Savepoint_State_COMPLETED_Count'), 1);
  assert.equal(of('Savepoint_State_ABANDONED_Count'), 0);
  assert.equal(of('Checkpoint_Count'), 1);
  assert.equal(of('Checkpoint_State_COMPLETED_Count'), 1);
});

test('times between states are summaries of all namespaces', async () => {
  const time = new VirtualTime();
  const counted = metrics({ clock: time.clock() });
  const name = 'flink_k8soperator_FlinkDeployment_Lifecycle_Transition_Stabilization_TimeSeconds';
  const empty = await scrape(counted);
  assert.equal(empty.get(`${name}_count{${operator}}`), 0);
  assert.ok(Number.isNaN(empty.get(`${name}{${operator},quantile="0.5"}`)));
  for (const [namespace, seconds] of [
    ['a', 10],
    ['b', 20],
    ['c', 60],
  ] as const) {
    counted.resource('FlinkDeployment', namespace, 'one', { lifecycle: 'DEPLOYED' });
    await time.pass(seconds * 1000);
    counted.resource('FlinkDeployment', namespace, 'one', { lifecycle: 'STABLE' });
  }
  const samples = await scrape(counted);
  const quantiles = ['0.5', '0.75', '0.95', '0.98', '0.99', '0.999'];
  assert.deepEqual(
    quantiles.map((quantile) => samples.get(`${name}{${operator},quantile="${quantile}"}`)),
    [20, 60, 60, 60, 60, 60],
  );
  assert.equal(samples.get(`${name}_count{${operator}}`), 3);
  assert.ok(!samples.has(`${name}_sum{${operator}}`));
  assert.equal(
    samples.get(`flink_k8soperator_FlinkDeployment_Lifecycle_State_DEPLOYED_TimeSeconds_count{${operator}}`),
    3,
  );
  assert.equal(
    samples.get(`flink_k8soperator_FlinkSessionJob_Lifecycle_State_DEPLOYED_TimeSeconds_count{${operator}}`),
    0,
  );
});

test('a resource that is gone has left its last state', async () => {
  const time = new VirtualTime();
  const counted = metrics({ clock: time.clock() });
  counted.resource('FlinkSessionJob', 'a', 'one', { lifecycle: 'DELETING' });
  await time.pass(4000);
  counted.resource('FlinkSessionJob', 'a', 'one', undefined);
  const samples = await scrape(counted);
  const name = 'flink_k8soperator_FlinkSessionJob_Lifecycle_State_DELETING_TimeSeconds';
  assert.equal(samples.get(`${name}{${operator},quantile="0.99"}`), 4);
});

test('a summary is of the latest thousand values', async () => {
  const time = new VirtualTime();
  const counted = metrics({ clock: time.clock() });
  for (let count = 0; count < 1100; count++) {
    counted.resource('FlinkSessionJob', 'a', `${count}`, { lifecycle: 'FAILED' });
    if (count === 99) await time.pass(5000);
    counted.resource('FlinkSessionJob', 'a', `${count}`, undefined);
  }
  const samples = await scrape(counted);
  const name = 'flink_k8soperator_FlinkSessionJob_Lifecycle_State_FAILED_TimeSeconds';
  assert.equal(samples.get(`${name}_count{${operator}}`), 1100);
  assert.equal(samples.get(`${name}{${operator},quantile="0.999"}`), 0);
});

test('passes, calls and events are counted', async () => {
  const counted = metrics();
  counted.passFinished('FlinkDeployment', 'ok', 20);
  counted.passFinished('FlinkDeployment', 'failed', 40_000);
  counted.retried('FlinkDeployment');
  counted.flinkCalled('job', 'silent', 10_000);
  counted.event('Submit', 'Normal');
  const samples = await scrape(counted);
  const of = (series: string) => samples.get(`flink_engine_${series}`);
  assert.equal(of('passes_total{kind="FlinkDeployment",outcome="ok"}'), 1);
  assert.equal(of('passes_total{kind="FlinkDeployment",outcome="failed"}'), 1);
  assert.equal(of('passes_total{kind="FlinkSessionJob",outcome="ok"}'), 0);
  assert.equal(of('pass_duration_seconds_bucket{le="0.025",kind="FlinkDeployment"}'), 1);
  assert.equal(of('pass_duration_seconds_bucket{le="60",kind="FlinkDeployment"}'), 2);
  assert.equal(of('pass_duration_seconds_sum{kind="FlinkDeployment"}'), 40.02);
  assert.equal(of('retries_total{kind="FlinkDeployment"}'), 1);
  assert.equal(of('flink_calls_total{call="job",outcome="silent"}'), 1);
  assert.equal(of('flink_call_duration_seconds_sum{call="job"}'), 10);
  assert.equal(of('events_total{reason="Submit",type="Normal"}'), 1);
});

test('queue, caches and leadership are asked at every scrape', async () => {
  const caches = [
    { kind: 'FlinkDeployment', state: 'synced', silentFor: 2500, size: 7 },
    { kind: 'FlinkSessionJob', state: 'waiting', silentFor: undefined, size: 0 },
    { kind: 'FlinkStateSnapshot', state: 'absent', silentFor: undefined, size: 0 },
  ] as const;
  const shown: (typeof caches)[number][] = [...caches];
  let leading = true;
  const counted = metrics({ caches: () => shown, leading: () => leading });
  const of = async (series: string) => (await scrape(counted)).get(`flink_engine_${series}`);
  assert.equal(await of('queue_waiting'), 3);
  assert.equal(await of('queue_oldest_wait_seconds'), 1.5);
  assert.equal(await of('passes_running'), 2);
  assert.equal(await of('submissions_running'), 4);
  assert.equal(await of('leader'), 1);
  assert.equal(await of('cache_synced{kind="FlinkDeployment"}'), 1);
  assert.equal(await of('cache_synced{kind="FlinkSessionJob"}'), 0);
  assert.equal(await of('cache_synced{kind="FlinkStateSnapshot"}'), 1);
  assert.equal(await of('cache_age_seconds{kind="FlinkDeployment"}'), 2.5);
  assert.equal(await of('cache_age_seconds{kind="FlinkSessionJob"}'), undefined);
  assert.equal(await of('cache_objects{kind="FlinkDeployment"}'), 7);
  assert.equal(await of(`build_info{version="1.2.3",node="${process.versions.node}"}`), 1);
  shown.shift();
  leading = false;
  assert.equal(await of('cache_objects{kind="FlinkDeployment"}'), undefined);
  assert.equal(await of('leader'), 0);
});

test('a replica that makes no passes has an empty queue', async () => {
  const samples = await scrape(metrics({ queue: () => undefined }));
  assert.equal(samples.get('flink_engine_queue_waiting'), 0);
  assert.equal(samples.get('flink_engine_queue_oldest_wait_seconds'), 0);
});

test('FlinkClusters are counted by their state and that of their job', async () => {
  const engine = metrics();
  engine.resource('FlinkCluster', 'shop', 'orders', { cluster: { state: 'Running', job: 'Running' } });
  engine.resource('FlinkCluster', 'shop', 'session', { cluster: { state: 'Creating' } });
  engine.resource('FlinkCluster', 'shop', 'old', { cluster: { state: 'Stopped', job: 'Lost' } });
  engine.resource('FlinkCluster', 'shop', 'old', undefined);
  const samples = await scrape(engine);
  const of = (name: string) => samples.get(gauge(name, 'shop', 'FlinkCluster'));
  assert.equal(of('Count'), 2);
  assert.equal(of('Cluster_State_Running_Count'), 1);
  assert.equal(of('Cluster_State_Creating_Count'), 1);
  assert.equal(of('Cluster_State_Stopped_Count'), 0);
  assert.equal(of('Job_State_Running_Count'), 1);
  assert.equal(of('Job_State_Lost_Count'), 0);
});
