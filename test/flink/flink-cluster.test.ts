import assert from 'node:assert/strict';
import { afterEach, beforeEach, test } from 'node:test';
import type { FlinkCluster } from '../../src/engine/flink-port.ts';
import type { FlinkClient } from '../../src/flink/flink-client.ts';
import { createFlinkCluster } from '../../src/flink/flink-cluster.ts';
import { createFlinkRest } from '../../src/flink/flink-rest.ts';
import { answer, FakeFlink } from './fake-flink.ts';

let fake: FakeFlink;
let client: FlinkClient;
let url: URL;
let cluster: FlinkCluster;

/** Milliseconds that an answer may take. */
const patient = 10_000;

function clusterWith(timeout: number): FlinkCluster {
  const place = { namespace: 'shop', cluster: 'orders', port: 8081, secure: false };
  return createFlinkCluster(client, url, { ...place, timeout, cancelTimeout: timeout });
}

beforeEach(async () => {
  fake = new FakeFlink();
  url = await fake.start();
  client = await createFlinkRest({ url });
  cluster = clusterWith(patient);
});

afterEach(async () => {
  client.close();
  await fake.stop();
});

const requirements = { v: { lowerBound: 1, upperBound: 4 } };

test('the parallelism of a job is that of its vertices', async () => {
  const vertices = [{ id: 'v', parallelism: 2 }, { id: 'w' }];
  fake.reply = (_, response) => answer(response, 200, { vertices });
  const expected = new Map([
    ['v', 2],
    ['w', 0],
  ]);
  assert.deepEqual(await cluster.parallelism('j'), { type: 'answer', value: expected });
  assert.deepEqual(fake.calls, ['GET /v1/jobs/j']);
});

test('what a job is told is read and written', async () => {
  fake.reply = ({ method }, response) =>
    answer(response, 200, method === 'GET' ? { v: { parallelism: requirements.v } } : {});
  assert.deepEqual(await cluster.requirements('j'), { type: 'answer', value: requirements });
  assert.deepEqual(await cluster.require('j', requirements), { type: 'answer', value: undefined });
  assert.deepEqual(fake.calls, ['GET /v1/jobs/j/resource-requirements', 'PUT /v1/jobs/j/resource-requirements']);
});

test('a job that is not there has no parallelism', async () => {
  fake.reply = (_, response) => answer(response, 404, { errors: ['Job could not be found'] });
  assert.deepEqual(await cluster.parallelism('j'), { type: 'answer', value: undefined });
  assert.deepEqual(await cluster.requirements('j'), { type: 'answer', value: undefined });
});

test('a scheduler that takes no requirements is told from one that says nothing', async () => {
  fake.reply = (_, response) => answer(response, 500, { errors: ['java.lang.UnsupportedOperationException'] });
  assert.equal((await cluster.requirements('j')).type, 'refused');
  assert.equal((await cluster.require('j', requirements)).type, 'refused');
  fake.reply = () => {};
  assert.equal((await clusterWith(50).require('j', requirements)).type, 'silent');
});

const refusals: readonly { status: number; says: string; isFinal?: true }[] = [
  { status: 400, says: 'no directory for savepoints', isFinal: true },
  { status: 409, says: 'checkpointing is not enabled', isFinal: true },
  { status: 404, says: 'no such job' },
  { status: 400, says: 'org.apache.flink.runtime.messages.FlinkJobNotFoundException: no such job' },
  { status: 429, says: 'too often' },
  { status: 503, says: 'not yet' },
];

for (const { status, says, isFinal } of refusals) {
  test(`whether Flink refuses a stop for good: ${status} ${says}`, async () => {
    fake.reply = (_, response) => answer(response, status, { errors: [says] });
    const stop = { triggerId: 't', directory: 's3://', drain: false, format: 'CANONICAL' } as const;
    const { error: _, ...reply } = (await cluster.stopWithSavepoint('j', stop)) as { readonly error: Error };
    assert.deepEqual(reply, { type: 'refused', ...(isFinal && { isFinal }) });
  });
}

test('a job without a checkpoint is told from one of which nothing is known of checkpoints', async () => {
  fake.reply = (_, response) => answer(response, 200, { latest: {}, history: [] });
  const none = { path: undefined, bytes: undefined };
  assert.deepEqual(await cluster.latestCheckpoint('j'), { type: 'answer', value: none });
  fake.reply = (_, response) => answer(response, 404, { errors: ['Checkpointing has not been enabled.'] });
  assert.deepEqual(await cluster.latestCheckpoint('j'), { type: 'answer', value: undefined });
});

test('an old Flink is sent no trigger and no format, and the trigger that it chooses is told', async () => {
  fake.reply = (_, response) => answer(response, 202, { 'request-id': 'chosen' });
  const directory = 's3://savepoints';
  const chosen = { type: 'answer', value: 'chosen' } as const;
  assert.deepEqual(await cluster.savepointOfOldFlink('j', { stops: true, directory }), chosen);
  assert.deepEqual(await cluster.savepointOfOldFlink('j', { stops: false, directory }), chosen);
  assert.deepEqual(fake.calls, ['POST /v1/jobs/j/stop', 'POST /v1/jobs/j/savepoints']);
  const bodies = fake.bodies.map((body) => JSON.parse(body));
  assert.deepEqual(bodies, [
    { targetDirectory: directory, drain: false },
    { 'target-directory': directory, 'cancel-job': false },
  ]);
});
