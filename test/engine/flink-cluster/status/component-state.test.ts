import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Components, ObservedIngress } from '../../../../src/engine/flink-cluster/observed.ts';
import { componentStates } from '../../../../src/engine/flink-cluster/status/component-state.ts';
import {
  components,
  labelled,
  observedCluster,
  pending,
  recordedStatus,
  service,
  workload,
} from '../../../support/observed-cluster.ts';

const selector = 'app=flink,cluster=orders,component=taskmanager';

/** What becomes of one component. */
function stateOf(name: keyof Components, read: Components, was: object = {}, isUpdating = false): unknown {
  const recorded = recordedStatus({ components: was, revision: pending });
  const states = componentStates(observedCluster({ components: read, recorded }), isUpdating);
  return { ...states }[name as keyof typeof states];
}

test('everything is ready', () => {
  const states = componentStates(observedCluster({ components: components() }), false);
  assert.deepEqual(states, {
    configMap: { name: 'orders-configmap', state: 'Ready' },
    jobManager: { name: 'orders-jobmanager', state: 'Ready', replicas: 1, readyReplicas: 1, ready: '1/1' },
    jobManagerService: { name: 'orders-jobmanager', state: 'Ready' },
    taskManager: { name: 'orders-taskmanager', state: 'Ready', replicas: 2, readyReplicas: 2, ready: '2/2', selector },
  });
});

test('of what was never there nothing is said', () => {
  assert.deepEqual(componentStates(observedCluster({ components: {}, recorded: undefined }), false), {});
});

test('what was there and is gone is deleted, with nothing left to say of it', () => {
  const { configMap, jobManager, jobManagerService, taskManager } = componentStates(observedCluster(), false);
  const was = {
    configMap,
    jobManager,
    jobManagerService: { ...jobManagerService, nodePort: 30_081 },
    taskManager,
    jobManagerIngress: { name: 'orders-jobmanager', state: 'Ready', urls: ['http://x'] },
  };
  const recorded = recordedStatus({ components: was });
  assert.deepEqual(componentStates(observedCluster({ components: {}, recorded }), false), {
    configMap: { name: 'orders-configmap', state: 'Deleted' },
    jobManager: { name: 'orders-jobmanager', state: 'Deleted', replicas: 0, ready: '0/0' },
    jobManagerService: { name: 'orders-jobmanager', state: 'Deleted' },
    jobManagerIngress: { name: 'orders-jobmanager', state: 'Deleted' },
    taskManager: { name: 'orders-taskmanager', state: 'Deleted', replicas: 0, ready: '0/0', selector },
  });
});

test('while components are replaced, old ones and missing ones are Updating', () => {
  const was = { name: 'orders-taskmanager', state: 'Ready', replicas: 2, ready: '2/2', selector };
  const isUpdating = (read: Components) =>
    (stateOf('taskManager', read, { taskManager: was }, true) as { state: string }).state;
  assert.equal(isUpdating({}), 'Updating');
  assert.equal(isUpdating({ taskManager: workload('orders-taskmanager', 2, 2) }), 'Updating');
  assert.equal(isUpdating({ taskManager: workload('orders-taskmanager', 2, 2, 'orders-bbb') }), 'Ready');
  assert.equal(isUpdating({ taskManager: workload('orders-taskmanager', 1, 2, 'orders-bbb') }), 'NotReady');
});

test('workers that are being replaced are counted as they are', () => {
  const read = { taskManager: workload('orders-taskmanager', 3, 4) };
  const was = { name: 'orders-taskmanager', state: 'Ready', replicas: 2, readyReplicas: 2, ready: '2/2', selector };
  const counted = { replicas: 4, readyReplicas: 3, ready: '3/4' };
  assert.deepEqual(stateOf('taskManager', read, { taskManager: was }, true), { ...was, ...counted, state: 'Updating' });
});

const addresses = { status: { loadBalancer: { ingress: [{ hostname: 'lb.example' }] } } };
const name = 'orders-jobmanager';

const services = [
  { title: 'headless', read: service({ clusterIP: 'None' }), becomes: { name, state: 'Ready' } },
  {
    title: 'without address',
    read: service({ type: 'ClusterIP', clusterIP: '' }),
    becomes: { name, state: 'NotReady' },
  },
  {
    title: 'with node ports',
    read: service({
      type: 'NodePort',
      ports: [
        { name: 'rpc', nodePort: 1 },
        { name: 'ui', nodePort: 2 },
      ],
    }),
    becomes: { name, state: 'Ready', nodePort: 2 },
  },
  {
    title: 'waiting for a load balancer',
    read: service({ type: 'LoadBalancer', clusterIP: '10.0.0.1' }),
    becomes: { name, state: 'NotReady' },
  },
  {
    title: 'behind a load balancer',
    read: { ...service({ type: 'LoadBalancer' }), ...addresses },
    becomes: { name, state: 'Ready', loadBalancerIngress: [{ hostname: 'lb.example' }] },
  },
];

for (const { title, read, becomes } of services) {
  test(`a Service ${title}`, () => {
    assert.deepEqual(stateOf('jobManagerService', { jobManagerService: read }), becomes);
  });
}

const ingress = (spec: ObservedIngress['spec'], status: object = addresses): ObservedIngress => ({
  ...labelled(name),
  spec,
  ...status,
});

const ingresses = [
  {
    title: 'with hosts',
    read: ingress({ rules: [{ host: 'a.example' }, { host: 'b.example' }] }),
    becomes: { name, state: 'Ready', urls: ['http://a.example', 'http://b.example'] },
  },
  {
    title: 'with TLS',
    read: ingress({ rules: [{ host: 'a.example' }], tls: [{}] }),
    becomes: { name, state: 'Ready', urls: ['https://a.example'] },
  },
  {
    title: 'without host',
    read: ingress({ rules: [{}] }),
    becomes: { name, state: 'Ready', urls: ['http://lb.example'] },
  },
  {
    title: 'without address',
    read: ingress({ rules: [{ host: 'a.example' }] }, {}),
    becomes: { name, state: 'NotReady', urls: ['http://a.example'] },
  },
  { title: 'with neither', read: ingress({}, {}), becomes: { name, state: 'NotReady' } },
];

for (const { title, read, becomes } of ingresses) {
  test(`an Ingress ${title}`, () => {
    assert.deepEqual(stateOf('jobManagerIngress', { jobManagerIngress: read }), becomes);
  });
}

test('a recorded Ingress without a name is nothing to stumble over', () => {
  const was = { jobManagerIngress: { state: 'Ready' } };
  assert.deepEqual(stateOf('jobManagerIngress', {}, was), { name: '', state: 'Deleted' });
});
