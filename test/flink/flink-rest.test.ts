import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, afterEach, before, beforeEach, test } from 'node:test';
import { FlinkAnswerInvalid, FlinkError, isDuplicateJob } from '../../src/flink/errors.ts';
import type { FlinkClient } from '../../src/flink/flink-client.ts';
import { createFlinkRest } from '../../src/flink/flink-rest.ts';
import { answer, FakeFlink } from './fake-flink.ts';

const limits = { timeout: 5000 };
let directory: string;
let jarFile: string;
let fake: FakeFlink;
let flink: FlinkClient;

before(() => {
  directory = mkdtempSync(path.join(tmpdir(), 'flink-rest-'));
  jarFile = path.join(directory, 'a.jar');
  writeFileSync(jarFile, 'bytes of a jar');
});

after(() => rmSync(directory, { recursive: true }));

beforeEach(async () => {
  fake = new FakeFlink();
  flink = await createFlinkRest({ url: await fake.start() });
});

afterEach(async () => {
  flink.close();
  await fake.stop();
});

interface Row {
  readonly name: string;
  call(): Promise<unknown>;
  readonly asks: string;
  readonly body?: unknown;
  readonly answer?: unknown;
  readonly gives?: unknown;
}

const triggered = { answer: { 'request-id': 't' }, gives: 't' };

const rows: readonly Row[] = [
  { name: 'config', call: () => flink.config(limits), asks: 'GET /v1/config' },
  { name: 'jobs', call: () => flink.jobs(limits), asks: 'GET /v1/jobs/overview', gives: [] },
  { name: 'vertices', call: () => flink.vertices('j', limits), asks: 'GET /v1/jobs/j', gives: [] },
  { name: 'execution result', call: () => flink.executionResult('j', limits), asks: 'GET /v1/jobs/j/execution-result' },
  { name: 'exceptions', call: () => flink.exceptions('j', limits), asks: 'GET /v1/jobs/j/exceptions' },
  { name: 'cancel', call: () => flink.cancel('j', limits), asks: 'PATCH /v1/jobs/j?mode=cancel', gives: 'accepted' },
  {
    name: 'stop',
    call: () =>
      flink.stop('j', { targetDirectory: 's3://a', drain: true, formatType: 'NATIVE', triggerId: 'i' }, limits),
    asks: 'POST /v1/jobs/j/stop',
    body: { targetDirectory: 's3://a', drain: true, formatType: 'NATIVE', triggerId: 'i' },
    ...triggered,
  },
  {
    name: 'stop, nothing said',
    call: () => flink.stop('j', {}, limits),
    asks: 'POST /v1/jobs/j/stop',
    body: { drain: false },
    ...triggered,
  },
  {
    name: 'savepoint',
    call: () =>
      flink.triggerSavepoint('j', { targetDirectory: 's3://a', formatType: 'CANONICAL', triggerId: 'i' }, limits),
    asks: 'POST /v1/jobs/j/savepoints',
    body: { 'target-directory': 's3://a', 'cancel-job': false, formatType: 'CANONICAL', triggerId: 'i' },
    ...triggered,
  },
  {
    name: 'savepoint result',
    call: () => flink.savepoint('j', 't', limits),
    asks: 'GET /v1/jobs/j/savepoints/t',
    gives: { type: 'pending' },
  },
  {
    name: 'checkpoint',
    call: () => flink.triggerCheckpoint('j', { type: 'FULL' }, limits),
    asks: 'POST /v1/jobs/j/checkpoints',
    body: { checkpointType: 'FULL' },
    ...triggered,
  },
  {
    name: 'checkpoint result',
    call: () => flink.checkpoint('j', 't', limits),
    asks: 'GET /v1/jobs/j/checkpoints/t',
    gives: { type: 'pending' },
  },
  {
    name: 'checkpoint details',
    call: () => flink.checkpointDetails('j', 7, limits),
    asks: 'GET /v1/jobs/j/checkpoints/details/7',
  },
  { name: 'checkpoint history', call: () => flink.checkpoints('j', limits), asks: 'GET /v1/jobs/j/checkpoints' },
  {
    name: 'dispose',
    call: () => flink.disposeSavepoint('s3://a/b', limits),
    asks: 'POST /v1/savepoint-disposal',
    body: { 'savepoint-path': 's3://a/b' },
    ...triggered,
  },
  {
    name: 'disposal',
    call: () => flink.disposal('t', limits),
    asks: 'GET /v1/savepoint-disposal/t',
    gives: { type: 'pending' },
  },
  {
    name: 'metrics',
    call: () => flink.metrics('j', ['a', 'b'], limits),
    asks: 'GET /v1/jobs/j/metrics?get=a%2Cb',
    answer: [{ id: 'a', value: '1' }],
    gives: { a: '1' },
  },
  {
    name: 'task managers',
    call: () => flink.taskManagers(limits),
    asks: 'GET /v1/taskmanagers',
    answer: { taskmanagers: [{}, {}] },
    gives: 2,
  },
  {
    name: 'resource requirements',
    call: () => flink.resourceRequirements('j', limits),
    asks: 'GET /v1/jobs/j/resource-requirements',
    gives: {},
  },
  {
    name: 'set resource requirements',
    call: () => flink.setResourceRequirements('j', { v: { lowerBound: 1, upperBound: 2 } }, limits),
    asks: 'PUT /v1/jobs/j/resource-requirements',
    body: { v: { parallelism: { lowerBound: 1, upperBound: 2 } } },
  },
  {
    name: 'run',
    call: () => flink.runJar('a.jar', { flinkVersion: 'v1_20', args: ['x'] }, limits),
    asks: 'POST /v1/jars/a.jar/run',
    body: { programArgsList: ['x'], claimMode: 'NO_CLAIM' },
    answer: { jobid: 'j' },
    gives: 'j',
  },
  { name: 'delete', call: () => flink.deleteJar('a.jar', limits), asks: 'DELETE /v1/jars/a.jar', gives: true },
  {
    name: 'an id that would be another path',
    call: () => flink.deleteJar('../jobs?a#b', limits),
    asks: 'DELETE /v1/jars/..%2Fjobs%3Fa%23b',
  },
];

