import assert from 'node:assert/strict';
import { test } from 'node:test';
import { observeSubmitter } from '../../../src/engine/flink-cluster/observe-submitter.ts';
import type { SubmitterJob } from '../../../src/engine/flink-cluster/observed.ts';
import { readMessage } from '../../../src/engine/flink-cluster/termination-message.ts';
import type { Recollection } from '../../../src/engine/ports.ts';
import { playedPorts } from '../../support/flink-cluster-ports.ts';

const id = 'a'.repeat(32);

const messages: readonly { name: string; text: string; jobId?: string; message: string }[] = [
  {
    name: 'of the submit script',
    text: `jobID: ${id}\nmessage: |\n  The job was submitted.\n  Job has been\n`,
    jobId: id,
    message: 'The job was submitted.\nJob has been',
  },
  { name: 'of a submission that failed', text: 'message: |\n  no JobManager\n', message: 'no JobManager' },
  { name: 'without an end', text: `jobID: ${id}\nmessage: |\n  half of a li`, jobId: id, message: 'half of a li' },
  { name: 'of an id alone', text: `jobID: ${id}`, jobId: id, message: '' },
  { name: 'of something else', text: 'OOM', message: 'OOM' },
  { name: 'of an id that is none', text: 'jobID: ../../etc\nmessage: |\n  x\n', message: 'x' },
  { name: 'of an id in the words of the program', text: `message: |\n  jobID: ${id}\n`, message: `jobID: ${id}` },
  { name: 'that is empty', text: '', message: '' },
];

for (const { name, text, jobId, message } of messages) {
  test(`a termination message ${name}`, () =>
    assert.deepEqual(readMessage(text), { ...(jobId && { jobId }), message }));
}

const job = (status: SubmitterJob['status'], labels = {}): SubmitterJob =>
  ({ metadata: { name: 'orders-job-submitter', namespace: 'default', uid: 'job', labels }, status }) as SubmitterJob;

const pod = (containerStatuses: readonly object[], { uid = 'job', at = '2026-01-01T00:00:00Z', status = {} } = {}) => ({
  metadata: { name: 'p', uid: 'p', creationTimestamp: at, ownerReferences: [{ uid }] },
  status: { containerStatuses, ...status },
});
const ended = (exitCode: number, message: string, name = 'main') => ({
  name,
  state: { terminated: { exitCode, message } },
});

async function observed(of: SubmitterJob | undefined, pods: readonly object[], memory: Recollection = {}) {
  const { ports, asked } = playedPorts({ lists: { Pod: pods }, memory });
  const found = await observeSubmitter(of, 'uid', ports);
  const { job: _, ...told } = found ?? { job: undefined };
  return { told, asked };
}

const done = job({ succeeded: 1 });
const told = { exitCode: 0, jobId: id, message: 'ok' };
const says = `jobID: ${id}\nmessage: |\n  ok\n`;

test('no submitter', async () => assert.deepEqual((await observed(undefined, [])).told, {}));

test('of a submitter that is at work, nobody asks', async () => {
  assert.deepEqual(await observed(job({ active: 1 }), [pod([ended(0, says)])]), { told: {}, asked: [] });
});

test('of one that has ended, its pod tells', async () => {
  assert.deepEqual(await observed(done, [pod([ended(0, says)])]), { told, asked: ['list Pod'] });
  const failed = await observed(job({ failed: 1 }), [pod([ended(3, 'message: |\n  no\n')])]);
  assert.deepEqual(failed.told, { exitCode: 3, message: 'no' });
});

test('it is asked once', async () => {
  const memory: Recollection = {};
  await observed(done, [pod([ended(0, says)])], memory);
  assert.deepEqual(await observed(done, [], memory), { told, asked: [] });
});

test('another submitter is asked anew', async () => {
  const memory: Recollection = { submitter: { uid: 'before', told: { exitCode: 9 } } };
  assert.deepEqual((await observed(done, [pod([ended(0, says)])], memory)).told, told);
});

test('a pod of somebody else, and an older one, do not count', async () => {
  const others = [pod([ended(1, 'old')], { at: '2025-01-01T00:00:00Z' }), pod([ended(2, 'foreign')], { uid: 'other' })];
  assert.deepEqual((await observed(done, [pod([ended(0, says)]), ...others])).told, told);
});

test('a sidecar that has ended says nothing', async () => {
  const sidecar = ended(143, 'bye', 'log-agent');
  assert.deepEqual((await observed(done, [pod([sidecar, ended(0, says)])])).told, told);
  assert.deepEqual((await observed(done, [pod([sidecar, { name: 'main', state: {} }])])).told, {});
});

test('a pod that was evicted says why', async () => {
  const evicted = pod([], { status: { reason: 'Evicted', message: 'low on memory' } });
  assert.deepEqual((await observed(job({ failed: 1 }), [evicted])).told, { message: 'Evicted: low on memory' });
});

test('a pod that is gone is looked for once, one that is about to end until it tells', async () => {
  const memory: Recollection = {};
  assert.deepEqual(await observed(done, [], memory), { told: {}, asked: ['list Pod'] });
  assert.deepEqual(await observed(done, [pod([ended(0, says)])], memory), { told: {}, asked: [] });
  const other: Recollection = {};
  assert.deepEqual((await observed(done, [pod([{ name: 'main', state: {} }])], other)).told, {});
  assert.deepEqual((await observed(done, [pod([ended(0, says)])], other)).told, told);
});

test('of an application, its label tells the job', async () => {
  const labels = { 'flinkoperator.k8s.io/job-id': id };
  assert.deepEqual((await observed(job({ active: 1 }, labels), [])).told, { jobId: id });
});
