import assert from 'node:assert/strict';
import { test } from 'node:test';
import { findHighAvailability } from '../../../src/engine/flink-cluster/observe-high-availability.ts';
import type { Cluster } from '../../../src/engine/flink-cluster/subject.ts';
import type { Ports, Recollection } from '../../../src/engine/ports.ts';
import { jobCluster } from '../../support/observed-cluster.ts';
import { overlay } from '../../support/overlay.ts';

const flinkProperties = {
  'high-availability.type': 'kubernetes',
  'kubernetes.cluster-id': 'orders',
  'high-availability.storageDir': 's3://ha',
};
const highlyAvailable = jobCluster({}, { spec: { flinkProperties } });
const ready = { jobManager: { metadata: { name: 'j', uid: 'j' }, spec: {}, status: { readyReplicas: 1 } } };
const map = (owners: readonly object[] = []) => ({ metadata: { name: 'm', uid: 'm', ownerReferences: owners } });

interface Look {
  readonly cluster?: Cluster;
  readonly components?: object;
  readonly jobs?: readonly [];
  readonly found?: object;
  readonly memory?: Recollection;
  /** Seconds. */
  readonly at?: number;
}

async function look({ cluster = highlyAvailable, components = ready, jobs, found, memory = {}, at = 0 }: Look) {
  const asked: string[] = [];
  const ports = {
    memory: { of: () => memory },
    clock: { elapsed: () => at * 1000 },
    children: {
      find({ name }: { readonly name: string }) {
        asked.push(name);
        return Promise.resolve(found);
      },
    },
  } as unknown as Ports;
  const seen = await findHighAvailability({ cluster, components, jobs }, ports);
  return { seen, asked: asked.length };
}

test('what nobody owns is found', async () => {
  const found = map();
  assert.deepEqual(await look({ found }), { seen: found, asked: 1 });
});

test('an application runs without a StatefulSet, and says so by its jobs', async () => {
  assert.equal((await look({ components: {}, jobs: [] })).asked, 1);
});

test('nobody looks without high availability, nor before there is a JobManager', async () => {
  assert.equal((await look({ cluster: jobCluster() })).asked, 0);
  assert.equal((await look({ components: {} })).asked, 0);
  const starting = overlay(ready, { jobManager: { status: { readyReplicas: 0 } } }) as object;
  assert.equal((await look({ components: starting })).asked, 0);
});

test('what is not there is looked for now and then', async () => {
  const memory: Recollection = {};
  assert.equal((await look({ memory })).asked, 1);
  assert.equal((await look({ memory, at: 29 })).asked, 0);
  assert.equal((await look({ memory, at: 30 })).asked, 1);
});

test('what was found without an owner is looked at again at once, what has one never', async () => {
  const memory: Recollection = {};
  await look({ memory, found: map() });
  const owned = map([{ uid: 'uid' }]);
  assert.deepEqual(await look({ memory, found: owned }), { seen: undefined, asked: 1 });
  assert.equal((await look({ memory, found: owned, at: 3600 })).asked, 0);
});