for (const { name, call, asks, body, answer: told = {}, gives } of rows) {
  test(`a call: ${name}`, async () => {
    fake.reply = (_, response) => answer(response, 200, told);
    const given = await call();
    assert.deepEqual(fake.calls, [asks]);
    assert.deepEqual(fake.bodies, [body === undefined ? '' : JSON.stringify(body)]);
    if (gives !== undefined) assert.deepEqual(given, gives);
  });
}

test('a jar is sent as the one file of a form', async () => {
  fake.reply = (_, response) => answer(response, 200, { filename: '/tmp/1_a.jar', status: 'success' });
  assert.equal(await flink.uploadJar({ name: 'a "b"\r\nX: y', path: jarFile }, limits), '1_a.jar');
  const [, boundary] = /^multipart\/form-data; boundary=(.*)$/.exec(fake.contentTypes[0] ?? '') ?? [];
  assert.equal(
    fake.bodies[0],
    [
      `--${boundary}`,
      'Content-Disposition: form-data; name="jarfile"; filename="a__b___X__y.jar"',
      'Content-Type: application/x-java-archive',
      '',
      'bytes of a jar',
      `--${boundary}--`,
      '',
    ].join('\r\n'),
  );
});

test('a jar that is not there is not sent', async () => {
  await assert.rejects(flink.uploadJar({ name: 'b', path: path.join(directory, 'none.jar') }, limits), {
    code: 'ENOENT',
  });
  assert.deepEqual(fake.calls, []);
});

test('below a path of a proxy', async () => {
  const proxied = new FakeFlink();
  const other = await createFlinkRest({ url: new URL('/flink/', await proxied.start()) });
  try {
    await other.jobs(limits);
    assert.deepEqual(proxied.calls, ['GET /flink/v1/jobs/overview']);
  } finally {
    other.close();
    await proxied.stop();
  }
});

const errors = (message: string) => ({ errors: [message] });

