import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createGate } from '../../src/admission/gate.ts';
import { unknownLookup } from '../../src/admission/given-facts.ts';
import { flinkDeployment } from '../support/flink-objects.ts';
import { gatePorts } from '../support/gate-ports.ts';

const stored = flinkDeployment({ spec: { job: { parallelism: null }, taskManager: { replicas: 2 } } });
const broken = flinkDeployment({
  spec: { flinkVersion: 'v1_14', job: { parallelism: null }, taskManager: { replicas: 2 } },
});
const sizedByParallelism = flinkDeployment({ spec: { job: { parallelism: 4 } } });

interface Row {
  readonly name: string;
  readonly replicas: number | undefined;
  readonly before?: number;
  /** The stored object, where the gate can find it. */
  readonly given?: unknown;
  readonly resource?: { readonly group: string; readonly resource: string };
  readonly finds: string | undefined;
  readonly warns?: string;
}

const cluster = { group: 'flinkoperator.k8s.io', resource: 'flinkclusters' };

const rows: readonly Row[] = [
  { name: 'up', replicas: 3, given: stored, finds: undefined },
  { name: 'to nothing', replicas: 0, given: stored, finds: 'job-taskmanager-replicas-min,taskmanager-replicas-min' },
  { name: 'to nothing, which API servers leave out', replicas: undefined, finds: 'taskmanager-replicas-min' },
  { name: 'an unknown object up', replicas: 3, finds: undefined },
  { name: 'an unknown object to nothing', replicas: 0, finds: 'taskmanager-replicas-min' },
  { name: 'what is already so', replicas: 0, before: 0, finds: undefined },
  { name: 'an object with faults of its own', replicas: 3, given: broken, finds: undefined },
  {
    name: 'a job that is sized by parallelism',
    replicas: 3,
    given: sizedByParallelism,
    finds: undefined,
    warns: 'job-parallelism-not-read',
  },
  { name: 'a FlinkCluster up', replicas: 3, resource: cluster, finds: undefined },
  {
    name: 'a FlinkCluster to nothing',
    replicas: 0,
    resource: cluster,
    finds: 'taskmanager-replicas-range,update-schema-enforced',
  },
  {
    name: 'something of somebody else',
    replicas: 0,
    resource: { group: 'apps', resource: 'deployments' },
    finds: undefined,
  },
];

for (const { name, replicas, before = 2, given, resource, finds, warns } of rows) {
  test(`scaling ${name}`, async () => {
    const ports = given === undefined ? { ...gatePorts(), lookup: unknownLookup } : gatePorts({ context: [given] });
    const scale = (count: number | undefined) => ({
      apiVersion: 'autoscaling/v1',
      kind: 'Scale',
      metadata: { name: stored.metadata.name, namespace: stored.metadata.namespace },
      spec: { replicas: count },
    });
    const request = {
      uid: '1',
      operation: 'UPDATE',
      kind: { group: 'autoscaling', version: 'v1', kind: 'Scale' },
      resource: { group: 'flink.apache.org', version: 'v1beta1', resource: 'flinkdeployments', ...resource },
      subResource: 'scale',
      namespace: stored.metadata.namespace,
      name: stored.metadata.name,
      object: scale(replicas),
      oldObject: scale(before),
    };
    const { body } = await createGate(ports).answer('validate', JSON.stringify({ request }));
    const { response } = JSON.parse(body);
    assert.equal(response.allowed, finds === undefined);
    assert.equal(response.auditAnnotations?.rules, finds);
    assert.equal(response.auditAnnotations?.warnings, warns);
  });
}

test('the mutating side leaves a scaling as it is', async () => {
  const request = {
    uid: '1',
    operation: 'UPDATE',
    kind: { group: 'autoscaling', version: 'v1', kind: 'Scale' },
    resource: { group: 'flink.apache.org', version: 'v1beta1', resource: 'flinkdeployments' },
    subResource: 'scale',
    object: { spec: { replicas: 1 } },
  };
  const { body } = await createGate(gatePorts()).answer('mutate', JSON.stringify({ request }));
  assert.deepEqual(JSON.parse(body).response, { uid: '1', allowed: true });
});
