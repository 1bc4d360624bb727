import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createGate } from '../../src/admission/gate.ts';
import { readManifest } from '../../src/cli/manifest/read-manifest.ts';
import { portsOf } from '../../src/cli/world.ts';
import { deployment, sessionJob } from './manifests.ts';
import { folderWith, inProcess } from './run-sluice.ts';

function objectOf(text: string): unknown {
  return readManifest('', text).documents[0]?.value;
}

function reviewOf(text: string, uid = '1'): string {
  return JSON.stringify({
    apiVersion: 'admission.k8s.io/v1',
    kind: 'AdmissionReview',
    request: { uid, operation: 'CREATE', object: objectOf(text) },
  });
}

const good = reviewOf(deployment());
const bad = reviewOf(deployment({ parallelism: 0 }), '2');
const job = reviewOf(sessionJob('orders'), '3');

interface Answered {
  readonly code: number | null;
  readonly stdout: string;
  readonly rules: (string | undefined)[];
}

async function review(stdin: string, args: readonly string[] = [], files = {}): Promise<Answered> {
  const { code, stdout } = await inProcess(['review', ...args], { stdin, cwd: folderWith(files) });
  const lines = stdout
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line));
  return { code, stdout, rules: lines.map(({ response }) => response?.auditAnnotations?.rules) };
}

test('review answers what the gate answers, byte for byte, one line each', async () => {
  const gate = createGate(portsOf({}));
  const expected = await Promise.all([good, bad].map((body) => gate.answer('validate', body)));
  const { code, stdout } = await review(`${good}\n${bad}\n`);
  assert.equal(stdout, expected.map(({ body }) => `${body}\n`).join(''));
  assert.equal(code, 0);
});

test('review answers for the mutating side, too', async () => {
  const { body } = await createGate(portsOf({})).answer('mutate', job);
  assert.match(body, /"patchType":"JSONPatch"/);
  assert.equal((await review(job, ['--mutate'])).stdout, `${body}\n`);
});

test('review reads a file with one document over many lines', async () => {
  const files = { 'review.json': JSON.stringify(JSON.parse(bad), undefined, 2) };
  assert.deepEqual((await review('', ['review.json'], files)).rules, ['job-parallelism-min']);
});

test('review goes on after a line that cannot be read, and tells it by its exit code', async () => {
  const { code, stdout } = await review(`${good}\nnonsense\n{"request":1}\n${bad}\n`);
  const lines = stdout
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line));
  assert.deepEqual(
    lines.map(({ response, reason }) => response?.uid ?? reason),
    ['1', 'not-json', 'not-a-review', '2'],
  );
  assert.equal(code, 3);
});

test('review of what is no UTF-8 is refused as the server does', async () => {
  const { code, stdout } = await inProcess(['review'], { stdin: Buffer.from([0x22, 0xff, 0x22]) });
  assert.match(stdout, /"reason":"not-utf8"/);
  assert.equal(code, 3);
});

test('review of nothing has an answer', async () => {
  const { code, stdout } = await inProcess(['review'], {});
  assert.match(stdout, /"reason":"empty"/);
  assert.equal(code, 3);
});

test('review knows nothing of the world, unless it is told', async () => {
  const files = { 'orders.yaml': deployment(), 'conf.yaml': 'kubernetes.operator.user.artifacts.allowed-schemes: s3' };
  assert.deepEqual((await review(job)).rules, [undefined]);
  const target = ['session-target-is-application'];
  assert.deepEqual((await review(job, ['--context', 'orders.yaml'], files)).rules, target);
  assert.deepEqual((await review(job, ['--flink-conf', 'conf.yaml'], files)).rules, ['jar-uri-scheme-not-allowed']);
  assert.deepEqual((await review(job, ['--resolve', 'repo.example.com=10.0.0.1'])).rules, ['jar-uri-host-restricted']);
  assert.deepEqual((await review(job, ['--resolve', 'repo.example.com='])).rules, ['jar-uri-host-unresolvable']);
});

test('an envelope overrides the flags for its own line', async () => {
  const envelope = `{"review":${job},"resolve":{"repo.example.com":"151.101.1.69"}}`;
  const { rules } = await review(`${envelope}\n${job}\n`, ['--resolve', 'repo.example.com=10.0.0.1']);
  assert.deepEqual(rules, [undefined, 'jar-uri-host-restricted']);
});

test('review of a file that is not there', async () => {
  const { code, stderr } = await inProcess(['review', 'nope.json'], { cwd: folderWith({}) });
  assert.equal(code, 3);
  assert.match(stderr, /nope\.json: there is no such file/);
});