const refusals: readonly {
  readonly name: string;
  readonly status: number;
  readonly body: unknown;
  call(): Promise<unknown>;
  readonly gives: unknown;
}[] = [
  {
    name: 'cancel of a missing job',
    status: 404,
    body: errors('no'),
    call: () => flink.cancel('j', limits),
    gives: 'missing',
  },
  {
    name: 'cancel of an ended job',
    status: 409,
    body: errors('no'),
    call: () => flink.cancel('j', limits),
    gives: 'terminal',
  },
  {
    name: 'cancel of an ended job in an older version',
    status: 500,
    body: errors('a.B: Job cancellation failed because the job has already reached another terminal state (FAILED).'),
    call: () => flink.cancel('j', limits),
    gives: 'terminal',
  },
  {
    name: 'result of a missing job',
    status: 404,
    body: errors('no'),
    call: () => flink.executionResult('j', limits),
    gives: undefined,
  },
  {
    name: 'requirements of a missing job',
    status: 500,
    body: { errors: ['Internal server error.', 'org.apache.flink.runtime.messages.FlinkJobNotFoundException: no'] },
    call: () => flink.resourceRequirements('j', limits),
    gives: undefined,
  },
  {
    name: 'deletion of a missing jar',
    status: 400,
    body: errors(
      'org.apache.flink.runtime.rest.handler.RestHandlerException: File a.jar does not exist in /tmp/web.\n\tat x',
    ),
    call: () => flink.deleteJar('a.jar', limits),
    gives: false,
  },
  {
    name: 'a job that runs already',
    status: 400,
    body: errors(
      'a.B: no\nCaused by: org.apache.flink.runtime.client.DuplicateJobSubmissionException: Job has already been submitted.',
    ),
    call: () => flink.runJar('a.jar', { flinkVersion: 'v2_2' }, limits).catch(isDuplicateJob),
    gives: true,
  },
  {
    name: 'a trigger that is not known',
    status: 404,
    body: errors('no'),
    call: () => flink.savepoint('j', 't', limits),
    gives: { type: 'unknown' },
  },
];

for (const { name, status, body, call, gives } of refusals) {
  test(`an expected refusal: ${name}`, async () => {
    fake.reply = (_, response) => answer(response, status, body);
    assert.deepEqual(await call(), gives);
  });
}

const failures = [
  {
    name: 'Flink with a trace',
    status: 400,
    body: errors('a.B: outer\n\tat x\nCaused by: a.C: inner\n\tat y'),
    says: 'Flink answered 400 to GET /config: a.C: inner',
  },
  { name: 'Flink without a word', status: 500, body: '', says: 'Flink answered 500 to GET /config' },
  {
    name: 'a proxy',
    status: 502,
    body: '<html>Bad gateway</html>',
    says: 'Flink answered 502 to GET /config: <html>Bad gateway</html>',
  },
  {
    name: 'errors of another type',
    status: 500,
    body: { errors: [1] },
    says: 'Flink answered 500 to GET /config: {"errors":[1]}',
  },
  { name: 'a redirect, which is not followed', status: 307, body: '', says: 'Flink answered 307 to GET /config' },
];

for (const { name, status, body, says } of failures) {
  test(`a refusal of ${name}`, async () => {
    fake.reply = (_, response) => {
      response.setHeader('location', '/elsewhere');
      answer(response, status, body);
    };
    await assert.rejects(flink.config(limits), { name: FlinkError.name, message: says, status });
    assert.equal(fake.calls.length, 1);
  });
}

const nonsense = [
  { name: 'no JSON', body: 'hello', says: 'GET /config: the answer is no JSON' },
  { name: 'an empty answer', body: '', says: 'GET /config: the answer is no JSON' },
  {
    name: 'another type',
    body: { 'flink-version': 2 },
    says: 'GET /config: flink-version should be text and is a value of type number',
  },
];

for (const { name, body, says } of nonsense) {
  test(`what is none of Flink's answers: ${name}`, async () => {
    fake.reply = (_, response) => answer(response, 200, body);
    await assert.rejects(flink.config(limits), { name: FlinkAnswerInvalid.name, message: says });
  });
}

test('a trigger without an id', async () => {
  await assert.rejects(flink.stop('j', {}, limits), {
    name: FlinkAnswerInvalid.name,
    message: 'POST /jobs/j/stop: request-id should be text and is nothing',
  });
});
