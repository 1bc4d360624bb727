import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setImmediate as turn } from 'node:timers/promises';
import fc from 'fast-check';
import type { InjectOptions } from 'fastify';
import type { Answer } from '../../src/admission/answer-types.ts';
import { allowed, standInGate, testServer } from '../support/server-fixtures.ts';

const json = { 'content-type': 'application/json' };
const post = (url: string, headers: Record<string, string> = json): InjectOptions => ({
  method: 'POST',
  url,
  headers,
  payload: '{"request":{}}',
});

const reviews: { name: string; request: InjectOptions; side: string; plural?: string }[] = [
  { name: 'validating', request: post('/validate'), side: 'validate' },
  { name: 'mutating', request: post('/mutate'), side: 'mutate' },
  { name: 'converting', request: post('/convert'), side: 'convert' },
  {
    name: 'validating one kind',
    request: post('/validate/flinkdeployments'),
    side: 'validate',
    plural: 'flinkdeployments',
  },
  { name: 'mutating one kind', request: post('/mutate/flinkclusters'), side: 'mutate', plural: 'flinkclusters' },
  { name: 'the query of an API server', request: post('/validate?timeout=10s'), side: 'validate' },
  {
    name: 'a character set',
    request: post('/validate', { 'content-type': 'application/json; charset=utf-8' }),
    side: 'validate',
  },
  { name: 'capital letters', request: post('/validate', { 'content-type': 'Application/JSON' }), side: 'validate' },
];

for (const { name, request, side, plural } of reviews) {
  test(`reviews are handed to the gate: ${name}`, async () => {
    const gate = standInGate();
    const { server } = testServer({ gate });
    const response = await server.inject(request);
    assert.equal(response.statusCode, 200);
    assert.equal(response.body, allowed.body);
    assert.equal(response.headers['content-type'], 'application/json; charset=utf-8');
    assert.deepEqual(gate.asked, [{ side, body: '{"request":{}}', plural }]);
  });
}

const refusals: { name: string; request: InjectOptions; status: number; reason: string; allow?: string }[] = [
  { name: 'an unknown path', request: post('/nowhere'), status: 404, reason: 'no-such-path' },
  { name: 'a trailing slash', request: post('/validate/'), status: 404, reason: 'no-such-path' },
  { name: 'a kind of somebody else', request: post('/validate/pods'), status: 404, reason: 'no-such-path' },
  { name: 'converting one kind', request: post('/convert/flinkclusters'), status: 404, reason: 'no-such-path' },
  { name: 'another case', request: post('/Validate'), status: 404, reason: 'no-such-path' },
  { name: 'a path that is no UTF-8', request: post('/%ff'), status: 400, reason: 'bad-path' },
  { name: 'GET', request: { method: 'GET', url: '/validate' }, status: 405, reason: 'method', allow: 'POST' },
  {
    name: 'GET with a query',
    request: { method: 'GET', url: '/mutate?timeout=1s' },
    status: 405,
    reason: 'method',
    allow: 'POST',
  },
  { name: 'PUT', request: { ...post('/validate'), method: 'PUT' }, status: 405, reason: 'method', allow: 'POST' },
  { name: 'POST to the root', request: post('/'), status: 405, reason: 'method', allow: 'GET' },
  {
    name: 'YAML',
    request: post('/validate', { 'content-type': 'application/yaml' }),
    status: 415,
    reason: 'media-type',
  },
  { name: 'text', request: post('/validate', { 'content-type': 'text/plain' }), status: 415, reason: 'media-type' },
  {
    name: 'a relative of JSON',
    request: post('/validate', { 'content-type': 'application/json-patch+json' }),
    status: 415,
    reason: 'media-type',
  },
  { name: 'a broken type', request: post('/validate', { 'content-type': ';' }), status: 415, reason: 'media-type' },
  {
    name: 'a body without a type',
    request: { method: 'POST', url: '/validate', payload: Buffer.from('{}'), headers: {} },
    status: 415,
    reason: 'media-type',
  },
  {
    name: 'neither body nor type',
    request: { method: 'POST', url: '/validate' },
    status: 415,
    reason: 'media-type',
  },
];

for (const { name, request, status, reason, allow } of refusals) {
  test(`what is no review is turned away: ${name}`, async () => {
    const gate = standInGate();
    const { server, rejected } = testServer({ gate });
    const response = await server.inject(request);
    assert.equal(response.statusCode, status, response.body);
    assert.equal(response.json().reason, reason);
    assert.deepEqual(Object.keys(response.json()), ['error', 'reason']);
    assert.equal(response.headers['allow'], allow);
    assert.deepEqual(rejected, [reason]);
    assert.deepEqual(gate.asked, []);
  });
}

test('what the gate cannot read is answered as the gate says', async () => {
  const outcome = { ...allowed.outcome, verdict: 'unreadable', reason: 'not-json' } as const;
  const { server } = testServer({ gate: standInGate({ status: 400, body: '{"error":"no JSON"}', outcome }) });
  const response = await server.inject(post('/validate'));
  assert.equal(response.statusCode, 400);
  assert.equal(response.body, '{"error":"no JSON"}');
});

test('a gate that breaks down is answered shortly and told of in the log', async () => {
  const gate = standInGate(() => Promise.reject(new Error('secret detail')));
  const { server, load, lines, rejected } = testServer({ gate });
  const response = await server.inject(post('/validate'));
  assert.equal(response.statusCode, 500);
  assert.doesNotMatch(response.body, /secret|at /);
  assert.deepEqual(rejected, ['internal']);
  assert.match(JSON.stringify(lines()), /a request broke down.*secret detail|secret detail.*a request broke down/);
  assert.equal(load.requests, 0);
  assert.equal(load.bytes, 0);
});

test('the root explains what this is and names no route', async () => {
  const { server } = testServer();
  const response = await server.inject({ method: 'GET', url: '/' });
  assert.equal(response.statusCode, 200);
  assert.match(response.body, /Sluice/);
  assert.doesNotMatch(response.body, /\/validate|\/mutate|\/convert/);
});

test('while draining every answer asks for another connection', async () => {
  const { server } = testServer({ draining: () => true });
  for (const request of [post('/validate'), post('/nowhere'), { method: 'GET', url: '/' } as const]) {
    const response = await server.inject(request);
    assert.equal(response.headers['connection'], 'close');
  }
});

test('a review is one line in the log and one count', async () => {
  const { server, lines, answered } = testServer();
  await server.inject(post('/validate'));
  await turn();
  const [line, ...others] = lines();
  assert.deepEqual(others, []);
  const { time, ms, ...rest } = line ?? {};
  assert.equal(typeof ms, 'number');
  assert.deepEqual(rest, {
    level: 'info',
    side: 'validate',
    uid: 'u1',
    kind: 'FlinkDeployment',
    object: 'flink/demo',
    operation: 'CREATE',
    user: 'admin',
    verdict: 'allowed',
    msg: 'reviewed',
  });
  assert.deepEqual(answered, [allowed.outcome]);
});

test('a denial names the rules in the log', async () => {
  const finding = { path: 'spec', reason: 'FieldValueInvalid', message: 'no', category: 'invalid' } as const;
  const findings = [
    { ...finding, rule: 'a', severity: 'error' },
    { ...finding, rule: 'a', severity: 'error' },
    { ...finding, rule: 'b', severity: 'warning' },
  ] as const;
  const outcome: Answer['outcome'] = { ...allowed.outcome, verdict: 'denied', findings, dryRun: true };
  const { server, lines } = testServer({ gate: standInGate({ ...allowed, outcome }) });
  await server.inject(post('/validate'));
  await turn();
  const [{ verdict, rules, warnings, dryRun } = {}] = lines();
  assert.deepEqual(
    { verdict, rules, warnings, dryRun },
    { verdict: 'denied', rules: 'a', warnings: 'b', dryRun: true },
  );
});

const object = { spec: { flinkConfiguration: { 's3.secret-key': 'hidden-value', 'parallelism.default': '2' } } };

test('bodies are logged at trace only, without secrets', async () => {
  for (const level of ['info', 'trace']) {
    const { server, lines } = testServer({ level });
    await server.inject({ ...post('/validate'), payload: JSON.stringify({ request: { object } }) });
    await turn();
    const text = JSON.stringify(lines());
    assert.equal(text.includes('parallelism.default'), level === 'trace');
    assert.doesNotMatch(text, /hidden-value/);
  }
});

test('a line that nobody wants is not written', async () => {
  const { server, lines } = testServer({ level: 'warn' });
  await server.inject(post('/validate'));
  await turn();
  assert.deepEqual(lines(), []);
});

test('whatever is asked, the answer is short and never a fault of ours', async () => {
  const { server } = testServer();
  const methods = fc.constantFrom('GET', 'POST', 'PUT', 'DELETE', 'PATCH', 'OPTIONS', 'HEAD');
  const path = fc.webPath().map((text) => (text.startsWith('/') ? text : `/${text}`));
  const headers = fc.dictionary(
    fc.constantFrom('content-type', 'accept', 'x-forwarded-for', 'content-length', 'te'),
    fc.string({ maxLength: 40 }).filter((text) => /^[\x21-\x7e]*$/.test(text)),
  );
  await fc.assert(
    fc.asyncProperty(methods, path, headers, fc.string(), async (method, url, given, payload) => {
      const { 'content-length': _, ...rest } = given;
      const response = await server.inject({ method, url, headers: rest, payload } as InjectOptions);
      assert.ok(response.statusCode < 500, `${method} ${url}: ${response.statusCode}`);
      assert.ok(response.body.length < 300);
    }),
  );
});
